// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "mlpipe/core/time.hpp"
#include "mlpipe/data/market_data.hpp"
#include "mlpipe/features/feature_set.hpp"

namespace mlpipe::features {

/// Outcome of check_truncation(). The members after `rows_compared` tell the first difference.
struct CausalityResult {
  bool ok = true;
  std::size_t points = 0;         ///< bars at which the data were cut off
  std::size_t rows_compared = 0;  ///< values compared bit for bit
  std::string feature;
  std::string symbol;
  std::size_t bar = 0;     ///< of the symbol, from 0
  Timestamp time;          ///< close of that bar
  double full = 0.0;       ///< its value when later bars are there; NaN is missing
  double truncated = 0.0;  ///< its value when the data end at the cut
};

/// Proves on the data at hand that computed features know nothing of the future: at `points` random
/// bars t, features of bars .. t must equal rows .. t of features of more bars, bit for bit, every
/// one of them, warm-up too (a fill backwards shows only there).
///
/// Cost: long series are checked inside random stretches of 8,192 bars (twice the longest
/// window, if that is more) around t, both sides
/// computed on the same stretch; within it the cut falls anywhere. Thus the cost does not grow with
/// the data; what it would miss is a feature that looks further ahead than the rest of its stretch.
/// Features of the file (FeatureSet::inputs) cannot be recomputed: see leak.hpp.
/// Source: freqtrade's look-ahead analysis has the same idea for whole strategies.
[[nodiscard]] CausalityResult check_truncation(const FeatureSet& features,
                                               const data::MarketData& market, std::size_t points,
                                               std::uint64_t seed);

/// "feature zscore of AAPL is 0.5 at 2020-01-02 with later bars and 0.7 without: ..."
[[nodiscard]] std::string describe(const CausalityResult& result);

}  // namespace mlpipe::features
