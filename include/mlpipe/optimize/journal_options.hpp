// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/interrupt.hpp"

namespace mlpipe::optimize {

/// The world, to a journal. All of it must outlive the journal.
struct JournalWorld {
  FileSystem& files;
  const Clock& clock;
  EventSink& events;
  const StopFlag& stop;
};

struct JournalOptions {
  std::string worker;  ///< worker_name(), or any text that no other worker has
  /// Local time minus UTC, for journals whose times have no offset.
  std::chrono::minutes local_offset{};
  std::function<void(std::chrono::nanoseconds)> sleep;  ///< empty: the thread sleeps
  /// A lock is broken when neither it nor the journal has changed for so long. Optuna's default.
  std::chrono::seconds grace{30};
  /// How long to try to get a lost Redis server back.
  std::chrono::seconds reconnect{30};
  /// How long another worker may take to write a Redis record whose number it has taken.
  std::chrono::seconds missing_record{10};
  std::chrono::milliseconds redis_timeout{5'000};  ///< to connect, and for each command
};

}  // namespace mlpipe::optimize
