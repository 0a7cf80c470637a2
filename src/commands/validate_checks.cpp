// SPDX-License-Identifier: MIT
#include "commands/validate_checks.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/text.hpp"
#include "mlpipe/features/leak.hpp"
#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::commands {
namespace {

using gate::Check;
using gate::CheckResult;
using gate::Severity;

Check make(const std::string& name, const std::string& title, Severity severity) {
  Check check;
  check.group = "G1";
  check.name = name;
  check.title = title;
  check.severity = severity;
  return check;
}

Check decided(Check check, bool passed, const std::string& if_passed,
              const std::string& if_failed) {
  check.result = passed ? CheckResult::kPass : CheckResult::kFail;
  check.explanation = passed ? if_passed : if_failed;
  return check;
}

Check fresh_process_check(bool tried, const std::string& trial) {
  Check check = make("artifact.fresh_process", "Loads in a process of its own", Severity::kUnsound);
  check.bound = "loads, and predicts its golden rows";
  if (!tried) {
    check.result = CheckResult::kNotNeeded;
    check.explanation = "it was loaded in this process alone";
    return check;
  }
  return decided(std::move(check), trial.empty(), "loads and predicts its golden rows there",
                 trial);
}

/// Correlation over all outputs; 1 where both say the same constant.
double correlation(const ArtifactSample& sample) {
  if (sample.artifact == sample.recipe) {
    return 1.0;
  }
  return stats::pearson(sample.artifact, sample.recipe).value_or(0.0);
}

Check agreement_check(const ArtifactSample& sample, const gate::GateOptions& options) {
  Check check = make("artifact.agreement", "Says what its recipe says", Severity::kUnsound);
  check.bound = "correlation >= " + shortest(options.least_agreement);
  if (sample.recipe.empty()) {
    check.result = CheckResult::kNotNeeded;
    check.explanation = "there is no recipe, or no bar of its training, to hold it against";
    return check;
  }
  check.value = correlation(sample);
  return decided(
      std::move(check), *check.value >= options.least_agreement,
      "fitted anew on what it was trained on, its recipe says the same",
      "fitted anew on the bars that it says it was trained on, its recipe says something else: it "
      "learnt from other data or other labels, or was changed afterwards");
}

Check shift_check(const Side& candidate, const ArtifactSample& sample,
                  const gate::GateOptions& options) {
  Check check = make("artifact.shift", "Mean forecast as its recipe's", Severity::kUnsound);
  check.bound = "<= " + shortest(options.largest_shift);
  if (sample.recipe.empty()) {
    check.result = CheckResult::kNotNeeded;
    check.explanation = "nothing to hold it against";
    return check;
  }
  double shift = 0.0;
  const std::size_t outputs = candidate.booster->outputs();
  for (std::size_t k = 0; k < outputs; ++k) {
    double sum = 0.0;
    for (std::size_t i = k; i < sample.artifact.size(); i += outputs) {
      sum += sample.artifact[i] - sample.recipe[i];
    }
    shift = std::max(shift, std::abs(sum) * static_cast<double>(outputs) /
                                static_cast<double>(sample.artifact.size()));
  }
  if (candidate.data->labels.task == labels::Task::kRegression) {
    std::vector<double> truth;
    for (const float y : candidate.data->dataset.label) {
      if (!std::isnan(y)) {
        truth.push_back(static_cast<double>(y));
      }
    }
    const double unit = stats::moments(truth).deviation.value_or(1.0);
    shift /= unit > 0.0 ? unit : 1.0;
    check.bound += " deviations of the target";
  }
  check.value = shift;
  return decided(std::move(check), shift <= options.largest_shift, "level with its recipe",
                 "its forecasts as a whole lie elsewhere than its recipe's");
}

Check count_check(const std::string& name, const std::string& title, std::size_t have,
                  std::size_t need) {
  Check check = make(name, title, Severity::kEvidence);
  check.value = static_cast<double>(have);
  check.bound = ">= " + grouped(need);
  return decided(std::move(check), have >= need, "enough",
                 "too few to tell anything: " + grouped(have) + " of at least " + grouped(need));
}

}  // namespace

std::vector<Check> artifact_checks(const Side& candidate, const ArtifactSample& sample,
                                   const gate::GateOptions& options, bool tried,
                                   const std::string& trial) {
  std::vector<Check> out;
  out.push_back(decided(make("artifact.bytes", "Bytes, hash and golden rows", Severity::kUnsound),
                        true, "as recorded when it was trained", ""));
  out.push_back(fresh_process_check(tried, trial));
  out.push_back(decided(make("artifact.finite", "Finite forecasts", Severity::kUnsound),
                        sample.finite, "every forecast on these data is a number",
                        "it forecasts NaN or infinity on these data"));
  out.push_back(agreement_check(sample, options));
  out.push_back(shift_check(candidate, sample, options));
  return out;
}

Check leak_check(const Side& side) {
  return decided(make("leak", "No column that knows the future", Severity::kUnsound),
                 side.data->leaks.empty(), "no column alone predicts too well to be true",
                 features::describe(side.data->leaks) +
                     ". The judge's config can vouch for a column in /features/trusted_inputs; a "
                     "model cannot vouch for its own");
}

std::vector<Check> subject_checks(const Side& candidate, const Side* baseline,
                                  const JudgingWindow& window) {
  std::vector<Check> out;
  const auto& set = candidate.data->dataset;
  const auto folds = refit_folds(set, window, std::nullopt);
  const std::size_t known =
      folds.empty() ? 0 : backtest::training_rows(folds.front(), set.label_end, set.label).size();
  out.push_back(count_check("history", "Labelled rows before the window", known,
                            candidate.config.pipeline.walk_forward.min_train_rows));
  if (baseline != nullptr) {
    out.push_back(decided(
        make("subject", "Another model than production", Severity::kEvidence),
        candidate.found.sha256 != baseline->found.sha256, "its bytes differ from production's",
        "the candidate is, byte for byte, the model in production: there is nothing to promote"));
  }
  return out;
}

std::vector<Check> evidence_checks(const Pairing& pairing, const gate::GateOptions& options,
                                   bool unseen_only) {
  constexpr std::size_t kUnseenTrades = 20;
  constexpr std::size_t kUnseenPredictions = 500;
  std::vector<Check> out;
  if (pairing.baseline) {
    out.push_back(decided(make("same_label", "Both forecast the same thing", Severity::kEvidence),
                          pairing.other_label.empty(), "label and horizon are equal",
                          pairing.other_label + ": their forecasts cannot be compared"));
  }
  const std::size_t scored = pairing.candidate.result.scored_rows;
  const auto& set = pairing.candidate.side->data->dataset;
  std::vector<Timestamp> time;
  for (const std::size_t row : pairing.candidate.forecasts.predictions.row) {
    if (set.is_scored(row)) {
      time.push_back(set.time[row]);
    }
  }
  time.erase(std::unique(time.begin(), time.end()), time.end());
  out.push_back(
      count_check("bars", "Bars with a scored forecast of both", time.size(), options.min_bars));
  const bool traded = pairing.candidate.result.trading.no_returns_reason.empty();
  if (traded && options.min_trades > 0) {
    out.push_back(count_check("trades", "Closed trades", pairing.trades, options.min_trades));
  }
  if (unseen_only && (!traded || pairing.trades < kUnseenTrades)) {
    out.push_back(count_check("predictions", "Scored forecasts new to both models", scored,
                              kUnseenPredictions));
  }
  return out;
}

}  // namespace mlpipe::commands
