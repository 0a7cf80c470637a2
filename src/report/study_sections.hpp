// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/report/chart.hpp"
#include "mlpipe/report/study_report.hpp"

namespace mlpipe::report {

enum class Finding {
  kNothing,    ///< no trial to speak of
  kNoGain,     ///< no better than a rival on the search folds
  kOpen,       ///< better there, and no final window to ask
  kConfirmed,  ///< better there and on the final window
  kDenied,     ///< better there, and not on the final window
};

/// What the scores say of the best trial, against the rival that makes it look worst.
[[nodiscard]] Finding read_study(const StudyReport& report);

/// The same in a sentence without its end.
[[nodiscard]] std::string finding_text(const StudyReport& report);

/// Above 0 if a is better than b; NaN if one is undefined.
[[nodiscard]] double lead(const StudyReport& report, const Quantity& a, const Quantity& b);

struct TrialCounts {
  std::uint64_t complete = 0, pruned = 0, failed = 0, running = 0, waiting = 0;
};
[[nodiscard]] TrialCounts counts_of(const StudyReport& report);
/// "61 complete, 30 pruned, 9 failed"
[[nodiscard]] std::string counts_text(const TrialCounts& counts);

/// Of a complete or pruned trial; of a pruned one that was told none its last report. Else NaN.
[[nodiscard]] double score_of(const optimize::Trial& trial);

/// Does it hold every constraint?
[[nodiscard]] bool is_feasible(const optimize::Trial& trial);

/// The axis of scores. A few absurd ones would press all others flat: then it ends a little beyond
/// nine tenths of them.
struct ScoreAxis {
  Axis axis;
  std::uint64_t beyond = 0;  ///< scores that lie outside
};
[[nodiscard]] ScoreAxis score_axis(const StudyReport& report);

/// Trial number and score of each complete feasible trial that was better than all before.
[[nodiscard]] std::vector<Dot> best_so_far(const StudyReport& report);

/// Complete trials with a finite score, the best first, those that break a constraint last.
[[nodiscard]] std::vector<const optimize::Trial*> ranked(const StudyReport& report);

/// The space's parameters that can vary, the most important first.
[[nodiscard]] std::vector<const optimize::SpaceParam*> by_importance(const StudyReport& report);
[[nodiscard]] std::optional<double> importance_of(const StudyReport& report,
                                                  const std::string& param);

/// In the form of the space's distribution, which need not be the trial's own: a study's space can
/// change on the way. NaN if the trial goes without the parameter, or its choice is no longer one.
[[nodiscard]] double internal_of(const optimize::Trial& trial, const optimize::SpaceParam& param);

/// A value for people: four figures, strings without quotes.
[[nodiscard]] std::string param_text(const optimize::Value& value);

/// "0.4 s", "3 min 12 s", "1 h 5 min"
[[nodiscard]] std::string seconds_text(double seconds);

/// Is luck no likely explanation? The deflated Sharpe ratio's customary bound.
inline constexpr double kSkill = 0.95;
/// Words for the deflated Sharpe ratio and for the probability of overfitting, without an end.
[[nodiscard]] std::string deflated_verdict(const StudyHonesty& honesty);
[[nodiscard]] std::string overfitting_verdict(const StudyHonesty& honesty);

void add_result(const StudyReport& report, Document& document);
void add_honesty(const StudyReport& report, Document& document);
void add_pictures(const StudyReport& report, Document& document);
void add_parameters(const StudyReport& report, Document& document);
void add_top_trials(const StudyReport& report, Document& document);
void add_study_method(const StudyReport& report, Document& document);

}  // namespace mlpipe::report
