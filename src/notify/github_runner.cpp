// SPDX-License-Identifier: MIT
#include "mlpipe/notify/github_runner.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace mlpipe::notify {
namespace {

constexpr std::size_t kMostSummary = 1'000'000;
constexpr std::array<const char*, 3> kKinds{"notice", "warning", "error"};

/// What ends a message, or a property, would begin another command.
std::string escaped(const std::string& text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// What closes a block of code or details that the text leaves open; empty: none.
std::string closing_of(const std::string& markdown) {
  std::string fence;
  int details = 0;
  std::istringstream lines(markdown);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t ticks = std::min(line.find_first_not_of('`'), line.size());
    if (fence.empty() && ticks >= 3) {
      fence = line.substr(0, ticks);
    } else if (!fence.empty() && ticks >= fence.size() && ticks == line.size()) {
      fence.clear();
    } else if (fence.empty()) {
      details += line == "<details>" ? 1 : line == "</details>" ? -1 : 0;
    }
  }
  std::string out = fence.empty() ? "" : "\n" + fence;
  for (; details > 0; --details) {
    out += "\n\n</details>";
  }
  return out;
}

}  // namespace

std::string annotation(Annotation kind, const std::string& title, const std::string& message) {
  return std::string("::") + kKinds[static_cast<std::size_t>(kind)] +
         " title=" + escaped(title, true) + "::" + escaped(message, false) + "\n";
}

std::string mask_line(const std::string& text) {
  return "::add-mask::" + escaped(text, false) + "\n";
}

std::string cut_markdown(const std::string& markdown, std::size_t most) {
  if (markdown.size() <= most) {
    return markdown;
  }
  std::size_t end = markdown.rfind('\n', most);
  if (end == std::string::npos) {
    const auto within_character = [&](std::size_t at) {
      return (static_cast<unsigned char>(markdown[at]) & 0xC0U) == 0x80U;
    };
    for (end = most; end > 0 && within_character(end);) {
      --end;
    }
  }
  const std::string kept = markdown.substr(0, end);
  return kept + closing_of(kept) + "\n\nThe rest is in the report among the run's artifacts.\n";
}

void add_to_summary(FileSystem& files, const std::string& file, const std::string& markdown) {
  const std::size_t taken = files.exists(file) ? files.read(file).size() : 0;
  files.append(file, cut_markdown(markdown, kMostSummary - std::min(taken, kMostSummary)));
}

}  // namespace mlpipe::notify
