// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mlpipe/backtest/simulation.hpp"

namespace mlpipe::backtest {

/// One symbol's run on rows [begin, begin + run.net.size()) of a market.
struct SymbolRun {
  std::size_t symbol = 0;
  std::size_t begin = 0;
  EngineRun run;
  std::vector<double> benchmark;  ///< close-to-close returns, the first 0
};

/// The accounts of the symbols as one: at each moment the mean over those that have a bar.
/// @param day  [market rows] or empty: UTC days
[[nodiscard]] Series combine(const data::MarketData& market, std::span<SymbolRun> runs,
                             std::span<const std::int64_t> day);

}  // namespace mlpipe::backtest
