// SPDX-License-Identifier: MIT
#include "optimize/open_tasks.hpp"

namespace mlpipe::optimize {

OpenTasks::Shown::Shown(OpenTasks& open, std::int64_t trial, OrderedTasks& tasks)
    : open_(open), trial_(trial) {
  const std::lock_guard lock(open_.mutex_);
  open_.tasks_[trial_] = &tasks;
}

OpenTasks::Shown::~Shown() {
  const std::lock_guard lock(open_.mutex_);
  open_.tasks_.erase(trial_);
}

std::optional<OpenTasks::Claimed> OpenTasks::claim() {
  const std::lock_guard lock(mutex_);
  for (const auto& [trial, tasks] : tasks_) {
    if (const auto task = tasks->claim()) {
      return Claimed{tasks, *task};
    }
  }
  return std::nullopt;
}

}  // namespace mlpipe::optimize
