// SPDX-License-Identifier: MIT
#include "mlpipe/core/pinned_threads.hpp"

#include <algorithm>
#include <utility>

namespace mlpipe {

PinnedThreads::PinnedThreads(std::size_t count, int at_once, Task at_end)
    : at_once_(std::max(at_once, 1)), at_end_(std::move(at_end)), jobs_(count) {
  for (std::size_t i = 0; i < count; ++i) {
    threads_.emplace_back([this, i](const std::stop_token& stop) { work(stop, i); });
  }
}

void PinnedThreads::run(const Task& task) {
  std::vector<std::future<void>> ends;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      jobs_[i] = std::packaged_task<void()>([&task, i] { task(i); });
      ends.push_back(jobs_[i].get_future());
    }
  }
  changed_.notify_all();
  for (const auto& end : ends) {
    end.wait();
  }
  for (auto& end : ends) {
    end.get();
  }
}

void PinnedThreads::work(const std::stop_token& stop, std::size_t number) {
  std::unique_lock lock(mutex_);
  const auto due = [&] { return jobs_[number].valid() && active_ < at_once_; };
  while (changed_.wait(lock, stop, due)) {
    auto job = std::move(jobs_[number]);
    ++active_;
    lock.unlock();
    job();
    lock.lock();
    --active_;
    changed_.notify_all();
  }
  lock.unlock();
  if (at_end_) {
    at_end_(number);
  }
}

}  // namespace mlpipe
