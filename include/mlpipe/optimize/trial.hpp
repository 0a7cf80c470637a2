// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/optimize/distribution.hpp"

namespace mlpipe::optimize {

/// Optuna's codes: they reach the journal. Never renumbered.
enum class TrialState : int { kRunning = 0, kComplete = 1, kPruned = 2, kFail = 3, kWaiting = 4 };

[[nodiscard]] constexpr bool is_finished(TrialState state) noexcept {
  return state == TrialState::kComplete || state == TrialState::kPruned ||
         state == TrialState::kFail;
}

/// Optuna's codes: they reach the journal. Never renumbered.
enum class Direction : int { kMinimize = 1, kMaximize = 2 };

/// A parameter's value in a trial, in the internal form of its distribution.
struct Param {
  Distribution distribution;
  double internal = 0.0;
  bool operator==(const Param&) const = default;
};

/// By name, in order.
using Params = std::map<std::string, Param, std::less<>>;

/// A trial as it stands: what a journal fills, and samplers, pruners and reports read.
struct Trial {
  std::int64_t number = 0;  ///< from 0, within the study
  std::int64_t id = 0;      ///< from 0, over all studies of a storage
  TrialState state = TrialState::kRunning;
  /// One for each objective; empty if there are none (a pruned trial may have its last report).
  /// Infinite is allowed, NaN is not.
  std::vector<double> values;
  Params params;
  std::map<std::int64_t, double> intermediate_values;  ///< by step; NaN allowed
  /// Values as JSON texts, in Python's JSON: each a text that parse_python_json() reads.
  std::map<std::string, std::string, std::less<>> user_attributes;
  std::map<std::string, std::string, std::less<>> system_attributes;
  /// Feasible where <= 0.
  std::map<std::string, double, std::less<>> constraints;
  std::optional<Timestamp> started;
  std::optional<Timestamp> completed;
};

/// What samplers and pruners know of a study.
struct History {
  Direction direction = Direction::kMinimize;  ///< of the first objective, which is optimised
  std::span<const Trial> trials;               ///< in order of number
  /// Trials from this number on count as running, whatever has become of them: a search that is to
  /// be the same on any number of workers must not ask which of them was faster.
  std::int64_t settled = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] bool is_settled(const Trial& trial) const { return trial.number < settled; }
  /// The state that counts.
  [[nodiscard]] TrialState state_of(const Trial& trial) const {
    return is_settled(trial) || !is_finished(trial.state) ? trial.state : TrialState::kRunning;
  }
};

/// The sum of what constraints are exceeded by: 0 if feasible, infinity if one is NaN.
[[nodiscard]] double constraint_violation(const Trial& trial);

/// The largest step reported; empty if none was.
[[nodiscard]] std::optional<std::int64_t> last_step(const Trial& trial);

/// A system attribute that is a number; empty if it is absent or something else.
[[nodiscard]] std::optional<double> number_attribute(const Trial& trial, std::string_view name);

/// Optuna's best: the best complete trial, the first on ties, but never an infeasible one. Empty
/// if there is none.
[[nodiscard]] std::optional<std::size_t> best_trial(const History& history);

/// The first complete trial with exactly these parameters, so that a deterministic objective need
/// not be evaluated twice.
[[nodiscard]] std::optional<std::size_t> find_equal(const History& history, const Params& params);

}  // namespace mlpipe::optimize
