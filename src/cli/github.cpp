// SPDX-License-Identifier: MIT
#include "cli/github.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/platform/platform.hpp"

namespace mlpipe::cli {
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

/// At most about `room` bytes, whole lines if there are any, and a word on what is missing.
std::string cut(const std::string& markdown, std::size_t room) {
  if (markdown.size() <= room) {
    return markdown;
  }
  std::size_t end = markdown.rfind('\n', room);
  if (end == std::string::npos) {
    const auto within_character = [&](std::size_t at) {
      return (static_cast<unsigned char>(markdown[at]) & 0xC0U) == 0x80U;
    };
    for (end = room; end > 0 && within_character(end);) {
      --end;
    }
  }
  return markdown.substr(0, end) + "\n\nThe rest is in the report among the run's artifacts.\n";
}

}  // namespace

bool on_github() {
  return platform::environment_variable("GITHUB_ACTIONS") == "true";
}

std::string annotation(Annotation kind, const std::string& title, const std::string& message) {
  return std::string("::") + kKinds[static_cast<std::size_t>(kind)] +
         " title=" + escaped(title, true) + "::" + escaped(message, false) + "\n";
}

void add_step_summary(FileSystem& files, const std::string& markdown) {
  const auto file = platform::environment_variable("GITHUB_STEP_SUMMARY");
  if (!file) {
    return;
  }
  const std::size_t taken = files.exists(*file) ? files.read(*file).size() : 0;
  files.append(*file, cut(markdown, kMostSummary - std::min(taken, kMostSummary)));
}

void add_step_output(FileSystem& files, const std::string& name, const std::string& value) {
  if (const auto file = platform::environment_variable("GITHUB_OUTPUT")) {
    files.append(*file, name + "=" + value + "\n");
  }
}

}  // namespace mlpipe::cli
