// SPDX-License-Identifier: MIT
#include <cmath>

#include "mlpipe/metrics/returns.hpp"
#include "mlpipe/stats/sharpe.hpp"

namespace mlpipe::metrics {
namespace {

constexpr double kTrackRecordConfidence = 0.95;
constexpr std::string_view kNoYear = "bars a year unknown";
constexpr std::string_view kTooShort = "less than half a year of returns";
constexpr std::string_view kNoDeviation = "fewer than two returns, or all are equal";
constexpr std::string_view kNoDrawdown = "equity never fell below its peak";
constexpr std::string_view kNoBenchmark = "no benchmark, or it is constant";

std::optional<double> as_number(std::optional<bool> flag) {
  return flag ? std::optional(*flag ? 1.0 : 0.0) : std::nullopt;
}

void append_sharpe_statistics(std::vector<MetricValue>& out, const ReturnStats& s) {
  std::optional<double> psr;
  std::optional<double> record;
  if (s.sharpe_per_bar && s.skewness && s.kurtosis) {
    const stats::SharpeSample sample{*s.sharpe_per_bar, s.n, *s.skewness, *s.kurtosis};
    psr = stats::probabilistic_sharpe(sample, 0.0);
    record = stats::minimum_track_record(sample, 0.0, kTrackRecordConfidence);
  }
  out.push_back(measured("psr", psr, kNoDeviation));
  out.push_back(measured("min_track_record", record, "the Sharpe ratio is not above 0"));
}

void append_benchmark(std::vector<MetricValue>& out, const BenchmarkStats& b) {
  out.push_back(measured("benchmark_return", b.total_return, kNoBenchmark));
  out.push_back(measured("information_ratio", b.information_ratio, kNoBenchmark));
  out.push_back(measured("tracking_error", b.tracking_error, kNoBenchmark));
  out.push_back(measured("beta", b.beta, kNoBenchmark));
}

}  // namespace

std::vector<MetricValue> return_metrics(std::span<const double> returns,
                                        std::span<const double> benchmark,
                                        const ReturnConventions& conventions) {
  const ReturnStats s = return_stats(returns, conventions);
  const auto year = conventions.bars_per_year;
  const bool half_year = year && static_cast<double>(s.n) >= *year / 2.0;
  const std::string_view annual = year ? kNoDeviation : kNoYear;
  const std::string_view growth = s.n == 0 ? "no returns" : year ? kTooShort : kNoYear;
  const auto from_half_year = [&](std::optional<double> value) {
    return half_year ? value : std::nullopt;
  };
  const auto duration =
      s.drawdown_duration ? std::optional(static_cast<double>(*s.drawdown_duration)) : std::nullopt;
  std::vector<MetricValue> out{
      measured("bars", static_cast<double>(s.n)),
      measured("total_return", s.total_return, "no returns"),
      measured("cagr", from_half_year(s.cagr), growth),
      measured("volatility", s.volatility, annual),
      measured("sharpe", s.sharpe, annual),
      measured("sharpe_per_bar", s.sharpe_per_bar, kNoDeviation),
      measured("sortino", s.sortino, year ? "no return below the minimum acceptable" : kNoYear),
      measured("max_drawdown", s.max_drawdown, "no returns"),
      measured("drawdown_duration", duration, "no returns"),
      measured("drawdown_recovered", as_number(s.drawdown_recovered), kNoDrawdown),
      measured("calmar", from_half_year(s.calmar), half_year ? kNoDrawdown : growth),
      measured("ulcer", s.ulcer, "no returns"),
      measured("profit_factor_bars", s.profit_factor_bars, "no losing bar"),
      measured("win_rate_bars", s.win_rate_bars, "every return is 0"),
      measured("skewness", s.skewness, kNoDeviation),
      measured("kurtosis", s.kurtosis, kNoDeviation),
  };
  append_sharpe_statistics(out, s);
  append_benchmark(
      out, benchmark.empty() ? BenchmarkStats{} : benchmark_stats(returns, benchmark, year));
  return out;
}

}  // namespace mlpipe::metrics
