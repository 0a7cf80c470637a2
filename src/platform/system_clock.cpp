// SPDX-License-Identifier: MIT
#include <chrono>

#include "mlpipe/platform/platform.hpp"

namespace mlpipe::platform {
namespace {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] std::chrono::nanoseconds elapsed() const override {
    return std::chrono::steady_clock::now().time_since_epoch();
  }
};

}  // namespace

std::unique_ptr<Clock> make_system_clock() {
  return std::make_unique<SystemClock>();
}

}  // namespace mlpipe::platform
