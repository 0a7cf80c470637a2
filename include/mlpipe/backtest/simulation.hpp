// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/backtest/engine.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/data/market_data.hpp"
#include "mlpipe/metrics/metric.hpp"
#include "mlpipe/metrics/returns.hpp"

namespace mlpipe::backtest {

/// Out-of-sample decisions: at most one for each bar.
struct Decisions {
  std::span<const std::size_t> bar;  ///< [n] rows of MarketData; ascending within each symbol
  std::span<const double> signal;    ///< [n]
  SignalKind kind = SignalKind::kProbability;
};

/// One account over time. [n_moments]; the first moment is flat and not part of any metric.
struct Series {
  std::vector<Timestamp> time;
  std::vector<std::int64_t> day;  ///< in which the bar closes; empty for daily and slower bars
  std::vector<double> position;   ///< net, mean over the symbols present
  std::vector<double> exposure;   ///< mean |position|; empty for one symbol, where it is |position|
  std::vector<double> turnover, gross, net;
  std::vector<double> benchmark;  ///< buy and hold of the same bars, close to close, no cost
};

/// Growth of 1 and how far below its last peak it is (<= 0), for charts. [n] each
struct EquityCurve {
  std::vector<double> equity, drawdown;
};
/// @param returns  [n] e.g. Series::net or Series::benchmark
[[nodiscard]] EquityCurve equity_curve(std::span<const double> returns);

struct Trade {
  std::size_t symbol = 0;
  std::size_t entry_bar = 0, exit_bar = 0;  ///< rows of MarketData (their times and prices)
  double entry_price = 0.0, exit_price = 0.0;
  double net_return = 0.0;  ///< fraction, costs included
  int direction = 0;        ///< 1 long, -1 short
  bool open = false;        ///< still held: the exit is the last close
};

/// Returns of one symbol of a panel, as an account of its own.
struct SymbolReturns {
  std::size_t symbol = 0;
  std::vector<metrics::MetricValue> metrics;
};

struct Simulation {
  Series series;              ///< empty if there is a reason below
  std::vector<Trade> trades;  ///< by symbol, then time
  std::vector<metrics::MetricValue> metrics;
  std::vector<metrics::MetricValue> benchmark_metrics;  ///< of buy and hold
  std::vector<SymbolReturns> symbols;                   ///< empty for a single series
  metrics::Annualisation bars;                          ///< of the bars themselves
  metrics::Annualisation metric_year;  ///< of the series behind the metrics (days, if intraday)
  bool daily = false;                  ///< metrics were taken from returns compounded to days
  bool ruined = false;
  Fill fill = Fill::kNextOpen;     ///< as carried out
  std::vector<std::string> notes;  ///< e.g. that there is no open to fill at
  std::string no_returns_reason;   ///< why there are no return metrics; empty if there are
};

/// Trades the decisions, each symbol as the engine says, on all bars from its first decision to its
/// last; between folds with holes the target is flat. The portfolio's return at a moment is the
/// mean over the symbols that have a bar there.
/// @param day  [market rows] key of the day in which a bar closes, or empty: UTC days
[[nodiscard]] Simulation simulate(const data::MarketData& market, const Decisions& decisions,
                                  std::span<const std::int64_t> day,
                                  const ExecutionOptions& options);

/// The returns that the metrics of a simulation are taken from: those of its bars, or of its days
/// if bars are shorter. Without the first moment. Empty if there are no returns.
struct MetricReturns {
  std::vector<Timestamp> time;         ///< [n] of the last bar of each
  std::vector<double> net, benchmark;  ///< [n]
  metrics::ReturnConventions conventions;
};
[[nodiscard]] MetricReturns metric_returns(const Simulation& simulation,
                                           const ExecutionOptions& options);

/// Return metrics of the part of a simulation with lower < time <= upper.
[[nodiscard]] std::vector<metrics::MetricValue> return_metrics_between(
    const Simulation& simulation, Timestamp lower, Timestamp upper,
    const ExecutionOptions& options);

/// Hit rate, expectancy, profit factor and so on; from closed trades alone.
[[nodiscard]] std::vector<metrics::MetricValue> trade_metrics(std::span<const Trade> trades);

}  // namespace mlpipe::backtest
