// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace mlpipe {

/// Bytes of the input data, in order, once.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fill up to buffer.size() bytes; the number filled, 0 at the end only.
  /// @throws DataError naming the source (cannot be read, truncated gzip, larger than its limit)
  [[nodiscard]] virtual std::size_t read(std::span<char> buffer) = 0;
};

struct SourceOptions {
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds stall_timeout{30'000};  ///< give up when nothing arrives for this long
  int retries = 3;                         ///< further attempts after a failure that may pass
  std::uint64_t max_bytes = 16ULL << 30U;  ///< after decompression
};

/// Opens what a user names as data.
class SourceOpener {
 public:
  virtual ~SourceOpener() = default;
  /// @param where  a file, "-" for standard input, or an http(s) URL; gzip is recognised by its
  /// first bytes
  /// @throws DataError with the reason (no such file, a directory, no permission, HTTP status,
  /// time-out)
  [[nodiscard]] virtual std::unique_ptr<ByteSource> open(const std::string& where,
                                                         const SourceOptions& options) = 0;
};

}  // namespace mlpipe
