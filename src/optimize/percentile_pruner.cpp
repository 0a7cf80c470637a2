// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <vector>

#include "mlpipe/optimize/pruner.hpp"
#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::optimize {
namespace {

/// Is the last report the first one of its interval?
bool begins_interval(const Trial& trial, const PercentileOptions& options) {
  const auto& reports = trial.intermediate_values;
  const std::int64_t step = reports.rbegin()->first;
  const std::int64_t begin =
      (step - options.warmup_steps) / options.interval_steps * options.interval_steps +
      options.warmup_steps;
  return reports.size() < 2 || std::next(reports.rbegin())->first < begin;
}

/// Empty if every report is NaN.
std::optional<double> best_report(const Trial& trial, double sign) {
  std::optional<double> best;
  for (const auto& [step, value] : trial.intermediate_values) {
    if (!std::isnan(value) && (!best || sign * value < *best)) {
      best = sign * value;
    }
  }
  return best;
}

/// The mean of a trial's reports at the steps of `like`; empty if one is missing, unless it is NaN
/// in `like` too.
std::optional<double> mean_at_steps(const Trial& trial, const Trial& like, double sign) {
  std::vector<double> values;
  for (const auto& [step, value] : like.intermediate_values) {
    if (std::isnan(value)) {
      continue;
    }
    const auto it = trial.intermediate_values.find(step);
    if (it == trial.intermediate_values.end() || std::isnan(it->second)) {
      return std::nullopt;
    }
    values.push_back(sign * it->second);
  }
  return values.empty() ? std::nullopt : std::optional(stats::mean(values));
}

/// What another trial is compared by; NaN if it has reported one.
std::optional<double> score_of(const Trial& other, const Trial& trial, PercentileScore score,
                               double sign) {
  if (score == PercentileScore::kRunningMean) {
    return mean_at_steps(other, trial, sign);
  }
  const auto it = other.intermediate_values.find(trial.intermediate_values.rbegin()->first);
  return it == other.intermediate_values.end() ? std::nullopt : std::optional(sign * it->second);
}

}  // namespace

PruneDecision NoPruner::decide(const History&, const Trial&) const {
  return {};
}

PruneDecision PercentilePruner::decide(const History& history, const Trial& trial) const {
  const auto complete = static_cast<std::size_t>(
      std::count_if(history.trials.begin(), history.trials.end(),
                    [&](const Trial& t) { return history.state_of(t) == TrialState::kComplete; }));
  const auto step = last_step(trial);
  if (complete == 0 || complete < options_.startup_trials || !step ||
      *step < options_.warmup_steps || !begins_interval(trial, options_)) {
    return {};
  }
  const double sign = history.direction == Direction::kMinimize ? 1.0 : -1.0;
  const auto own = options_.score == PercentileScore::kRunningMean
                       ? mean_at_steps(trial, trial, sign)
                       : best_report(trial, sign);
  if (!own) {
    return {true};
  }
  std::vector<double> scores;
  for (const auto& other : history.trials) {
    if (history.state_of(other) == TrialState::kComplete) {
      if (const auto score = score_of(other, trial, options_.score, sign)) {
        scores.push_back(*score);
      }
    }
  }
  const bool enough = scores.size() >= options_.min_trials;
  std::erase_if(scores, [](double score) { return std::isnan(score); });
  if (!enough || scores.empty()) {
    return {};
  }
  std::sort(scores.begin(), scores.end());
  return {*own > stats::quantile_linear(scores, options_.percentile / 100.0)};
}

}  // namespace mlpipe::optimize
