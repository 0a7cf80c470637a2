// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <vector>

#include "mlpipe/optimize/pruner.hpp"
#include "mlpipe/stats/descriptive.hpp"
#include "mlpipe/stats/wilcoxon.hpp"

namespace mlpipe::optimize {
namespace {

using Reports = std::map<std::int64_t, double>;

std::vector<double> values_of(const Reports& reports) {
  std::vector<double> out;
  for (const auto& [step, value] : reports) {
    out.push_back(value);
  }
  return out;
}

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

/// Of the steps both have, own less the other's.
std::vector<double> differences(const Reports& own, const Reports& other) {
  std::vector<double> out;
  for (const auto& [step, value] : own) {
    if (const auto it = other.find(step); it != other.end()) {
      out.push_back(value - it->second);
    }
  }
  return out;
}

}  // namespace

PruneDecision WilcoxonPruner::decide(const History& history, const Trial& trial) const {
  const auto best = best_trial(history);
  if (!best) {
    return {};
  }
  const Reports& theirs = history.trials[*best].intermediate_values;
  const auto own_values = values_of(trial.intermediate_values);
  const auto best_values = values_of(theirs);
  const auto pairs = differences(trial.intermediate_values, theirs);
  const std::size_t needed = std::max<std::size_t>(options_.startup_steps, 2);
  if (pairs.size() < needed || !all_finite(own_values) || !all_finite(best_values)) {
    return {};
  }
  const auto test = stats::signed_rank_test(pairs);
  const double gap = stats::mean(own_values) - stats::mean(best_values);
  return {history.direction == Direction::kMinimize
              ? test.p_greater < options_.p_threshold && gap > 0.0
              : test.p_less < options_.p_threshold && gap < 0.0};
}

}  // namespace mlpipe::optimize
