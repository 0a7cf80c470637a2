// SPDX-License-Identifier: MIT
#include "optimize/trial_event.hpp"

#include "mlpipe/optimize/shared_study.hpp"

namespace mlpipe::optimize {
namespace {

const char* state_name(TrialState state) {
  return state == TrialState::kComplete ? "complete"
         : state == TrialState::kPruned ? "pruned"
                                        : "failed";
}

}  // namespace

TrialCompleted completed_event(const Study& study, const Trial& trial, const std::string& metric,
                               std::size_t wanted) {
  TrialCompleted event;
  event.trial = trial.number;
  event.state = state_name(trial.state);
  event.metric = metric;
  for (const auto& other : study.trials) {
    event.done += is_finished(other.state) ? 1 : 0;
    event.pruned += other.state == TrialState::kPruned ? 1 : 0;
  }
  if (trial.state == TrialState::kComplete) {
    event.value = trial.values.front();
  }
  if (const auto best = best_trial(history_of(study))) {
    event.best = study.trials[*best].values.front();
  }
  event.wanted = wanted + study.trials.size() - trial_count(study);
  return event;
}

}  // namespace mlpipe::optimize
