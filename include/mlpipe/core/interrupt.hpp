// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <exception>

namespace mlpipe {

/// Thrown at the next safe point after SIGINT or SIGTERM. Not an Error: main() cleans up and dies
/// of the signal.
class Interrupted final : public std::exception {
 public:
  explicit Interrupted(int signal) : signal_(signal) {}
  [[nodiscard]] int signal() const noexcept { return signal_; }
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }

 private:
  int signal_;
};

/// Set by a signal handler (lock-free), asked between steps.
class StopFlag {
 public:
  void set(int signal) noexcept { signal_.store(signal, std::memory_order_relaxed); }
  /// @throws Interrupted if set
  void check() const {
    if (const int signal = signal_.load(std::memory_order_relaxed); signal != 0) {
      throw Interrupted(signal);
    }
  }

 private:
  std::atomic<int> signal_{0};
};

}  // namespace mlpipe
