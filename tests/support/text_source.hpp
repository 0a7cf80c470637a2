// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>

#include "mlpipe/core/byte_source.hpp"

namespace mlpipe::testing {

/// A text in memory as a source, `step` bytes at a time. The text must outlive it.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text, std::size_t step = 1U << 20U)
      : text_(text), step_(step) {}

  std::size_t read(std::span<char> buffer) override {
    const std::size_t count = std::min({buffer.size(), text_.size(), step_});
    if (count > 0) {
      std::memcpy(buffer.data(), text_.data(), count);
    }
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
  std::size_t step_;
};

}  // namespace mlpipe::testing
