// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/core/time.hpp"

namespace mlpipe {

class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall time, UTC. Goes into records and names; never into arithmetic on durations.
  [[nodiscard]] virtual Timestamp now() const = 0;
  /// Monotonic time since an arbitrary start. For durations alone.
  [[nodiscard]] virtual std::chrono::nanoseconds elapsed() const = 0;
};

}  // namespace mlpipe
