// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// `mlpipe validate`. Exit 0 PROMOTE, 3 REJECT, 4 INCONCLUSIVE.
/// @throws what commands::run_validate() throws
[[nodiscard]] Outcome run_validate_command(const commands::App& app, const ValidateArgs& args,
                                           const GlobalArgs& global);

}  // namespace mlpipe::cli
