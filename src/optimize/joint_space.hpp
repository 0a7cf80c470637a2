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

/// Internal values, [parameter][observation, or trial].
using Columns = std::vector<std::vector<double>>;

/// The parameters that all complete and pruned trials have, with equal distributions; those with a
/// single value are left out.
struct JointHistory {
  KnownSpace space;
  Columns values;  ///< [space.size()][trials of the history]; NaN for trials that are neither
};

[[nodiscard]] JointHistory joint_history(const History& history);

/// All parameters of complete and pruned trials, in the largest groups that always occur together;
/// those with a single value are left out.
[[nodiscard]] std::vector<KnownSpace> grouped_spaces(const History& history);

/// The first parameter from `at` on that does not come before `name`. Spaces and trials are both in
/// order of name, and mostly have the same: walking through the two is several times quicker than
/// looking each name up.
[[nodiscard]] Params::const_iterator find_from(Params::const_iterator at,
                                               Params::const_iterator end, std::string_view name);

/// Does the trial teach a sampler something about values: does it count as complete or pruned?
[[nodiscard]] inline bool is_scored(const History& history, const Trial& trial) noexcept {
  const TrialState state = history.state_of(trial);
  return state == TrialState::kComplete || state == TrialState::kPruned;
}

}  // namespace mlpipe::optimize
