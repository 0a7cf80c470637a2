// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// The whole of `mlpipe train` between the flags and what is printed.
[[nodiscard]] Outcome run_train_command(const commands::App& app, const TrainArgs& args,
                                        const GlobalArgs& global);

}  // namespace mlpipe::cli
