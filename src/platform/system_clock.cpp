// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctime>

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

std::chrono::minutes local_offset(Timestamp at) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  std::tm local{};
  ::tzset();
  return ::localtime_r(&seconds, &local) != nullptr
             ? std::chrono::floor<std::chrono::minutes>(std::chrono::seconds(local.tm_gmtoff))
             : std::chrono::minutes(0);
}

std::unique_ptr<Clock> make_system_clock() {
  return std::make_unique<SystemClock>();
}

}  // namespace mlpipe::platform
