// SPDX-License-Identifier: MIT
#include "commands/crew.hpp"

#include <algorithm>

namespace mlpipe::commands {

Crew crew_of(int threads, const optimize::StudyOptions& options) {
  Crew crew;
  if (options.workers) {
    crew.workers = *options.workers;
    crew.threads = std::max(1, threads / crew.workers);
    return crew;
  }
  // One thread for each of several fits costs least, and they share the binned rows. With twice as
  // many threads as the batch has trials, folds that may be dropped with their trial cost more than
  // the threads of a fit lose.
  const int batch = static_cast<int>(options.batch);
  crew.threads = batch > 0 ? std::max(1, threads / batch) : 1;
  crew.workers = std::max(1, threads / crew.threads);
  return crew;
}

}  // namespace mlpipe::commands
