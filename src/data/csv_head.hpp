// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "data/csv_cutter.hpp"
#include "data/csv_records.hpp"

namespace mlpipe::data {

/// The bytes read so far, from the first line that counts.
class CsvHead {
 public:
  static constexpr std::size_t kFirstWindow = 256U << 10U;

  explicit CsvHead(CsvFeed& feed) : feed_(feed) {}

  /// Reads until there are `size` bytes, or the end.
  void fill(std::size_t size) {
    while (!whole_ && buffer_.size() < size) {
      // In growing steps, so that a small file needs little memory.
      const std::size_t wanted =
          std::min(size - buffer_.size(), std::max(buffer_.size(), kFirstStep));
      const std::size_t got = feed_.read({buffer_.prepare(wanted), wanted});
      buffer_.commit(got);
      whole_ = got < wanted;
    }
  }

  void skip(std::size_t bytes) { begin_ += bytes; }

  /// Of lines that are skipped no more is kept than a window.
  void skip_lines(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const char* stop = find_break(window().begin, buffer_.end());
      while (!whole_ && (stop == buffer_.end() || stop + 1 == buffer_.end())) {
        const std::string rest(stop, buffer_.end());
        buffer_.assign(rest);
        begin_ = 0;
        fill(kFirstWindow);
        stop = find_break(window().begin, buffer_.end());
      }
      begin_ = static_cast<std::size_t>(skip_break(stop, buffer_.end()) - buffer_.begin());
      ++line_;
    }
  }

  [[nodiscard]] CsvWindow window() const {
    return {buffer_.begin() + begin_, buffer_.end(), whole_, line_};
  }
  [[nodiscard]] std::string_view bytes() const {
    return {buffer_.begin() + begin_, buffer_.size() - begin_};
  }
  [[nodiscard]] std::size_t size() const { return buffer_.size(); }
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  static constexpr std::size_t kFirstStep = 4096;
  CsvFeed& feed_;
  CsvBuffer buffer_;
  std::size_t begin_ = 0;
  bool whole_ = false;
  std::uint64_t line_ = 1;
};

}  // namespace mlpipe::data
