// SPDX-License-Identifier: MIT
#include "commands/crew.hpp"

#include <algorithm>

namespace mlpipe::commands {

Crew crew_of(int threads, const optimize::StudyOptions& options) {
  Crew crew;
  // One thread for each of several fits costs least. They share the binned rows: another large fit
  // takes little more memory.
  crew.workers = options.workers.value_or(threads);
  crew.threads = std::max(1, threads / crew.workers);
  return crew;
}

}  // namespace mlpipe::commands
