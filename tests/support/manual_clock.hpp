// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/core/clock.hpp"

namespace mlpipe::testing {

/// Time moves when told. Begins on 2026-11-23T02:00:00Z.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start = Timestamp(std::chrono::seconds(1795399200)))
      : now_(start) {}
  [[nodiscard]] Timestamp now() const override { return now_; }
  [[nodiscard]] std::chrono::nanoseconds elapsed() const override { return elapsed_; }
  void advance(std::chrono::microseconds by) {
    now_ += by;
    elapsed_ += by;
  }

 private:
  Timestamp now_;
  std::chrono::nanoseconds elapsed_{0};
};

}  // namespace mlpipe::testing
