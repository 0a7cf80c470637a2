// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlpipe/report/drift_report.hpp"

#include "commands/drift_sides.hpp"

namespace mlpipe::commands {

/// Rows of the current side that are checked together.
struct DriftSpan {
  std::string window;  ///< as the settings have it; empty: all that the model has not seen
  data::RowRange rows;
};

/// The newest rows of each window that is asked for; with none the rows behind the reference's
/// last, or all where there are no such rows.
/// @param time     [n] of the current rows, not decreasing
/// @param notes    sentences for the user
/// @throws DataError for no rows at all
[[nodiscard]] std::vector<DriftSpan> drift_spans(const std::vector<Timestamp>& time,
                                                 const std::vector<Duration>& windows,
                                                 const std::optional<Timestamp>& reference_last,
                                                 std::vector<std::string>& notes);

/// Both sides of a check.
struct DriftSides {
  const DriftModel& model;
  const DriftReference& reference;
  const DriftCurrent& current;
  const drift::DriftOptions& options;
  int threads = 1;
};

struct SpanCheck {
  DriftSpan span;
  std::vector<report::DriftColumn> features;  ///< monitored, in the model's order
  std::optional<report::DriftColumn> prediction, target;
  std::vector<report::DriftFault> faults;
  std::optional<report::DriftPerformance> performance;
  drift::Verdict verdict = drift::Verdict::kCannotTell;  ///< of features and prediction
};

/// The monitored features of rows, in the model's order.
[[nodiscard]] std::vector<report::DriftColumn> check_features(const DriftSides& sides,
                                                              data::RowRange rows);

[[nodiscard]] SpanCheck check_span(const DriftSides& sides, const DriftSpan& span);

}  // namespace mlpipe::commands
