// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "mlpipe/backtest/execution.hpp"

namespace mlpipe::backtest {

/// What a signal is: a probability of "up" in [0, 1], or a forecast number whose sign is the side.
enum class SignalKind { kProbability, kValue };

/// Positions decided from signals, bar by bar, of one symbol: signed fractions of equity.
/// @param signal      [n]; NaN: no decision, which is flat
/// @param volatility  [n] annual, known at the bar (NaN: not known, no position); read by sizing
/// "volatility_target" alone
[[nodiscard]] std::vector<double> target_positions(std::span<const double> signal, SignalKind kind,
                                                   std::span<const double> volatility,
                                                   const ExecutionOptions& options);

/// Annual volatility of close-to-close returns over the last `window` returns up to each bar (n -
/// 1); NaN until there are so many.
[[nodiscard]] std::vector<double> rolling_volatility(std::span<const double> close,
                                                     std::size_t window, double bars_per_year);

struct Costs {
  double trade = 0.0;    ///< kappa: fraction for each unit of equity traded
  double borrow = 0.0;   ///< each bar, on short positions
  double funding = 0.0;  ///< each bar, on the signed position
};

/// A maximal run of one sign of the position; indices are bars of the series it was run on.
struct EngineTrade {
  std::size_t entry = 0;  ///< filled at this bar's open, or at its close in the close modes
  std::size_t exit = 0;   ///< likewise; the last bar if still open
  int direction = 0;      ///< 1 long, -1 short
  bool open = false;      ///< still held at the last bar
  double growth = 1.0;    ///< 1 + return, costs included
};

/// Returns of one symbol. All series [n_bars]; the first bar is flat.
struct EngineRun {
  std::vector<double> position;  ///< held to the bar's close
  std::vector<double> turnover;  ///< |change of position|
  std::vector<double> gross;     ///< simple return before costs
  std::vector<double> net;       ///< after costs; -1 on the bar of a ruin, 0 after it
  std::vector<EngineTrade> trades;
  std::optional<std::size_t> ruin;  ///< bar on which equity reached 0
};

/// Runs target positions against prices. w[t] is decided at the close of bar t; the last decision
/// never trades. Formulas: docs/metrics.md.
/// @param open    [n_bars], read by Fill::kNextOpen alone
/// @param close   [n_bars], positive
/// @param target  [n_bars]
[[nodiscard]] EngineRun run_engine(std::span<const double> open, std::span<const double> close,
                                   std::span<const double> target, Fill fill, const Costs& costs);

}  // namespace mlpipe::backtest
