// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace mlpipe {

/// Tasks that threads do side by side while their results are taken in order, one at a time, by
/// whichever thread completes what comes next. Whoever has nothing else to do may join by claim()
/// and perform() as long as finish() has not returned.
class OrderedTasks {
 public:
  using Task = std::function<void(std::size_t)>;
  /// @return false: no more results are wanted; those behind are dropped
  using Take = std::function<bool(std::size_t)>;

  OrderedTasks(std::size_t count, Task task, Take take);
  OrderedTasks(const OrderedTasks&) = delete;
  OrderedTasks& operator=(const OrderedTasks&) = delete;
  ~OrderedTasks() = default;

  /// The first task that nobody has begun; it has to be performed.
  [[nodiscard]] std::optional<std::size_t> claim();
  /// Does a claimed task. What it throws is kept for finish().
  void perform(std::size_t task);
  /// Are results still wanted? To be asked by long tasks between their steps.
  [[nodiscard]] bool wanted() const noexcept { return !closed_; }
  /// Does what nobody has claimed, on up to `threads` threads, and returns when no thread is at a
  /// task any more. To be called once.
  /// @throws what a task, or taking its result, threw: the first in order of the tasks. Those that
  ///         nobody wanted throw nothing
  void finish(int threads);

 private:
  void take_ready(std::unique_lock<std::mutex>& lock);

  struct State {
    bool done = false;
    std::exception_ptr error;
  };
  Task task_;
  Take take_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::vector<State> states_;  ///< [count]
  std::size_t next_ = 0;       ///< to be claimed
  std::size_t taken_ = 0;      ///< results
  std::size_t active_ = 0;     ///< claimed and not yet performed
  bool taking_ = false;
  std::atomic<bool> closed_ = false;
  std::exception_ptr error_;
};

}  // namespace mlpipe
