// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// `mlpipe track`: where runs are recorded, what waits; `sync` delivers it.
[[nodiscard]] Outcome run_track_command(const commands::App& app, const TrackArgs& args,
                                        const GlobalArgs& global);

}  // namespace mlpipe::cli
