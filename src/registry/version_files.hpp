// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/registry/semver.hpp"

#include "registry/sums.hpp"

namespace mlpipe::registry {

/// The stable names of a version's folder and what each points to.
[[nodiscard]] std::map<std::string, std::string> stable_links(const SemVer& version);

/// Of the name of a folder of the archive. @throws IntegrityError if it is no version
[[nodiscard]] SemVer version_of(const std::string& name);

/// SHA256SUMS of a folder. @throws IntegrityError if it is missing, or not what sha256sum writes
[[nodiscard]] Sums read_sums(const FileSystem& files, const FileSystem::Path& folder);

/// The bytes of a regular file with this SHA-256. @param most  bytes that make sense
/// @throws IntegrityError if it is missing, no regular file, or has other bytes; IoError
[[nodiscard]] std::string read_checked(const FileSystem& files, const FileSystem::Path& file,
                                       const std::string& sum, std::size_t most);

/// Metadata of a version, its hash checked against SHA256SUMS.
/// @throws IntegrityError, NotFoundError
[[nodiscard]] nlohmann::json read_metadata(const FileSystem& files, const std::string& name);

/// Puts the version in a plain folder into the archive, if it is not there.
/// @return its name @throws IntegrityError if it is not a whole version, or another one than the
/// archive has under that name
[[nodiscard]] std::string import_version(FileSystem& files, const FileSystem::Path& folder);

/// The version that a link named, of which a checkout made a file with the target as its text.
[[nodiscard]] std::string version_in_link_file(const FileSystem& files,
                                               const FileSystem::Path& file);

/// Removes what a pruned version no longer keeps; its metadata stays. @return bytes freed
std::size_t remove_pruned_files(FileSystem& files, const std::string& name);

}  // namespace mlpipe::registry
