// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/time.hpp"
#include "mlpipe/optimize/importance.hpp"
#include "mlpipe/optimize/search_space.hpp"
#include "mlpipe/optimize/trial.hpp"
#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

/// Schema of the JSON form; rises when a key changes its meaning or goes.
inline constexpr int kStudySchema = 1;

struct StudyIdentity {
  std::string study;
  std::string storage;  ///< path or URL, without a password
  std::optional<Timestamp> created;
  Timestamp now{};
  std::string data_source, data_sha256;
  std::string label, folds, execution;  ///< the recipe, in words
  std::string sampler, pruner;          ///< in words
  std::uint64_t seed = 42;
  int workers = 1, batch = 1;
  double wall_seconds = 0.0;  ///< of this run
  std::string mlpipe_version, xgboost_version, git_commit;
};

/// A set of parameters with what it scored.
struct StudyCandidate {
  std::string name;  ///< without an article: "best trial", "defaults", "current best"
  std::optional<std::int64_t> trial;
  std::map<std::string, optimize::Value, std::less<>> params;
  Quantity search_score;              ///< of StudyReport::metric, on the search folds
  Quantity final_score;               ///< the same on the final window
  std::vector<Quantity> fold_scores;  ///< on the search folds, in time order; may be empty
};

/// What is left of the best trial's Sharpe ratio once luck is taken off. Undefined with the reason
/// ("no prices").
struct StudyHonesty {
  Quantity sharpe;         ///< of the best on the search folds, for each bar
  Quantity sharpe_annual;  ///< the same, annual
  Quantity expected;       ///< expected best of as many trials without skill, for each bar
  Quantity expected_annual;
  Quantity deflated;         ///< probability that the true Sharpe ratio is above `expected`
  double trials = 0.0;       ///< as the two above count them
  Quantity overfitting;      ///< PBO: the chosen trial is below the median where it was not chosen
  Quantity loss;             ///< probability that it loses there
  std::uint64_t splits = 0;  ///< of the overfitting
};

/// The bars that no trial saw. Whatever is scored on them is in StudyCandidate::final_score.
struct FinalWindow {
  Timestamp from{}, to{};
  std::uint64_t rows = 0;
};

/// Everything said of a hyperparameter study. Plain values, filled by the optimize command; the
/// report compares and words them. Whatever is empty is left out.
struct StudyReport {
  StudyIdentity identity;
  std::string metric = "log_loss";  ///< from all_metrics(): the objective
  optimize::Direction direction = optimize::Direction::kMinimize;
  std::vector<std::string> constraints;  ///< sentences: "max drawdown not below -0.25"
  optimize::SearchSpace space;
  std::vector<optimize::Trial> trials;  ///< in order of number; values.front() is the metric
  std::uint64_t duplicates = 0;         ///< trials answered from an equal one
  std::uint64_t trials_in_this_run = 0;
  std::vector<optimize::ParamImportance> importances;
  std::optional<StudyCandidate> best;  ///< empty: no complete feasible trial
  std::vector<StudyCandidate> rivals;  ///< what the best is held against: defaults, current best
  std::optional<FinalWindow> final_window;
  std::string no_final_reason;  ///< why there is none
  std::string best_file;        ///< what became of config/best_hyperparameters.json, a sentence
  StudyHonesty honesty;
  std::vector<std::string> conventions, warnings;
};

/// The study in one sentence: the best score, what it is beside the rivals', and whether the final
/// window confirms it.
[[nodiscard]] std::string headline(const StudyReport& report);

/// The deciding numbers for a terminal, a line each.
[[nodiscard]] std::string summary(const StudyReport& report);

/// Result first, then honesty, pictures, parameters, trials, identity.
[[nodiscard]] Document make_study_report(const StudyReport& report);

/// The same for machines, full precision.
[[nodiscard]] nlohmann::ordered_json study_json(const StudyReport& report);

}  // namespace mlpipe::report
