// SPDX-License-Identifier: MIT
#include "optimize/search_limits.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"

namespace mlpipe::optimize {
namespace {

constexpr std::size_t kHopeless = 3;

bool has_failed_itself(const Trial& trial) {
  return trial.state == TrialState::kFail && trial.user_attributes.contains(kErrorAttribute);
}

bool has_come_to_something(TrialState state) {
  return state == TrialState::kComplete || state == TrialState::kPruned;
}

}  // namespace

std::optional<SearchEnd> good_enough(const History& history, const SearchLimits& limits) {
  const auto best = best_trial(history);
  if (!best) {
    return std::nullopt;
  }
  const Trial& trial = history.trials[*best];
  const double value = trial.values.front();
  if (limits.target && (history.direction == Direction::kMinimize ? value <= *limits.target
                                                                  : value >= *limits.target)) {
    return SearchEnd::kTarget;
  }
  const auto since =
      std::count_if(history.trials.begin(), history.trials.end(), [&](const Trial& other) {
        return other.number > trial.number && has_come_to_something(history.state_of(other));
      });
  if (limits.patience > 0 && static_cast<std::size_t>(since) >= limits.patience) {
    return SearchEnd::kPatience;
  }
  return std::nullopt;
}

void refuse_hopeless(const Study& study) {
  const auto& trials = study.trials;
  if (std::any_of(trials.begin(), trials.end(),
                  [](const Trial& trial) { return has_come_to_something(trial.state); })) {
    return;
  }
  const auto failed = std::count_if(trials.begin(), trials.end(), has_failed_itself);
  if (static_cast<std::size_t>(failed) >= kHopeless) {
    const auto last = std::find_if(trials.rbegin(), trials.rend(), has_failed_itself);
    throw ModelError("all of the first " + std::to_string(failed) +
                     " trials failed; the last one: " + user_attribute(*last, kErrorAttribute));
  }
}

}  // namespace mlpipe::optimize
