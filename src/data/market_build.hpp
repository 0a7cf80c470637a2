// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/data/market_reader.hpp"

#include "data/market_plan.hpp"

namespace mlpipe::data {

/// Checks and orders a table. Pure: no file, no clock. Columns of a table that is in order already
/// are moved, not copied; others are sorted one after the other, so that at most `threads` columns
/// exist twice at a time.
/// @param table  read by plan.columns; its report's findings are taken over
/// @throws DataError (bad rows with on_bad_rows "error", fewer than two rows, a column of no use)
[[nodiscard]] MarketData build_market(Table table, const MarketPlan& plan,
                                      const DataOptions& options, int threads,
                                      const StopFlag& stop);

}  // namespace mlpipe::data
