// SPDX-License-Identifier: MIT
#include "tracking/artifact_folder.hpp"

#include <algorithm>
#include <set>

#include "mlpipe/core/uri.hpp"

#include "tracking/names.hpp"

namespace mlpipe::tracking {
namespace {

/// What follows a scheme and, if there is one, a host: always a path from the root.
std::string_view path_of_uri(std::string_view rest) {
  if (rest.substr(0, 2) == "//") {
    rest.remove_prefix(std::min(rest.find('/', 2), rest.size()));
  }
  return rest;
}

}  // namespace

std::string to_location(const std::filesystem::path& folder) {
  std::string out;
  for (const char c : folder.string()) {
    out += c == '%' ? "%25" : std::string(1, c);
  }
  return out;
}

std::optional<std::filesystem::path> folder_of(const std::string& artifact_uri,
                                               const std::filesystem::path& served) {
  const auto colon = artifact_uri.find(':');
  if (colon == std::string::npos || artifact_uri.find('/') < colon) {
    return percent_decode(artifact_uri);
  }
  const std::string scheme = artifact_uri.substr(0, colon);
  const std::string_view path = path_of_uri(std::string_view(artifact_uri).substr(colon + 1));
  if (scheme == "file") {
    return percent_decode(path);
  }
  if (scheme == "mlflow-artifacts") {
    return served / clean_path(path);
  }
  return std::nullopt;
}

void put_file(FileSystem& files, const std::filesystem::path& file, const std::string& bytes) {
  const auto stamp = files.stamp(file, FileSystem::Follow::kYes);
  if (!stamp || stamp->bytes != bytes.size() || files.read(file) != bytes) {
    files.replace(file, bytes);
  }
}

std::optional<std::string> read_artifact(const FileSystem& files, const ArtifactFile& artifact) {
  if (artifact.file.empty()) {
    return artifact.bytes;
  }
  if (!files.stamp(artifact.file, FileSystem::Follow::kYes)) {
    return std::nullopt;
  }
  return files.read(artifact.file);
}

std::vector<std::string> copy_artifacts(FileSystem& files,
                                        const std::vector<ArtifactFile>& artifacts,
                                        const std::filesystem::path& folder) {
  std::vector<std::string> missing;
  for (const auto& artifact : artifacts) {
    const auto target = folder / to_artifact_path(artifact.path);
    if (const auto bytes = read_artifact(files, artifact)) {
      put_file(files, target, *bytes);
    } else if (!files.exists(target)) {
      missing.push_back(artifact.path);
    }
  }
  return missing;
}

void remove_leftovers(FileSystem& files, const std::vector<ArtifactFile>& artifacts,
                      const std::filesystem::path& folder, std::chrono::nanoseconds before) {
  std::set<std::filesystem::path> folders{folder};
  for (const auto& artifact : artifacts) {
    folders.insert((folder / to_artifact_path(artifact.path)).parent_path());
  }
  for (const auto& one : folders) {
    for (const auto& name : files.list(one)) {
      const bool temporary = name.starts_with(".mlpipe-") && name.ends_with(".tmp");
      const auto stamp =
          temporary ? files.stamp(one / name, FileSystem::Follow::kNo) : std::nullopt;
      if (stamp && stamp->modified < before) {
        files.remove_all(one / name);
      }
    }
  }
}

}  // namespace mlpipe::tracking
