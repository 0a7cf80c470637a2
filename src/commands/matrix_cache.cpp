// SPDX-License-Identifier: MIT
#include "commands/matrix_cache.hpp"

#include <algorithm>

namespace mlpipe::commands {

MatrixCache::Matrix MatrixCache::get(const std::string& key,
                                     const std::function<model::FitMatrix()>& make) {
  std::packaged_task<Matrix()> task(
      [&] { return std::make_shared<const model::FitMatrix>(make()); });
  const auto made = task.get_future().share();
  {
    std::unique_lock lock(mutex_);
    if (const auto it = entries_.find(key); it != entries_.end()) {
      it->second.used = ++uses_;
      const auto matrix = it->second.matrix;
      lock.unlock();
      return matrix.get();
    }
    entries_[key] = {made, 0, ++uses_};
  }
  task();
  try {
    auto matrix = made.get();
    const std::lock_guard lock(mutex_);
    entries_[key].bytes = matrix->bytes();
    bytes_ += matrix->bytes();
    drop_oldest();
    return matrix;
  } catch (const std::exception&) {  // those who waited have it too
    const std::lock_guard lock(mutex_);
    entries_.erase(key);
    throw;
  }
}

void MatrixCache::drop_oldest() {
  while (bytes_ > most_bytes_) {
    const auto oldest =
        std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
          // One that is being made cannot go.
          return std::pair(a.second.bytes == 0, a.second.used) <
                 std::pair(b.second.bytes == 0, b.second.used);
        });
    if (oldest == entries_.end() || oldest->second.bytes == 0) {
      return;
    }
    bytes_ -= oldest->second.bytes;
    entries_.erase(oldest);
  }
}

}  // namespace mlpipe::commands
