// SPDX-License-Identifier: MIT
#include "optimize/rest_effect.hpp"

#include <cmath>
#include <vector>

#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::optimize {
namespace {

/// The mean of `reports` at the steps of `like`; empty if one is missing or not finite.
std::optional<double> mean_at(const Reports& reports, const Reports& like) {
  double sum = 0.0;
  for (const auto& [step, unused] : like) {
    const auto it = reports.find(step);
    if (it == reports.end() || !std::isfinite(it->second)) {
      return std::nullopt;
    }
    sum += it->second;
  }
  return like.empty() ? std::nullopt : std::optional(sum / static_cast<double>(like.size()));
}

}  // namespace

std::optional<double> mean_report(const Reports& reports) {
  return mean_at(reports, reports);
}

std::optional<RestEffect> rest_effect(const History& history, const Reports& so_far) {
  constexpr std::size_t kLeast = 3;
  std::vector<double> effects;
  for (const auto& trial : history.trials) {
    if (history.state_of(trial) == TrialState::kComplete && !trial.values.empty()) {
      if (const auto part = mean_at(trial.intermediate_values, so_far)) {
        effects.push_back(trial.values.front() - *part);
      }
    }
  }
  if (effects.size() < kLeast) {
    return std::nullopt;
  }
  const auto moments = stats::moments(effects);
  return RestEffect{moments.mean, *moments.deviation, effects.size()};
}

}  // namespace mlpipe::optimize
