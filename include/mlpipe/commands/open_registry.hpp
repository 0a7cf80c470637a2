// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/registry/model_registry.hpp"

namespace mlpipe::commands {

/// A models folder, held open. @throws NotFoundError if there is none
[[nodiscard]] std::unique_ptr<FileSystem> open_models(const App& app,
                                                      const FileSystem::Path& folder);

/// The registry of a models folder, with the folder held open.
struct OpenRegistry {
  std::unique_ptr<FileSystem> files;  ///< of the models folder
  registry::ModelRegistry models;
};

/// @param folder  e.g. "models"; not created
/// @throws NotFoundError if there is none
[[nodiscard]] OpenRegistry open_registry(
    const App& app, const FileSystem::Path& folder,
    std::chrono::milliseconds longest_wait = std::chrono::seconds(10));

}  // namespace mlpipe::commands
