// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/tracking/run_record.hpp"

namespace mlpipe::tracking {

/// A folder as MLflow reads it back from a record: it undoes percent signs also in plain paths.
[[nodiscard]] std::string to_location(const std::filesystem::path& folder);

/// The folder behind a run's artifact_uri; empty if it is not on this disk.
/// @param served  where a server keeps what it records as "mlflow-artifacts:/..."
[[nodiscard]] std::optional<std::filesystem::path> folder_of(const std::string& artifact_uri,
                                                             const std::filesystem::path& served);

/// Unless the file holds these bytes already. @throws IoError
void put_file(FileSystem& files, const std::filesystem::path& file, const std::string& bytes);

/// What an artifact holds; nothing if its file is gone. @throws IoError
[[nodiscard]] std::optional<std::string> read_artifact(const FileSystem& files,
                                                       const ArtifactFile& artifact);

/// Copies files below a folder. @return paths of those that are neither where they were nor there
/// @throws IoError
[[nodiscard]] std::vector<std::string> copy_artifacts(FileSystem& files,
                                                      const std::vector<ArtifactFile>& artifacts,
                                                      const std::filesystem::path& folder);

/// Removes what writers that were killed left in the folders of these artifacts: MLflow would show
/// it among them. @param before  since 1970; what was written later may still be at work
void remove_leftovers(FileSystem& files, const std::vector<ArtifactFile>& artifacts,
                      const std::filesystem::path& folder, std::chrono::nanoseconds before);

}  // namespace mlpipe::tracking
