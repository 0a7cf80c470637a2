// SPDX-License-Identifier: MIT
#include "commands/crew.hpp"

#include <algorithm>

namespace mlpipe::commands {

Crew crew_of(int threads, const optimize::StudyOptions& options) {
  const int batch = static_cast<int>(options.batch);
  Crew crew;
  if (options.workers) {
    crew.workers = *options.workers;
  } else {
    // One thread for each of several fits costs least, and they share the binned rows. Far beyond
    // the batch workers would mostly do folds that are dropped when their trial is pruned: there
    // the fits get the threads.
    crew.workers = batch > 0 ? threads / std::max(1, threads / batch) : threads;
  }
  if (batch > 0 && options.pruner.kind == optimize::PrunerKind::kHalving) {
    crew.workers = std::min(crew.workers, batch);  // its folds cannot be shared
  }
  crew.workers = std::max(1, crew.workers);
  crew.threads = std::max(1, threads / crew.workers);
  return crew;
}

}  // namespace mlpipe::commands
