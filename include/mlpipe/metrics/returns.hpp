// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/metrics/metric.hpp"

namespace mlpipe::metrics {

/// How many bars make a year, and where that comes from.
struct Annualisation {
  std::optional<double> bars_per_year;         ///< empty: cannot be told (fewer than two bars)
  bool inferred = false;                       ///< false: given in the configuration
  double raw = 0.0;                            ///< inferred, before snapping
  [[nodiscard]] std::string describe() const;  ///< "252 (inferred: 252.16 bars a year)"
};

[[nodiscard]] Annualisation given_annualisation(double bars_per_year);

/// (n - 1) / years between the first and the last close (a year has 365.25 days), snapped to the
/// nearest of 365k, 252k, and with k = 1 of 52, 12, 4, 1 if that is within 3 per cent.
/// @param bars_per_day  k, the usual number of bars on a day that has any; 1 for daily and slower
[[nodiscard]] Annualisation infer_annualisation(Timestamp first, Timestamp last, std::size_t n,
                                                std::size_t bars_per_day = 1);

/// The day in which a bar closes, UTC: (00:00, 24:00], so midnight belongs to the day before. Days
/// since 1970.
[[nodiscard]] std::int64_t utc_day(Timestamp close);

/// Returns of bars compounded to days: the product of (1 + r) over the bars of each day, minus 1.
/// @param day  [n] key of the day in which a bar closes; equal keys stand together
[[nodiscard]] std::vector<double> compound_by_day(std::span<const double> returns,
                                                  std::span<const std::int64_t> day);

/// The usual number of bars on a day that has any (the lower median; 0 without bars).
[[nodiscard]] std::size_t usual_bars_per_day(std::span<const std::int64_t> day);

/// Of a rate a year, the part of one bar: (1 + annual)^(1/A) - 1; 0 if A is unknown.
[[nodiscard]] double per_bar_rate(double annual, std::optional<double> bars_per_year);

struct ReturnConventions {
  std::optional<double> bars_per_year;  ///< A; empty: whatever is annualised is absent
  double risk_free = 0.0;               ///< a year; see per_bar_rate()
  double minimum_acceptable = 0.0;      ///< a year, for the Sortino ratio; converted alike
};

/// Statistics of net returns r_1 .. r_n. Empty where undefined. Definitions: docs/metrics.md.
struct ReturnStats {
  std::size_t n = 0;
  bool wiped_out = false;  ///< some r <= -1: equity is 0 from there on
  std::optional<double> total_return, mean, cagr, deviation, volatility;
  std::optional<double> sharpe_per_bar, sharpe, downside_deviation, sortino;
  std::optional<double> max_drawdown, ulcer, calmar;  ///< drawdown <= 0
  /// Positions in the equity series E_0 = 1, E_1 .. E_n of the deepest drawdown.
  std::optional<std::size_t> peak, trough, recovery;
  std::optional<std::size_t> drawdown_duration;  ///< longest, bars from a peak until it is regained
  std::optional<bool> drawdown_recovered;        ///< of that longest one
  std::size_t drawdowns = 0;                     ///< how many times equity fell below its peak
  std::optional<double> profit_factor_bars, win_rate_bars, skewness, kurtosis;
};

/// @param returns  [n] simple net returns, no NaN (@throws DataError: never zero-filled)
[[nodiscard]] ReturnStats return_stats(std::span<const double> returns,
                                       const ReturnConventions& conventions);

struct BenchmarkStats {
  std::optional<double> total_return, tracking_error, information_ratio, beta;
};
/// @param returns, benchmark  [n] of the same bars
[[nodiscard]] BenchmarkStats benchmark_stats(std::span<const double> returns,
                                             std::span<const double> benchmark,
                                             std::optional<double> bars_per_year);

/// The return metrics as reports show them, in the order of all_metrics(): CAGR and Calmar only
/// from half a year up (n >= A/2); probabilistic Sharpe ratio against 0 and minimum track record at
/// 95 %.
/// @param benchmark  [n] or empty: then the comparison is absent
[[nodiscard]] std::vector<MetricValue> return_metrics(std::span<const double> returns,
                                                      std::span<const double> benchmark,
                                                      const ReturnConventions& conventions);

}  // namespace mlpipe::metrics
