// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

/// A parameter that a history knows; refers into its trials.
struct KnownParam {
  std::string_view name;
  const Distribution* distribution;
};

/// Ordered by name.
using KnownSpace = std::vector<KnownParam>;

/// The parameters that all complete and pruned trials have, with equal distributions; those with a
/// single value are left out.
[[nodiscard]] KnownSpace joint_space(const History& history);

/// All parameters of complete and pruned trials, in the largest groups that always occur together;
/// those with a single value are left out.
[[nodiscard]] std::vector<KnownSpace> grouped_spaces(const History& history);

/// Does the trial teach a sampler something about values: is it complete or pruned?
[[nodiscard]] constexpr bool is_scored(const Trial& trial) noexcept {
  return trial.state == TrialState::kComplete || trial.state == TrialState::kPruned;
}

}  // namespace mlpipe::optimize
