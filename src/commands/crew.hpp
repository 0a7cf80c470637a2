// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"
#include "mlpipe/optimize/options.hpp"

#include "commands/search_sets.hpp"

namespace mlpipe::commands {

/// How the trials of a search share the threads.
struct Crew {
  int workers = 1;  ///< trials at once
  int threads = 1;  ///< of each
};

/// As configured, or by the size of the folds. Warns of workers that the batch would leave idle.
[[nodiscard]] Crew crew_of(const App& app, const optimize::StudyOptions& options,
                           const SearchSets& sets);

}  // namespace mlpipe::commands
