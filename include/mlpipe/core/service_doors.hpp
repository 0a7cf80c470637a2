// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/http.hpp"
#include "mlpipe/core/interrupt.hpp"

namespace mlpipe {

/// What a talk with a server needs of the world; all references must outlive it.
struct ServiceDoors {
  HttpTransport& http;
  FileSystem& files;
  const Clock& clock;
  EventSink& events;
  const StopFlag& stop;
  std::function<void(std::chrono::milliseconds)> sleep;  ///< waits between attempts
};

}  // namespace mlpipe
