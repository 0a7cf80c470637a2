// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/file_system.hpp"

namespace mlpipe::registry {

/// One model's folder, found once, so that all files read from it belong together: a promotion or a
/// rollback meanwhile moves the link, not the folder.
struct ModelFolder {
  FileSystem::Path folder;    ///< in the models folder: "archive/v1.2.0", "candidates/<name>"
  std::string name;           ///< "v1.2.0", or the candidate's
  std::string model_file;     ///< its name inside the folder
  std::string sha256;         ///< of the model, as metadata and SHA256SUMS agree
  std::string metadata_file;  ///< its name inside the folder
  std::shared_ptr<const nlohmann::json> metadata;
};

/// Finds a model and checks the hash of its metadata. Links are read once and followed only where
/// mlpipe writes them; takes no lock and writes nothing.
/// @param files  of the models folder itself (FileSystem::below)
/// @param which  "production", "staging", a version ("v1.2.0" or "1.2.0") or a candidate's name
/// @throws NotFoundError    nothing there, or pruned; says what there is instead
/// @throws IntegrityError   a link that leads elsewhere, a file whose hash is not the recorded one
[[nodiscard]] ModelFolder find_model(const FileSystem& files, std::string_view which);

/// The model's bytes, their hash checked. @throws IntegrityError, IoError
[[nodiscard]] std::string read_model(const FileSystem& files, const ModelFolder& folder);

}  // namespace mlpipe::registry
