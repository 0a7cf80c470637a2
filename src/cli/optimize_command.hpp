// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/optimize.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

[[nodiscard]] Outcome run_optimize_command(const commands::App& app, const OptimizeArgs& args,
                                           const GlobalArgs& global);

/// The settings of a search: the file's, or the defaults, under what was typed.
/// @throws ConfigError
[[nodiscard]] commands::OptimizeConfig search_config(const commands::App& app,
                                                     commands::TrainConfig train,
                                                     const OptimizeArgs& args);

/// Opens storages as this process, on this machine.
[[nodiscard]] commands::JournalOpener journal_opener(const commands::App& app);

/// The result as --json shows it.
[[nodiscard]] nlohmann::ordered_json study_result(const commands::OptimizeOutcome& outcome);

}  // namespace mlpipe::cli
