// SPDX-License-Identifier: MIT
#include "commands/matrix_cache.hpp"

#include <algorithm>

namespace mlpipe::commands {

MatrixCache::Matrix MatrixCache::get(const std::string& key,
                                     const std::function<model::FitMatrix()>& make) {
  std::promise<Matrix> promise;
  {
    std::unique_lock lock(mutex_);
    if (const auto it = entries_.find(key); it != entries_.end()) {
      it->second.used = ++uses_;
      const auto matrix = it->second.matrix;
      lock.unlock();
      return matrix.get();
    }
    entries_[key] = {promise.get_future().share(), 0, ++uses_};
  }
  try {
    auto matrix = std::make_shared<const model::FitMatrix>(make());
    const std::lock_guard lock(mutex_);
    promise.set_value(matrix);
    entries_[key].bytes = matrix->bytes();
    bytes_ += matrix->bytes();
    drop_oldest();
    return matrix;
  } catch (...) {  // told to all who wait for it
    const std::lock_guard lock(mutex_);
    promise.set_exception(std::current_exception());
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
