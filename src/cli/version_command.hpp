// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// `mlpipe version` and its actions. @throws what the registry throws
[[nodiscard]] Outcome run_version_command(const commands::App& app, const VersionArgs& args,
                                          const GlobalArgs& global);

/// `mlpipe rollback`.
[[nodiscard]] Outcome run_rollback_command(const commands::App& app, const RollbackArgs& args,
                                           const GlobalArgs& global);

}  // namespace mlpipe::cli
