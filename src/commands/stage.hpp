// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "mlpipe/commands/app.hpp"

namespace mlpipe::commands {

/// Runs one stage of a command: tells its begin, its end and how long it took; asks before it
/// whether to stop.
template <class Body>
auto stage(const App& app, std::string name, Body&& body) {
  app.stop.check();
  app.events.on(StageStarted{name});
  const auto begin = app.clock.elapsed();
  auto result = std::forward<Body>(body)();
  app.events.on(StageFinished{std::move(name), app.clock.elapsed() - begin});
  return result;
}

}  // namespace mlpipe::commands
