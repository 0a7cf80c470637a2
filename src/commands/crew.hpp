// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/optimize/options.hpp"

namespace mlpipe::commands {

/// How the trials of a search share the threads.
struct Crew {
  int workers = 1;  ///< trials at once; beyond the batch, folds of those
  int threads = 1;  ///< of each
};

/// As configured, or a worker for each thread, fewer than twice the batch; with halving, whose
/// folds cannot be shared, not more than the batch.
/// @param threads  in all
[[nodiscard]] Crew crew_of(int threads, const optimize::StudyOptions& options);

}  // namespace mlpipe::commands
