// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

[[nodiscard]] Outcome run_notify_command(const commands::App& app, const NotifyArgs& args,
                                         const GlobalArgs& global);

}  // namespace mlpipe::cli
