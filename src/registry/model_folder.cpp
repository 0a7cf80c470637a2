// SPDX-License-Identifier: MIT
#include "mlpipe/registry/model_folder.hpp"

#include <algorithm>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/semver.hpp"

#include "registry/layout.hpp"
#include "registry/stored_json.hpp"
#include "registry/sums.hpp"
#include "registry/version_files.hpp"

namespace mlpipe::registry {
namespace {

using Kind = FileSystem::Kind;
using Path = FileSystem::Path;

constexpr std::string_view kMetadataEnd = "_metadata.json";

[[noreturn]] void nothing_promoted(const FileSystem& files) {
  const bool staged = files.kind(kStaging) == Kind::kLink;
  throw NotFoundError("nothing is in production; " +
                      std::string(staged ? "`mlpipe version promote` puts the staged candidate "
                                           "there, --model staging uses it as it is"
                                         : "`mlpipe train` makes a candidate"));
}

[[noreturn]] void no_such_model(const FileSystem& files, std::string_view which) {
  std::vector<std::string> names{kProduction, kStaging};
  for (const auto& version : archived_versions(files)) {
    names.push_back(version_name(version));
  }
  const auto candidates = files.list(kCandidates);
  names.insert(names.end(), candidates.begin(), candidates.end());
  throw NotFoundError("there is no model " + quote(which) + " in " + files.shown(".") +
                      did_you_mean(which, names) + "; `mlpipe version list` shows all versions");
}

/// A checkout that knows no links makes a folder of production, or a file with the target.
Path production_folder(const FileSystem& files) {
  switch (files.kind(kProduction)) {
    case Kind::kLink:
      return version_folder(production_version(files));
    case Kind::kFolder:
      return kProduction;
    case Kind::kFile:
      return version_folder(version_in_link_file(files, kProduction));
    default:
      nothing_promoted(files);
  }
}

Path staging_folder(const FileSystem& files) {
  const std::string name = staged_candidate(files);
  if (name.empty()) {
    throw NotFoundError("nothing is in staging; `mlpipe train` puts a candidate there");
  }
  return Path(kCandidates) / name;
}

Path folder_of(const FileSystem& files, std::string_view which) {
  if (which == kProduction) {
    return production_folder(files);
  }
  if (which == kStaging) {
    return staging_folder(files);
  }
  Path folder;
  if (const auto version = parse_version_name(which)) {
    folder = version_folder(version_name(*version));
  } else if (is_plain_name(which)) {
    folder = Path(kCandidates) / which;
  }
  if (folder.empty() || files.kind(folder) != Kind::kFolder) {
    no_such_model(files, which);
  }
  return folder;
}

/// The one file of metadata that SHA256SUMS names. No link is followed for it.
std::string metadata_name(const Sums& sums, const std::string& source) {
  std::vector<std::string> found;
  for (const auto& [name, sum] : sums) {
    if (name.ends_with(kMetadataEnd)) {
      found.push_back(name);
    }
  }
  if (found.size() != 1) {
    throw IntegrityError(source + ": expected one file that ends in " + std::string(kMetadataEnd) +
                         ", found " + std::to_string(found.size()));
  }
  return found.front();
}

/// The files agree with each other and with the folder's name.
void check_agreement(const FileSystem& files, const ModelFolder& found, const Sums& sums) {
  const std::string where = files.shown(found.folder / found.metadata_file);
  const auto sum = sums.find(found.model_file);
  if (sum == sums.end() || sum->second != found.sha256) {
    throw IntegrityError(where + ": /model is not what " + kSumsFile + " records as " +
                         quote(found.model_file));
  }
  const auto version = parse_model_file_name(found.metadata_file);
  const bool archived = found.folder.parent_path() != kCandidates;
  if (archived && (!version || version_name(version->version) != found.name)) {
    throw IntegrityError(where + ": is not the metadata of " + quote(found.name));
  }
}

}  // namespace

ModelFolder find_model(const FileSystem& files, std::string_view which) {
  ModelFolder found;
  found.folder = folder_of(files, which);
  const Path sums_file = found.folder / kSumsFile;
  if (files.kind(found.folder) != Kind::kFolder) {
    throw IntegrityError(files.shown(which) + " names " + files.shown(found.folder) +
                         ", which does not exist; `mlpipe version list` shows what does");
  }
  if (files.exists(found.folder / kPrunedFile)) {
    throw NotFoundError("the model of " + found.folder.filename().string() +
                        " was pruned; `mlpipe version list` shows which are whole");
  }
  const Sums sums = read_sums(files, found.folder);
  found.metadata_file = metadata_name(sums, files.shown(sums_file));
  const Path metadata_file = found.folder / found.metadata_file;
  const auto metadata = std::make_shared<const nlohmann::json>(
      parse_stored(read_checked(files, metadata_file, sums.at(found.metadata_file), kMostText),
                   files.shown(metadata_file)));
  found.metadata = metadata;
  found.name = found.folder == kProduction ? "v" + text_at(*metadata, "/version")
                                           : found.folder.filename().string();
  found.model_file = text_at(*metadata, "/model/file");
  found.sha256 = text_at(*metadata, "/model/sha256");
  check_agreement(files, found, sums);
  return found;
}

std::string read_model(const FileSystem& files, const ModelFolder& folder) {
  return read_checked(files, folder.folder / folder.model_file, folder.sha256, kMostModel);
}

}  // namespace mlpipe::registry
