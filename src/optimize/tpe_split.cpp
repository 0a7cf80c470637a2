// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "optimize/rest_effect.hpp"
#include "optimize/tpe_steps.hpp"

namespace mlpipe::optimize {
namespace {

enum Rank { kComplete, kPruned, kPrunedUnseen, kInfeasible };

/// Compared from left to right, the smaller the better; the index decides among equals.
using Score = std::tuple<int, double, double, std::size_t>;

Score score_of(const Trial& trial, Direction direction, std::size_t index,
               std::optional<double> forecast) {
  const double sign = direction == Direction::kMinimize ? 1.0 : -1.0;
  constexpr double kWorst = std::numeric_limits<double>::infinity();
  if (const double violation = constraint_violation(trial); violation > 0.0) {
    return {kInfeasible, violation, 0.0, index};
  }
  if (trial.state == TrialState::kComplete) {
    return {kComplete, trial.values.empty() ? kWorst : sign * trial.values.front(), 0.0, index};
  }
  if (forecast) {
    return {kComplete, sign * *forecast, 0.0, index};
  }
  if (trial.intermediate_values.empty()) {
    return {kPrunedUnseen, 0.0, 0.0, index};
  }
  const auto& [step, value] = *trial.intermediate_values.rbegin();
  return {kPruned, -static_cast<double>(step), std::isnan(value) ? kWorst : sign * value, index};
}

/// Forecasts of pruned trials; those that ended at the same step share what it rests on.
class Forecasts {
 public:
  Forecasts(const History& history, const TpeOptions& options)
      : history_(history), wanted_(options.pruned == PrunedRank::kForecast) {}

  std::optional<double> of(const Trial& trial) {
    if (!wanted_ || trial.state != TrialState::kPruned) {
      return std::nullopt;
    }
    const auto own = mean_report(trial.intermediate_values);
    if (!own) {
      return std::nullopt;
    }
    std::vector<std::int64_t> steps;
    for (const auto& [step, unused] : trial.intermediate_values) {
      steps.push_back(step);
    }
    auto it = effects_.find(steps);
    if (it == effects_.end()) {
      const auto effect = rest_effect(history_, trial.intermediate_values);
      it = effects_.emplace(std::move(steps), effect).first;
    }
    return it->second ? std::optional(*own + it->second->mean) : std::nullopt;
  }

 private:
  const History& history_;
  bool wanted_;
  std::map<std::vector<std::int64_t>, std::optional<RestEffect>> effects_;
};

}  // namespace

TrialSplit split_trials(const History& history, std::int64_t number, const TpeOptions& options) {
  std::vector<Score> scores;
  Forecasts forecasts(history, options);
  TrialSplit split;
  for (std::size_t i = 0; i < history.trials.size(); ++i) {
    const Trial& trial = history.trials[i];
    if (trial.number == number) {
      continue;
    }
    if (is_scored(history, trial)) {
      scores.push_back(score_of(trial, history.direction, i, forecasts.of(trial)));
    } else if (history.state_of(trial) == TrialState::kRunning && options.constant_liar) {
      split.above.push_back(i);
    }
  }
  const auto below =
      static_cast<std::ptrdiff_t>(std::min(options.gamma(scores.size()), scores.size()));
  std::partial_sort(scores.begin(), scores.begin() + below, scores.end());
  for (auto score = scores.begin(); score != scores.end(); ++score) {
    (score - scores.begin() < below ? split.below : split.above).push_back(std::get<3>(*score));
  }
  std::sort(split.below.begin(), split.below.end());
  std::sort(split.above.begin(), split.above.end());
  return split;
}

}  // namespace mlpipe::optimize
