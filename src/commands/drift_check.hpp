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

/// The features of a reference that the settings ask for, in the model's order.
struct Monitored {
  std::vector<std::size_t> places;  ///< among the reference's features
  std::vector<drift::FeatureProfile> profiles;
  drift::DecideOptions decide;  ///< with the limits of each feature
};
/// @throws ConfigError for names and patterns that fit no feature
[[nodiscard]] Monitored monitored_features(const drift::ReferenceProfile& reference,
                                           const drift::DriftOptions& options);

/// Both sides of a check.
struct DriftSides {
  const DriftModel& model;
  const DriftReference& reference;
  const DriftCurrent& current;
  const drift::DriftOptions& options;
  Monitored monitored;
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

/// Threads that pay for a pass over the monitored cells of rows.
[[nodiscard]] int threads_for(const DriftSides& sides, data::RowRange rows);

/// The monitored features of rows, in the model's order.
[[nodiscard]] std::vector<report::DriftColumn> check_features(const DriftSides& sides,
                                                              data::RowRange rows);

/// Features, faults, performance, prediction and target of a span; the worst verdict of features
/// and prediction is its own.
/// @throws ConfigError as drift::check_features()
[[nodiscard]] SpanCheck check_span(const DriftSides& sides, const DriftSpan& span);

}  // namespace mlpipe::commands
