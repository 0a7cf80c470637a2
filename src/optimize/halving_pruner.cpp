// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <vector>

#include "mlpipe/optimize/pruner.hpp"

namespace mlpipe::optimize {
namespace {

std::string rung_name(int rung) {
  return "completed_rung_" + std::to_string(rung);
}

/// Optuna settles this when it first can, so the first complete trial decides.
std::optional<std::int64_t> automatic_resource(const History& history) {
  for (const auto& trial : history.trials) {
    if (const auto step = last_step(trial);
        step && history.state_of(trial) == TrialState::kComplete) {
      return std::max<std::int64_t>(*step / 100, 1);
    }
  }
  return std::nullopt;
}

/// Is the value among the best of those that reached a rung, ties included?
bool passes(double value, std::vector<double> reached, const HalvingOptions& options,
            Direction direction) {
  const std::size_t places =
      std::max<std::size_t>(reached.size() / static_cast<std::size_t>(options.reduction_factor), 1);
  std::sort(reached.begin(), reached.end());
  return direction == Direction::kMinimize ? value <= reached[places - 1]
                                           : value >= reached[reached.size() - places];
}

/// Values of the other trials, in any state, that reached a rung; and this one's.
std::vector<double> values_at(const std::string& rung, const History& history, const Trial& trial,
                              double value) {
  std::vector<double> out = {value};
  for (const auto& other : history.trials) {
    if (const auto reached = number_attribute(other, rung);
        reached && other.number != trial.number && history.is_settled(other)) {
      out.push_back(*reached);
    }
  }
  return out;
}

}  // namespace

PruneDecision HalvingPruner::decide(const History& history, const Trial& trial) const {
  const auto resource = options_.min_resource ? options_.min_resource : automatic_resource(history);
  if (trial.intermediate_values.empty() || !resource) {
    return {};
  }
  const auto [step, value] = *trial.intermediate_values.rbegin();
  int rung = 0;
  while (number_attribute(trial, rung_name(rung))) {
    ++rung;
  }
  PruneDecision decision;
  for (;; ++rung) {
    const auto level = static_cast<double>(options_.min_early_stopping_rate + rung);
    const double needed = static_cast<double>(*resource) *
                          std::pow(static_cast<double>(options_.reduction_factor), level);
    if (static_cast<double>(step) < needed) {
      return decision;
    }
    if (std::isnan(value)) {
      decision.prune = true;
      return decision;
    }
    decision.attributes[rung_name(rung)] = value;
    const auto reached = values_at(rung_name(rung), history, trial, value);
    if (reached.size() <= options_.bootstrap_count ||
        !passes(value, reached, options_, history.direction)) {
      decision.prune = true;
      return decision;
    }
  }
}

}  // namespace mlpipe::optimize
