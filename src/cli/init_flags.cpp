// SPDX-License-Identifier: MIT
#include "cli/init_flags.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace mlpipe::cli {

std::function<CommandArgs()> declare_init(CLI::App& app) {
  const auto args = std::make_shared<InitArgs>();
  app.add_option("dir", args->folder, "Top of a git repository (default: this folder)")
      ->type_name("DIR");
  app.add_option(
         "--repository", args->repository,
         "Repository of mlpipe, whose action and releases the workflows use; a commit makes "
         "sure which (default: as built, and the tag of this version)")
      ->type_name("OWNER/NAME[@REF]");
  app.add_flag("--force", args->force, "Replace workflows and scripts that are there and differ");
  return [args]() -> CommandArgs { return *args; };
}

}  // namespace mlpipe::cli
