// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/drift/bins.hpp"
#include "mlpipe/drift/decide.hpp"
#include "mlpipe/drift/profile.hpp"

namespace mlpipe::drift {

/// Rows [begin, end) of a table in time order.
struct RowWindow {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t rows() const noexcept { return end - begin; }
  bool operator==(const RowWindow&) const = default;
};

inline constexpr std::size_t kMostWindows = 20'000;

/// Windows of one length over a table, the last one ending with the last row, each a step before
/// the next; the oldest first, and only those that the table reaches back far enough for. Rows of
/// one time (of many symbols) stay together: a window of N rows has at least N, up to the next
/// change of time. A window of a length of time holds the rows of (end - length, end], and is left
/// out where it has none.
/// @param times   [n], not decreasing; empty for rows without times
/// @param length  above 0; a length of time needs times
/// @param step    above 0; empty: the length
/// @throws ConfigError for a length of time without times, and for more than kMostWindows windows
[[nodiscard]] std::vector<RowWindow> plan_windows(std::size_t rows,
                                                  std::span<const Timestamp> times,
                                                  const Duration& length,
                                                  const std::optional<Duration>& step);

/// The newest window of a length: the rows that `mlpipe drift` judges. All rows if there are fewer.
/// @throws ConfigError as plan_windows()
[[nodiscard]] RowWindow newest_window(std::size_t rows, std::span<const Timestamp> times,
                                      const Duration& length);

/// What of a column fell where in each window, in one pass: rows are put in bins once, and a window
/// costs one subtraction a bin; long ones that do not overlap are counted one by one. Range
/// violations and infinite values are not counted.
/// @param values, sample  [n] in time order, symbols mixed as they come
/// @param windows         within n
[[nodiscard]] std::vector<BinCounts> count_windows(const FeatureProfile& profile,
                                                   std::span<const double> values,
                                                   std::span<const RowWindow> windows);
[[nodiscard]] std::vector<BinCounts> count_windows(const FeatureProfile& profile,
                                                   std::span<const float> values,
                                                   std::span<const RowWindow> windows);
[[nodiscard]] std::vector<BinCounts> count_windows(const FeatureProfile& profile,
                                                   const CategorySample& sample,
                                                   std::span<const RowWindow> windows);

/// What is kept of a feature in a window.
struct WindowFeature {
  double psi = 0.0;
  double psi_adjusted = 0.0;
  double p = 1.0;
  double q = 1.0;  ///< over the features of the window
  double missing = 0.0;
  Verdict verdict = Verdict::kCannotTell;
};

struct WindowCheck {
  RowWindow rows;
  Verdict verdict = Verdict::kCannotTell;  ///< overall
  std::vector<WindowFeature> features;     ///< as the profiles
};

/// check_features() on each window's counts.
/// @param counts  [profiles][windows] from count_windows()
/// @throws ConfigError for Rule::kEvidently, which needs rows
[[nodiscard]] std::vector<WindowCheck> check_windows(std::span<const FeatureProfile> profiles,
                                                     std::span<const std::vector<BinCounts>> counts,
                                                     std::span<const RowWindow> windows,
                                                     const DecideOptions& options);

/// First and last window of the last run in which a feature was off (warning or critical). A window
/// that could not tell does not end a run.
struct OffRun {
  std::size_t first = 0;
  std::size_t last = 0;
  bool operator==(const OffRun&) const = default;
};

/// Empty if it never was. It still is off if no window after `last` was ok.
/// @param feature  place among the features
[[nodiscard]] std::optional<OffRun> last_off_run(std::span<const WindowCheck> checks,
                                                 std::size_t feature);

/// The first window of the run that lasts to the end, through windows that could not tell; empty if
/// the feature is ok now.
[[nodiscard]] std::optional<std::size_t> off_since(std::span<const WindowCheck> checks,
                                                   std::size_t feature);

}  // namespace mlpipe::drift
