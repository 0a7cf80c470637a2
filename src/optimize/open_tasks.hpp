// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "mlpipe/core/ordered_tasks.hpp"

namespace mlpipe::optimize {

/// Tasks of running trials, for workers that have nothing else to do. Safe for concurrent use.
class OpenTasks {
 public:
  /// As long as it lives, others see the tasks of a trial.
  class Shown {
   public:
    Shown(OpenTasks& open, std::int64_t trial, OrderedTasks& tasks);
    ~Shown();
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;

   private:
    OpenTasks& open_;
    std::int64_t trial_;
  };

  /// One that has to be performed.
  struct Claimed {
    OrderedTasks* tasks = nullptr;
    std::size_t task = 0;
  };
  /// Of the oldest trial that has one: for its end others wait. Empty if there is none.
  [[nodiscard]] std::optional<Claimed> claim();

 private:
  std::mutex mutex_;
  std::map<std::int64_t, OrderedTasks*> tasks_;  ///< by number of the trial
};

}  // namespace mlpipe::optimize
