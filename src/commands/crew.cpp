// SPDX-License-Identifier: MIT
#include "commands/crew.hpp"

#include <algorithm>

namespace mlpipe::commands {

Crew crew_of(const App& app, const optimize::StudyOptions& options) {
  Crew crew;
  // One thread for each of several fits costs least. They share the binned rows: another large fit
  // takes little more memory.
  crew.workers = options.workers.value_or(app.threads);
  if (options.batch > 0) {
    if (options.workers && static_cast<std::size_t>(crew.workers) > options.batch) {
      app.events.on(Warning{"optimize.workers", "a batch of " + std::to_string(options.batch) +
                                                    " keeps " + std::to_string(options.batch) +
                                                    " of " + std::to_string(crew.workers) +
                                                    " workers busy; give a larger --batch, or 0"});
    }
    crew.workers = std::min(crew.workers, static_cast<int>(options.batch));
  }
  crew.threads = std::max(1, app.threads / crew.workers);
  return crew;
}

}  // namespace mlpipe::commands
