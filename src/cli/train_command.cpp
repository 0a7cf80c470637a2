// SPDX-License-Identifier: MIT
#include "cli/train_command.hpp"

#include "mlpipe/core/json_reader.hpp"

#include "cli/config_file.hpp"

namespace mlpipe::cli {

Outcome run_train_command(const commands::App& app, const TrainArgs& /*args*/,
                          const GlobalArgs& global) {
  const auto config = read_config_file(app.files, global);
  if (config) {
    JsonReader::read(config->json, config->source, [](JsonReader& reader) {
      for (const char* section : {"data", "features", "label", "model", "walk_forward", "execution",
                                  "validation", "registry", "tracking", "notifications"}) {
        (void)reader.raw(section);
      }
    });
  }
  app.stop.check();
  throw NotFoundError("this build of mlpipe has no training yet; the command line alone is there");
}

}  // namespace mlpipe::cli
