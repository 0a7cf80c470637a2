// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// `mlpipe init`: config and workflows into somebody's repository, and what to edit in them.
[[nodiscard]] Outcome run_init_command(const commands::App& app, const InitArgs& args,
                                       const GlobalArgs& global);

}  // namespace mlpipe::cli
