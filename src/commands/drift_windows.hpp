// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/drift/windows.hpp"

#include "commands/drift_check.hpp"

namespace mlpipe::commands {

/// Windows of one length over rows.
struct SlidingCheck {
  std::vector<report::DriftWindow> windows;  ///< oldest first
  /// [n_monitored] the first of the windows in which the feature is off until the end
  std::vector<std::optional<drift::RowWindow>> since;
};

/// What a report tells of a window.
/// @param time  [n] that `rows` count
/// @param psi   adjusted, of each feature by name; the three highest are told
[[nodiscard]] report::DriftWindow drift_window(std::span<const Timestamp> time, data::RowRange rows,
                                               drift::Verdict verdict,
                                               std::vector<std::pair<std::string, double>> psi);

/// Each column is put in bins once, a window costs a subtraction a bin.
/// @param rows  of the current side
[[nodiscard]] SlidingCheck slide(const DriftSides& sides, data::RowRange rows,
                                 const Duration& length, const Duration& step);

/// A twelfth of the rows, and at least 60: of so many are the windows that tell since when, where
/// nobody asked for others. Empty where nothing moved and for too few rows to tell.
[[nodiscard]] std::optional<Duration> default_window(const SpanCheck& check);

/// Puts what is wrong with data into the check's faults that only the rows since a feature is off
/// show, such as another unit, and says when it began.
void add_faults_since(const DriftSides& sides, const SlidingCheck& slid, SpanCheck& check);

}  // namespace mlpipe::commands
