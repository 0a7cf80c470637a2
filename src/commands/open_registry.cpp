// SPDX-License-Identifier: MIT
#include "mlpipe/commands/open_registry.hpp"

#include "mlpipe/commands/model_check.hpp"
#include "mlpipe/core/error.hpp"

namespace mlpipe::commands {

std::unique_ptr<FileSystem> open_models(const App& app, const FileSystem::Path& folder) {
  if (!app.files.exists(folder)) {
    throw NotFoundError("there is no folder " + folder.string() +
                        "; `mlpipe train` makes it, --models-dir names another");
  }
  return app.files.below(folder);
}

OpenRegistry open_registry(const App& app, const FileSystem::Path& folder,
                           std::chrono::milliseconds longest_wait) {
  auto files = open_models(app, folder);
  FileSystem& inside = *files;
  const auto check = [](std::string_view model, const nlohmann::json& metadata) {
    (void)load_checked(model, metadata);
  };
  return {std::move(files), registry::ModelRegistry(inside, app.clock, app.events, app.actor, check,
                                                    {longest_wait, {}})};
}

}  // namespace mlpipe::commands
