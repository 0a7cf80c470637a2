// SPDX-License-Identifier: MIT
#include "backtest/simulation_metrics.hpp"

#include <algorithm>
#include <cmath>

namespace mlpipe::backtest {

using metrics::MetricValue;
using metrics::ReturnConventions;

namespace {

ReturnConventions conventions_of(const Simulation& simulation, const ExecutionOptions& options,
                                 bool of_days) {
  return {of_days ? simulation.metric_year.bars_per_year : simulation.bars.bars_per_year,
          options.risk_free_rate, options.minimum_acceptable_return};
}

}  // namespace

void append_exposure(const Series& series, std::optional<double> bars_per_year,
                     std::vector<MetricValue>& out) {
  using metrics::measured;
  if (series.net.size() < 2) {
    for (const char* name : {"gross_total_return", "turnover", "turnover_annual", "exposure_time",
                             "exposure_gross", "exposure_net"}) {
      out.push_back(metrics::absent(name, "no returns"));
    }
    return;
  }
  double growth = 1.0;
  double in_market = 0.0;
  double turnover = 0.0;
  double net_sum = 0.0;
  double gross_sum = 0.0;
  for (std::size_t t = 1; t < series.gross.size(); ++t) {
    const double held = series.exposure.empty() ? std::abs(series.position[t]) : series.exposure[t];
    growth *= std::max(1.0 + series.gross[t], 0.0);
    in_market += held > 0.0 ? 1.0 : 0.0;
    turnover += series.turnover[t];
    net_sum += series.position[t];
    gross_sum += held;
  }
  const auto bars = static_cast<double>(series.net.size() - 1);
  const auto annual =
      bars_per_year ? std::optional(turnover / bars * *bars_per_year) : std::nullopt;
  out.push_back(measured("gross_total_return", growth - 1.0));
  out.push_back(measured("turnover", turnover));
  out.push_back(measured("turnover_annual", annual, "bars a year unknown"));
  out.push_back(measured("exposure_time", in_market / bars));
  out.push_back(measured("exposure_gross", gross_sum / bars));
  out.push_back(measured("exposure_net", net_sum / bars));
}

std::vector<MetricValue> series_metrics(const Simulation& simulation, const Series& series,
                                        std::size_t begin, std::size_t end, bool benchmark_itself,
                                        const ExecutionOptions& options) {
  const std::size_t n = end > begin ? end - begin : 0;
  const auto& own = benchmark_itself ? series.benchmark : series.net;
  const auto net = std::span(own).subspan(std::min(begin, own.size()), n);
  // Buy and hold is not compared with itself.
  const auto benchmark = benchmark_itself
                             ? std::span<const double>()
                             : std::span(series.benchmark).subspan(std::min(begin, own.size()), n);
  const auto of_bars = conventions_of(simulation, options, false);
  if (!simulation.daily) {
    return metrics::return_metrics(net, benchmark, of_bars);
  }
  const auto day = std::span(series.day).subspan(std::min(begin, own.size()), n);
  const auto of_days = conventions_of(simulation, options, true);
  auto out = metrics::return_metrics(
      metrics::compound_by_day(net, day),
      benchmark_itself ? std::vector<double>() : metrics::compound_by_day(benchmark, day), of_days);
  out.push_back(metrics::measured("sharpe_intraday", metrics::return_stats(net, of_bars).sharpe,
                                  "fewer than two returns, or all are equal"));
  return out;
}

metrics::Annualisation day_year(std::span<const std::int64_t> day) {
  std::size_t days = day.empty() ? 0 : 1;
  for (std::size_t t = 1; t < day.size(); ++t) {
    days += day[t] != day[t - 1] ? 1U : 0U;
  }
  if (days == 0) {
    return metrics::infer_annualisation({}, {}, 0);
  }
  const auto midnight = [](std::int64_t key) { return Timestamp{} + std::chrono::days(key); };
  return metrics::infer_annualisation(midnight(day.front()), midnight(day.back()), days);
}

std::vector<MetricValue> absent_metrics(const std::string& reason) {
  auto out = metrics::return_metrics({}, {}, {});
  append_exposure({}, std::nullopt, out);
  for (auto& item : out) {
    item = metrics::absent(item.name, reason);
  }
  return out;
}

MetricReturns metric_returns(const Simulation& simulation, const ExecutionOptions& options) {
  MetricReturns out;
  out.conventions = conventions_of(simulation, options, simulation.daily);
  const auto& series = simulation.series;
  if (series.net.size() < 2) {
    return out;
  }
  const auto net = std::span(series.net).subspan(1);
  const auto benchmark = std::span(series.benchmark).subspan(1);
  if (!simulation.daily) {
    out.time.assign(series.time.begin() + 1, series.time.end());
    out.net.assign(net.begin(), net.end());
    out.benchmark.assign(benchmark.begin(), benchmark.end());
    return out;
  }
  const auto day = std::span(series.day).subspan(1);
  out.net = metrics::compound_by_day(net, day);
  out.benchmark = metrics::compound_by_day(benchmark, day);
  for (std::size_t i = 0; i < day.size(); ++i) {
    if (i + 1 == day.size() || day[i + 1] != day[i]) {
      out.time.push_back(series.time[i + 1]);
    }
  }
  return out;
}

std::vector<MetricValue> return_metrics_between(const Simulation& simulation, Timestamp lower,
                                                Timestamp upper, const ExecutionOptions& options) {
  if (!simulation.no_returns_reason.empty()) {
    return absent_metrics(simulation.no_returns_reason);
  }
  const auto& time = simulation.series.time;
  const auto index = [&](Timestamp bound) {
    return static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), bound) -
                                    time.begin());
  };
  // The first moment of all is flat and counts nowhere.
  return series_metrics(simulation, simulation.series, std::max<std::size_t>(index(lower), 1),
                        index(upper), false, options);
}

}  // namespace mlpipe::backtest
