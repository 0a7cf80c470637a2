// SPDX-License-Identifier: MIT
#include "mlpipe/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace mlpipe {
namespace {

class TaskRun {
 public:
  TaskRun(std::size_t count, const std::function<void(std::size_t)>& task)
      : count_(count), task_(task) {}

  void work() {
    for (std::size_t i = next_.fetch_add(1); i < count_; i = next_.fetch_add(1)) {
      try {
        task_(i);
      } catch (...) {  // carried to the calling thread
        keep(i);
      }
    }
  }

  void rethrow() const {
    if (error_) {
      std::rethrow_exception(error_);
    }
  }

 private:
  void keep(std::size_t index) {
    const std::lock_guard lock(mutex_);
    if (!error_ || index < error_index_) {
      error_ = std::current_exception();
      error_index_ = index;
    }
    next_.store(count_);
  }

  std::size_t count_;
  const std::function<void(std::size_t)>& task_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::exception_ptr error_;
  std::size_t error_index_ = 0;
};

}  // namespace

void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& task) {
  TaskRun run(count, task);
  const std::size_t helpers =
      std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), count);
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < helpers; ++i) {
      workers.emplace_back([&run] { run.work(); });
    }
    run.work();
  }
  run.rethrow();
}

int paying_threads(int threads, std::size_t steps) noexcept {
  // To begin and end one, with a heap of its own, was measured to take 0.5 to 1 ms of a processor.
  constexpr std::size_t kStepsAThread = 250'000;
  const auto paying = static_cast<std::size_t>(std::max(threads, 1));
  return static_cast<int>(std::min(paying, 1 + steps / kStepsAThread));
}

}  // namespace mlpipe
