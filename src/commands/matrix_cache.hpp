// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "mlpipe/model/boosting.hpp"

namespace mlpipe::commands {

/// Binned rows, kept for the trials to come as long as they fit: those used last stay longest. Safe
/// for concurrent use.
class MatrixCache {
 public:
  using Matrix = std::shared_ptr<const model::FitMatrix>;

  /// @param most_bytes  to keep; what is in use stays in memory as well
  explicit MatrixCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// The matrix of a key, made if it is not there; whoever asks for the same meanwhile waits.
  /// @throws what `make` throws, to all who wait; nothing is kept then
  [[nodiscard]] Matrix get(const std::string& key, const std::function<model::FitMatrix()>& make);

 private:
  struct Entry {
    std::shared_future<Matrix> matrix;
    std::size_t bytes = 0;  ///< 0 while it is being made
    std::uint64_t used = 0;
  };
  void drop_oldest();

  std::size_t most_bytes_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t uses_ = 0;
};

}  // namespace mlpipe::commands
