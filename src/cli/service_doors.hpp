// SPDX-License-Identifier: MIT
#pragma once

#include <thread>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/core/service_doors.hpp"

namespace mlpipe::cli {

/// Servers are spoken to in real time. The App must have its `http`, and outlive the doors.
inline ServiceDoors service_doors(const commands::App& app) {
  return {*app.http,  app.files, app.clock,
          app.events, app.stop,  [](auto time) { std::this_thread::sleep_for(time); }};
}

}  // namespace mlpipe::cli
