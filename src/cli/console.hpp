// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

namespace mlpipe::cli {

using WriteText = std::function<void(const std::string& text)>;

/// Writes to stderr as it is, at once. Failures (a closed stderr) are nothing to tell anybody.
[[nodiscard]] WriteText stderr_writer();

/// Columns of the terminal behind stderr; 80 if unknown.
[[nodiscard]] std::size_t stderr_width();

/// stderr as lines, and on a terminal one status line below them, which is taken away before a line
/// is written and drawn again after it. All functions may be called from any thread.
class Console {
 public:
  /// @param terminal  false: status() does nothing
  Console(WriteText write, bool terminal, std::size_t width = 80);
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  void line(const std::string& text);
  /// Replaces the status line, cut to the terminal's width; empty: none.
  void status(const std::string& text);

 private:
  WriteText write_;
  bool terminal_;
  std::size_t width_;
  std::mutex mutex_;
  std::string status_;
};

}  // namespace mlpipe::cli
