// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"
#include "mlpipe/optimize/options.hpp"

namespace mlpipe::commands {

/// How the trials of a search share the threads.
struct Crew {
  int workers = 1;  ///< trials at once
  int threads = 1;  ///< of each
};

/// As configured, or a trial for each thread. Warns of workers that the batch would leave idle.
[[nodiscard]] Crew crew_of(const App& app, const optimize::StudyOptions& options);

}  // namespace mlpipe::commands
