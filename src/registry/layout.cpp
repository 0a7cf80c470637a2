// SPDX-License-Identifier: MIT
#include "registry/layout.hpp"

#include <algorithm>
#include <compare>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::registry {
namespace {

/// Of a link "<folder>/<name>" the name; empty for anything else.
std::string name_below(const std::string& target, const std::string& folder) {
  const std::string prefix = folder + "/";
  const std::string name = target.rfind(prefix, 0) == 0 ? target.substr(prefix.size()) : "";
  return is_plain_name(name) ? name : "";
}

[[noreturn]] void foreign_target(const FileSystem& files, const char* link,
                                 const std::string& target, const std::string& expected) {
  throw IntegrityError(files.shown(link) + " points to " + quote(target) + ", not to " + expected +
                       ": mlpipe did not write it and does not follow it; remove the link, then "
                       "run `mlpipe version repair`");
}

}  // namespace

FileSystem::Path version_folder(const std::string& name) {
  return FileSystem::Path(kArchive) / name;
}

std::string production_version(const FileSystem& files) {
  const std::string target = files.read_link(kProduction).string();
  if (target.empty()) {
    return "";
  }
  std::string name = name_below(target, kArchive);
  const auto version = parse_version_name(name);
  if (!version || version_name(*version) != name) {
    foreign_target(files, kProduction, target, "a version such as archive/v1.2.0");
  }
  return name;
}

std::string staged_candidate(const FileSystem& files) {
  const std::string target = files.read_link(kStaging).string();
  if (target.empty()) {
    return "";
  }
  std::string name = name_below(target, kCandidates);
  if (name.empty()) {
    foreign_target(files, kStaging, target, "a folder such as candidates/20261123T020000Z-3fa9c1");
  }
  return name;
}

std::vector<SemVer> archived_versions(const FileSystem& files) {
  std::vector<SemVer> versions;
  for (const auto& name : files.list(kArchive)) {
    const auto version = parse_version_name(name);
    if (version && version_name(*version) == name) {
      versions.push_back(*version);
    }
  }
  std::sort(versions.begin(), versions.end(),
            [](const SemVer& a, const SemVer& b) { return std::is_lt(compare(a, b)); });
  return versions;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.size() <= 255 &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '.' || c == '-' || c == '_';
         });
}

}  // namespace mlpipe::registry
