// SPDX-License-Identifier: MIT
#include "mlpipe/core/ordered_tasks.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/core/parallel.hpp"

namespace mlpipe {
namespace {

/// What it throws, to be carried to another thread.
std::exception_ptr caught(const std::function<void()>& action) {
  try {
    action();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

}  // namespace

OrderedTasks::OrderedTasks(std::size_t count, Task task, Take take)
    : task_(std::move(task)), take_(std::move(take)), states_(count) {}

std::optional<std::size_t> OrderedTasks::claim() {
  const std::lock_guard lock(mutex_);
  if (closed_ || next_ == states_.size()) {
    return std::nullopt;
  }
  ++active_;
  return next_++;
}

void OrderedTasks::perform(std::size_t task) {
  const auto error = caught([&] { task_(task); });
  std::unique_lock lock(mutex_);
  states_[task] = {true, error};
  take_ready(lock);
  if (--active_ == 0) {
    idle_.notify_all();
  }
}

/// Not under the lock: taking a result may be slow, and may itself wait for a lock whose holder
/// asks for a task. Another thread that completes a task meanwhile leaves its result to this one.
void OrderedTasks::take_ready(std::unique_lock<std::mutex>& lock) {
  if (taking_) {
    return;
  }
  taking_ = true;
  while (!closed_ && taken_ < states_.size() && states_[taken_].done) {
    error_ = states_[taken_].error;
    bool goes_on = false;
    if (!error_) {
      lock.unlock();
      const auto error = caught([&] { goes_on = take_(taken_); });
      lock.lock();
      error_ = error;
    }
    ++taken_;
    closed_ = !goes_on;
  }
  taking_ = false;
}

void OrderedTasks::finish(int threads) {
  parallel_for(threads, std::min(states_.size(), static_cast<std::size_t>(std::max(threads, 1))),
               [this](std::size_t /*thread*/) {
                 while (const auto task = claim()) {
                   perform(*task);
                 }
               });
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return active_ == 0; });
  if (error_) {
    std::rethrow_exception(error_);
  }
}

}  // namespace mlpipe
