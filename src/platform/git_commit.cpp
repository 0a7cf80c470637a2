// SPDX-License-Identifier: MIT
#include <sstream>

#include "mlpipe/core/text.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/posix.hpp"

namespace mlpipe::platform {
namespace {

namespace fs = std::filesystem;

/// SHA-1 or SHA-256.
bool is_hash(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<std::string> read_trimmed(const fs::path& file) {
  const auto text = read_small_file(file);
  return text ? std::optional(std::string(trim(*text))) : std::nullopt;
}

/// The repository of a folder: its .git folder, or what a .git file names (work trees, submodules).
std::optional<fs::path> git_folder_of(fs::path folder) {
  std::error_code error;
  folder = fs::absolute(folder, error).lexically_normal();
  for (; !error; folder = folder.parent_path()) {
    const fs::path git = folder / ".git";
    if (fs::exists(git / "HEAD", error)) {
      return git;
    }
    const auto text = fs::is_regular_file(git, error) ? read_trimmed(git) : std::nullopt;
    constexpr std::string_view kPrefix = "gitdir:";
    if (text && text->compare(0, kPrefix.size(), kPrefix) == 0) {
      return folder / std::string(trim(text->substr(kPrefix.size())));
    }
    error.clear();
    if (folder == folder.parent_path()) {
      break;
    }
  }
  return std::nullopt;
}

std::optional<std::string> packed_ref(const fs::path& file, const std::string& ref) {
  std::istringstream lines(read_small_file(file).value_or(""));
  for (std::string line; std::getline(lines, line);) {
    const auto blank = line.find(' ');
    if (blank != std::string::npos && line.compare(blank + 1, std::string::npos, ref) == 0 &&
        is_hash(line.substr(0, blank))) {
      return line.substr(0, blank);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> git_commit(const fs::path& folder) {
  const auto git = git_folder_of(folder);
  if (!git) {
    return std::nullopt;
  }
  // A work tree has its own HEAD; branches live in the common folder.
  const auto common_text = read_trimmed(*git / "commondir");
  const fs::path common = common_text ? *git / *common_text : *git;
  std::string name = "HEAD";
  constexpr int kLongestChain = 5;  // git's own limit on symbolic references
  for (int step = 0; step < kLongestChain; ++step) {
    auto text = read_trimmed(*git / name);
    text = text ? text : read_trimmed(common / name);
    text = text ? text : packed_ref(common / "packed-refs", name);
    constexpr std::string_view kPrefix = "ref:";
    if (!text || is_hash(*text) || text->compare(0, kPrefix.size(), kPrefix) != 0) {
      return text && is_hash(*text) ? text : std::nullopt;
    }
    name = trim(text->substr(kPrefix.size()));
  }
  return std::nullopt;
}

}  // namespace mlpipe::platform
