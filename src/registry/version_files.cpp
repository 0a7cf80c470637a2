// SPDX-License-Identifier: MIT
#include "registry/version_files.hpp"

#include <algorithm>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"

#include "registry/layout.hpp"
#include "registry/stored_json.hpp"
#include "registry/sums.hpp"
#include "registry/version_check.hpp"

namespace mlpipe::registry {
namespace {

using Path = FileSystem::Path;
using Kind = FileSystem::Kind;

}  // namespace

SemVer version_of(const std::string& name) {
  const auto version = parse_version_name(name);
  if (!version) {
    throw IntegrityError(quote(name) + " is no version");
  }
  return *version;
}

std::map<std::string, std::string> stable_links(const SemVer& version) {
  return {{"model.ubj", model_file_name(version, ModelFileKind::kModel)},
          {"metadata.json", model_file_name(version, ModelFileKind::kMetadata)}};
}

Sums read_sums(const FileSystem& files, const Path& folder) {
  const Path file = folder / kSumsFile;
  if (files.kind(file) != Kind::kFile) {
    throw IntegrityError(files.shown(file) + ": is missing or no regular file");
  }
  return parse_sums(files.read(file, kMostText), files.shown(file));
}

std::string read_checked(const FileSystem& files, const Path& file, const std::string& sum,
                         std::size_t most) {
  if (files.kind(file) != Kind::kFile) {
    throw IntegrityError(files.shown(file) +
                         (files.exists(file) ? ": is no regular file" : ": is missing"));
  }
  std::string bytes = files.read(file, most);
  if (sha256_hex(bytes) != sum) {
    throw IntegrityError(files.shown(file) + ": has other bytes than " + kSumsFile +
                         " records; `mlpipe version verify` tells more");
  }
  return bytes;
}

nlohmann::json read_metadata(const FileSystem& files, const std::string& name) {
  const Path folder = version_folder(name);
  if (files.kind(folder) != Kind::kFolder) {
    throw NotFoundError("there is no version " + name + " in " + files.shown(kArchive));
  }
  const std::string file = model_file_name(version_of(name), ModelFileKind::kMetadata);
  const Sums sums = read_sums(files, folder);
  const auto sum = sums.find(file);
  if (sum == sums.end()) {
    throw IntegrityError(files.shown(folder / kSumsFile) + ": does not name " + file);
  }
  return parse_stored(read_checked(files, folder / file, sum->second, kMostText),
                      files.shown(folder / file));
}

std::string import_version(FileSystem& files, const Path& folder) {
  std::string name;
  for (const auto& file : files.list(folder)) {
    const auto parsed = parse_model_file_name(file);
    name =
        parsed && parsed->kind == ModelFileKind::kMetadata ? version_name(parsed->version) : name;
  }
  if (name.empty()) {
    throw IntegrityError(files.shown(folder) +
                         " is a plain folder without the metadata of a version; move it away, "
                         "then run `mlpipe version repair`");
  }
  const auto problems = folder_problems(files, folder, name);
  if (!problems.empty()) {
    throw IntegrityError(files.shown(folder) + " is a plain folder, and not a whole version: " +
                         problems.front() + "; move it away, then run `mlpipe version repair`");
  }
  if (files.exists(version_folder(name))) {
    if (files.read(folder / kSumsFile, kMostText) !=
        files.read(version_folder(name) / kSumsFile, kMostText)) {
      throw IntegrityError(files.shown(folder) + " is another " + name + " than the archive has; " +
                           "move one of them away, then run `mlpipe version repair`");
    }
    return name;
  }
  const Path incoming = Path(kIncoming) / name;
  const auto links = stable_links(version_of(name));
  for (const auto& file : files.list(folder)) {
    if (const auto link = links.find(file); link != links.end()) {
      files.point_link(incoming / file, link->second);
    } else {
      files.replace(incoming / file, files.read(folder / file, kMostModel));
    }
  }
  files.create_folders(kArchive);
  files.move_new(incoming, version_folder(name));
  return name;
}

std::string version_in_link_file(const FileSystem& files, const Path& file) {
  const std::string text(trim(files.read(file, kMostText)));
  const std::string prefix = std::string(kArchive) + "/";
  const auto version =
      text.rfind(prefix, 0) == 0 ? parse_version_name(text.substr(prefix.size())) : std::nullopt;
  if (!version || version_folder(version_name(*version)) != text) {
    throw IntegrityError(files.shown(file) + " is a file that holds " + quote(text) +
                         ", not a version such as archive/v1.2.0; move it away, then run `mlpipe "
                         "version repair`");
  }
  return version_name(*version);
}

std::size_t remove_pruned_files(FileSystem& files, const std::string& name) {
  const Path folder = version_folder(name);
  const std::string metadata = model_file_name(version_of(name), ModelFileKind::kMetadata);
  const std::vector<std::string> stay = {metadata, "metadata.json", kSumsFile, kPrunedFile,
                                         kValidationFile};
  std::size_t bytes = 0;
  for (const auto& file : files.list(folder)) {
    if (std::find(stay.begin(), stay.end(), file) == stay.end()) {
      if (files.kind(folder / file) == Kind::kFile) {
        bytes += files.read(folder / file, kMostModel).size();
      }
      files.remove_all(folder / file);
    }
  }
  files.sync_folder(folder);
  return bytes;
}

}  // namespace mlpipe::registry
