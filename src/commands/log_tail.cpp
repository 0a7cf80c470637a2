// SPDX-License-Identifier: MIT
#include "commands/log_tail.hpp"

#include <sstream>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/fixed_width.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/notify/notice.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::size_t kMostBytes = 256U << 10U;
constexpr std::size_t kLongestLine = 400;

/// Without what colours a terminal: ESC [ ... letter.
std::string without_colours(const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\x1b' || i + 1 >= line.size() || line[i + 1] != '[') {
      out += line[i];
      continue;
    }
    for (i += 2; i < line.size() && (line[i] < '@' || line[i] > '~');) {
      ++i;
    }
  }
  return out;
}

/// From the beginning of a line on, so that no secret is cut in two.
std::string last_bytes(const FileSystem& files, const std::string& path) {
  const auto stamp = files.stamp(path, FileSystem::Follow::kYes);
  if (!stamp) {
    return "";
  }
  const std::size_t offset = stamp->bytes > kMostBytes ? stamp->bytes - kMostBytes : 0;
  std::string text = files.read_from(path, offset, 2 * kMostBytes);
  if (offset > 0) {
    const auto end = text.find('\n');
    text.erase(0, end == std::string::npos ? text.size() : end + 1);
  }
  return text;
}

}  // namespace

std::vector<std::string> log_tail(const FileSystem& files, const std::string& path,
                                  std::size_t lines, const Redactor& redactor) {
  std::vector<std::string> out;
  try {
    std::istringstream text(redactor.clean(last_bytes(files, path)));
    for (std::string line; std::getline(text, line);) {
      const std::string shown = one_line(without_colours(line));
      if (!trim(shown).empty()) {
        out.push_back(notify::cut_text(shown, kLongestLine));
      }
    }
  } catch (const Error&) {
    return {};  // a notice without a log is better than none
  }
  if (out.size() > lines) {
    out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(lines));
  }
  return out;
}

}  // namespace mlpipe::commands
