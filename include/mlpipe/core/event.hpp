// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "mlpipe/core/time.hpp"

namespace mlpipe {

/// A stage of a command begins, e.g. "data.read", "walk_forward".
struct StageStarted {
  std::string stage;
};
struct StageFinished {
  std::string stage;
  std::chrono::nanoseconds duration{};
};
/// Something the user should be able to read later: what was detected, chosen or found.
struct Note {
  std::string action;  ///< dotted, for machines: "data.detect"
  std::string message;
};
struct Warning {
  std::string action;
  std::string message;
};
struct RoundCompleted {
  int round = 0;
  int round_count = 0;
};
struct FoldCompleted {
  std::size_t fold = 0;  ///< 0-based, in time order; folds may complete in any order
  std::size_t fold_count = 0;
  std::string metric;
  double score = 0.0;
};
/// A trial of a search ended.
struct TrialCompleted {
  std::int64_t trial = 0;  ///< its number
  std::string state;       ///< "complete", "pruned" or "failed"
  std::string metric;
  std::optional<double> value;  ///< of this trial
  std::optional<double> best;   ///< of all so far
  std::size_t done = 0;         ///< ended ones of the study
  std::size_t pruned = 0;       ///< of those
  std::size_t wanted = 0;       ///< at which the search ends
};
struct ArtifactWritten {
  std::string path;
  std::size_t bytes = 0;
};
using Event = std::variant<StageStarted, StageFinished, Note, Warning, RoundCompleted,
                           FoldCompleted, TrialCompleted, ArtifactWritten>;

/// Where a computation says what it is doing. The computation never formats text or prints.
/// on() may be called from any thread; implementations lock.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on(const Event& event) = 0;
};

class NullSink final : public EventSink {
 public:
  void on(const Event& /*event*/) override {}
};

}  // namespace mlpipe
