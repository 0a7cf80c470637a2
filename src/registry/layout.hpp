// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/registry/semver.hpp"

// Names in the models folder, and the only readers of its links.
namespace mlpipe::registry {

inline constexpr const char* kArchive = "archive";
inline constexpr const char* kCandidates = "candidates";
inline constexpr const char* kIncoming = ".incoming";
inline constexpr const char* kProduction = "production";
inline constexpr const char* kStaging = "staging";
inline constexpr const char* kVersionFile = "VERSION";
inline constexpr const char* kStateFile = "registry.json";
inline constexpr const char* kLockFile = "registry.lock";
inline constexpr const char* kSumsFile = "SHA256SUMS";
inline constexpr const char* kPrunedFile = "pruned.json";
inline constexpr const char* kValidationFile = "validation.json";

[[nodiscard]] FileSystem::Path version_folder(const std::string& name);

/// The version that the link production names; empty if there is no such link (or it is a folder).
/// @throws IntegrityError if it names anything but "archive/v<version>"
[[nodiscard]] std::string production_version(const FileSystem& files);

/// The candidate that staging names; empty if there is no such link.
/// @throws IntegrityError if it names anything but "candidates/<plain name>"
[[nodiscard]] std::string staged_candidate(const FileSystem& files);

/// Versions that have a folder in the archive, lowest first. Other names are left alone.
[[nodiscard]] std::vector<SemVer> archived_versions(const FileSystem& files);

/// A name of one file or folder: no slash, not "." or "..", no control characters, not hidden.
[[nodiscard]] bool is_plain_name(std::string_view name);

}  // namespace mlpipe::registry
