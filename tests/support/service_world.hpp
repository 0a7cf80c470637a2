// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/core/service_doors.hpp"

#include "support/manual_clock.hpp"
#include "support/memory_file_system.hpp"
#include "support/recording_sink.hpp"

namespace mlpipe::testing {

/// Servers are spoken to from here: a world that only moves when told.
struct ServiceWorld {
  MemoryFileSystem files;
  ManualClock clock;
  RecordingSink events;
  StopFlag stop;
  std::map<std::string, std::string> variables;  ///< of the environment
  std::vector<std::int64_t> waits;               ///< in milliseconds

  [[nodiscard]] ServiceDoors service_doors(HttpTransport& http) {
    const auto sleep = [this](std::chrono::milliseconds time) {
      waits.push_back(time.count());
      clock.advance(time);
    };
    return {http, files, clock, events, stop, sleep};
  }
  [[nodiscard]] std::chrono::milliseconds waited() const {
    return std::chrono::milliseconds(std::accumulate(waits.begin(), waits.end(), std::int64_t{0}));
  }
  [[nodiscard]] std::optional<std::string> variable(const std::string& name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }
};

}  // namespace mlpipe::testing
