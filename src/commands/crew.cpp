// SPDX-License-Identifier: MIT
#include "commands/crew.hpp"

#include <algorithm>

namespace mlpipe::commands {

Crew crew_of(const App& app, const optimize::StudyOptions& options, const SearchSets& sets) {
  std::size_t longest = 0;
  for (const auto& fold : sets.windows().search) {
    longest = std::max(longest, fold.train.size());
  }
  Crew crew;
  if (options.workers) {
    crew.workers = *options.workers;
  } else if (!is_large_fit(sets.base()->data.dataset, longest)) {
    // One thread for each of several fits costs least; large ones would fill the memory.
    crew.workers = app.threads;
  }
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
