// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/data/market_data.hpp"

namespace mlpipe::features {

/// Columns of a bar, as bits of Family::needs. Every bar has a time.
enum Column : unsigned {
  kNone = 0,
  kClose = 1U << 0U,
  kOpen = 1U << 1U,
  kHigh = 1U << 2U,
  kLow = 1U << 3U,
  kVolume = 1U << 4U,
};

/// The columns that a market has.
[[nodiscard]] unsigned columns_of(const data::MarketData& market);
/// "high, low" for kHigh | kLow.
[[nodiscard]] std::string column_names(unsigned columns);

/// A group of features that differ in one number: ret_1, ret_2, ... are the family "ret_#".
///
/// Every feature is causal: its value at a bar is worked out from that bar and earlier ones.
/// docs/features.md shows all families for users; sources are named there.
struct Family {
  /// For families whose recursion length is the number in the name.
  static constexpr std::size_t kOwnNumber = static_cast<std::size_t>(-1);

  std::string_view pattern;  ///< '#' stands for the number n, e.g. "bb_pctb_#"; none: n is 0
  unsigned needs = kNone;    ///< of Column
  std::size_t least = 0;     ///< smallest n
  std::size_t most = 0;      ///< largest n
  int first = 0;             ///< the first defined row (from 0) is n + first
  std::size_t period = 0;    ///< of the EMA or Wilder average inside; 0: looks at a finite window
  /// Writes out[t] for t in [n + first, bars.size()), reading rows <= t only. Called when that
  /// range is not empty. What is not finite becomes missing afterwards. Called from many threads.
  void (*compute)(const data::BarSpan& bars, std::size_t n, std::span<double> out) = nullptr;
  std::string_view formula;
};

/// Every family. To add one: write its function in a file under src/features/, and add one row to
/// the table in src/features/table.cpp; the contract tests take it from there.
[[nodiscard]] std::span<const Family> all_families();

/// One computable column.
struct Feature {
  std::string name;
  unsigned needs = kNone;
  std::size_t first_row = 0;  ///< rows 0 .. first_row - 1 of each symbol are missing
  std::size_t period = 0;     ///< of the recursion inside; 0: looks at first_row + 1 bars, no more
  /// As Family::compute; need not touch rows before first_row.
  std::function<void(const data::BarSpan& bars, std::span<double> out)> compute;

  /// Rows of history before the values may be used: first_row for a window; 10 periods more for a
  /// recursion, which never quite forgets its first value (10 periods leave a weight of 2e-9 for an
  /// EMA, 5e-5 for Wilder's average).
  [[nodiscard]] std::size_t warm_up() const noexcept { return first_row + 10 * period; }
};

/// "rsi_14" to a feature; empty if no family has such names.
/// @throws ConfigError if the family exists but not with this number
[[nodiscard]] std::optional<Feature> find_feature(const std::string& name);

/// The names of a preset in order, whatever the market: "core" or "alpha158".
/// `core` holds hour_sin and hour_cos, which FeatureSet leaves out for daily and longer bars.
/// @throws ConfigError for another name
[[nodiscard]] std::vector<std::string> preset_names(const std::string& preset);

}  // namespace mlpipe::features
