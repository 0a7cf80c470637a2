// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "mlpipe/core/event.hpp"

namespace mlpipe::testing {

/// Keeps every event, in the order of their arrival. Read it when the work is done.
class RecordingSink final : public EventSink {
 public:
  void on(const Event& event) override {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
  }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }

  /// All events of one kind.
  template <class Kind>
  [[nodiscard]] std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const auto& event : events_) {
      if (const auto* kind = std::get_if<Kind>(&event)) {
        found.push_back(*kind);
      }
    }
    return found;
  }

 private:
  std::mutex mutex_;
  std::vector<Event> events_;
};

}  // namespace mlpipe::testing
