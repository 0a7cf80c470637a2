// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace mlpipe {

/// Threads that do task after task, each always those of its own number: for objects that must
/// stay with the thread that made them.
class PinnedThreads {
 public:
  using Task = std::function<void(std::size_t)>;

  /// @param at_once  so many threads work at a time; at least 1
  /// @param at_end   at_end(i) is the last that thread i does; it must not throw
  PinnedThreads(std::size_t count, int at_once, Task at_end = {});
  PinnedThreads(const PinnedThreads&) = delete;
  PinnedThreads& operator=(const PinnedThreads&) = delete;
  /// Ends the threads. To be destroyed by the thread that calls run().
  ~PinnedThreads() = default;

  /// task(i) on thread i, for each of them. Returns when all are done.
  /// @throws what the task of the lowest number threw
  void run(const Task& task);

 private:
  void work(const std::stop_token& stop, std::size_t number);

  int at_once_;
  Task at_end_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::packaged_task<void()>> jobs_;  ///< [count] valid: to be begun
  int active_ = 0;                                ///< begun and not done
  std::vector<std::jthread> threads_;  ///< last: it ends before what the threads use does
};

}  // namespace mlpipe
