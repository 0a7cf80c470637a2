// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "data/market_rows.hpp"

namespace mlpipe::data {

/// The sound rows, sorted by symbol, then time, no time twice in a symbol.
struct MarketOrder {
  std::vector<std::size_t> rows;     ///< [n_kept] rows of the table
  std::vector<std::size_t> offsets;  ///< [symbol_count + 1] into rows; a symbol may be empty
};

/// Sorts, and reports duplicates, spikes of one bar, and rows that stood out of order.
[[nodiscard]] MarketOrder order_rows(MarketRows& rows, int threads);

}  // namespace mlpipe::data
