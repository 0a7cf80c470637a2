// SPDX-License-Identifier: MIT
#include <cmath>

#include "mlpipe/optimize/pruner.hpp"

#include "optimize/rest_effect.hpp"

namespace mlpipe::optimize {

PruneDecision OutlookPruner::decide(const History& history, const Trial& trial) const {
  const auto best = best_trial(history);
  const auto own = mean_report(trial.intermediate_values);
  const auto rest = rest_effect(history, trial.intermediate_values);
  if (!best || !own || !rest || rest->trials < options_.startup_trials) {
    return {};
  }
  const double n = static_cast<double>(rest->trials);
  const double slack = options_.deviations * rest->deviation * std::sqrt(1.0 + 1.0 / n);
  const double behind = *own + rest->mean - history.trials[*best].values.front();
  return {history.direction == Direction::kMinimize ? behind > slack : -behind > slack};
}

}  // namespace mlpipe::optimize
