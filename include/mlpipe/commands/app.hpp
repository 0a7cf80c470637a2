// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/http.hpp"
#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/registry/model_registry.hpp"

namespace mlpipe::commands {

/// What the outside world is to a command: made once in main(), faked whole in tests.
struct App {
  FileSystem& files;
  const Clock& clock;
  SourceOpener& sources;
  EventSink& events;
  const StopFlag& stop;
  int threads = 1;
  registry::Actor actor{};  ///< who runs this
  /// Servers that are spoken to; null: none is, and no run is recorded anywhere.
  HttpTransport* http = nullptr;
};

}  // namespace mlpipe::commands
