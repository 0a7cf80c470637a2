// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/trial.hpp"

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/python_json.hpp"

namespace mlpipe::optimize {

double constraint_violation(const Trial& trial) {
  double sum = 0.0;
  for (const auto& [name, value] : trial.constraints) {
    if (std::isnan(value)) {
      return std::numeric_limits<double>::infinity();
    }
    sum += value > 0.0 ? value : 0.0;
  }
  return sum;
}

std::optional<std::int64_t> last_step(const Trial& trial) {
  if (trial.intermediate_values.empty()) {
    return std::nullopt;
  }
  return trial.intermediate_values.rbegin()->first;
}

std::optional<double> number_attribute(const Trial& trial, std::string_view name) {
  const auto it = trial.system_attributes.find(name);
  if (it == trial.system_attributes.end()) {
    return std::nullopt;
  }
  const auto value = parse_python_json(it->second);
  return value && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

std::optional<std::size_t> best_trial(const History& history) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < history.trials.size(); ++i) {
    const Trial& trial = history.trials[i];
    if (history.state_of(trial) != TrialState::kComplete || trial.values.empty() ||
        constraint_violation(trial) > 0.0) {
      continue;
    }
    const double held = best ? history.trials[*best].values.front() : 0.0;
    const double value = trial.values.front();
    if (!best || (history.direction == Direction::kMinimize ? value < held : value > held)) {
      best = i;
    }
  }
  return best;
}

std::optional<std::size_t> find_equal(const History& history, const Params& params) {
  for (std::size_t i = 0; i < history.trials.size(); ++i) {
    if (history.state_of(history.trials[i]) == TrialState::kComplete &&
        history.trials[i].params == params) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace mlpipe::optimize
