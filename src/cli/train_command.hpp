// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/train.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// The whole of `mlpipe train` between the flags and what is printed.
[[nodiscard]] Outcome run_train_command(const commands::App& app, const TrainArgs& args,
                                        const GlobalArgs& global);

/// The config file under what was typed. @throws ConfigError, IoError
[[nodiscard]] commands::TrainConfig train_config(const commands::App& app, const TrainArgs& args,
                                                 const GlobalArgs& global);

}  // namespace mlpipe::cli
