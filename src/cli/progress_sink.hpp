// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"

#include "cli/console.hpp"

namespace mlpipe::cli {

/// What is going on now, as the console's status line: "walk_forward  7/20 folds  840 rounds 0:12".
class ProgressSink final : public EventSink {
 public:
  ProgressSink(Console& console, const Clock& clock);
  void on(const Event& event) override;

 private:
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string trials_text() const;

  Console& console_;
  const Clock& clock_;
  std::mutex mutex_;
  std::string stage_;
  std::chrono::nanoseconds began_;
  std::optional<std::chrono::nanoseconds> drawn_;
  std::size_t folds_done_ = 0;
  std::size_t fold_count_ = 0;
  int rounds_done_ = 0;
  int round_count_ = 0;
  TrialCompleted trial_;  ///< the last one; none wanted: none yet
  std::size_t trials_before_ = 0;
  std::chrono::nanoseconds first_trial_{};
};

/// Remembers what a command has reached, to be told if it is interrupted.
class WhereaboutsSink final : public EventSink {
 public:
  void on(const Event& event) override;
  /// "stopped by SIGINT during walk_forward; nothing was written", or what was.
  [[nodiscard]] std::string told_after(const std::string& signal) const;

 private:
  mutable std::mutex mutex_;
  std::string stage_;
  std::set<std::string> written_;
  std::size_t trials_ = 0;  ///< ended ones of a study
};

}  // namespace mlpipe::cli
