// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/registry/model_registry.hpp"

namespace mlpipe::registry {

/// Everything wrong with a folder, a sentence each that names the file: hashes, missing and foreign
/// files, links that lead elsewhere, names that do not agree with the metadata.
/// @param name  "v1.2.0"
/// @throws IoError if a file cannot be read: that says nothing about what it holds
[[nodiscard]] std::vector<std::string> folder_problems(const FileSystem& files,
                                                       const FileSystem::Path& folder,
                                                       const std::string& name);

/// The same, and the model has to load and to predict its golden rows.
[[nodiscard]] std::vector<std::string> version_problems(const FileSystem& files,
                                                        const std::string& name,
                                                        const ModelCheck& check);

/// @throws IntegrityError with the first of version_problems(); NotFoundError if there is no such
/// version, or it was pruned
void require_whole(const FileSystem& files, const std::string& name, const ModelCheck& check);

}  // namespace mlpipe::registry
