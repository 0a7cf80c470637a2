// SPDX-License-Identifier: MIT
#include "backtest/portfolio.hpp"

#include <algorithm>
#include <cmath>

namespace mlpipe::backtest {
namespace {

std::int64_t day_of(const data::MarketData& market, std::span<const std::int64_t> day,
                    std::size_t row) {
  return day.empty() ? metrics::utc_day(market.close_time[row]) : day[row];
}

/// A single series needs no merging; its vectors are moved.
Series take_over(const data::MarketData& market, SymbolRun& only,
                 std::span<const std::int64_t> day) {
  Series out;
  const std::size_t n = only.run.net.size();
  const auto first = market.close_time.begin() + static_cast<std::ptrdiff_t>(only.begin);
  out.time.assign(first, first + static_cast<std::ptrdiff_t>(n));
  if (market.intraday) {
    out.day.resize(n);
    for (std::size_t t = 0; t < n; ++t) {
      out.day[t] = day_of(market, day, only.begin + t);
    }
  }
  out.position = std::move(only.run.position);
  out.turnover = std::move(only.run.turnover);
  out.gross = std::move(only.run.gross);
  out.net = std::move(only.run.net);
  out.benchmark = std::move(only.benchmark);
  return out;
}

void resize(Series& series, std::size_t n) {
  series.day.assign(n, 0);
  for (auto* column : {&series.position, &series.exposure, &series.turnover, &series.gross,
                       &series.net, &series.benchmark}) {
    column->assign(n, 0.0);
  }
}

}  // namespace

Series combine(const data::MarketData& market, std::span<SymbolRun> runs,
               std::span<const std::int64_t> day) {
  if (runs.size() == 1) {
    return take_over(market, runs.front(), day);
  }
  Series out;
  for (const auto& item : runs) {
    const auto first = market.close_time.begin() + static_cast<std::ptrdiff_t>(item.begin);
    out.time.insert(out.time.end(), first,
                    first + static_cast<std::ptrdiff_t>(item.run.net.size()));
  }
  std::sort(out.time.begin(), out.time.end());
  out.time.erase(std::unique(out.time.begin(), out.time.end()), out.time.end());
  resize(out, out.time.size());
  std::vector<double> present(out.time.size(), 0.0);
  for (const auto& item : runs) {
    std::size_t moment = 0;
    for (std::size_t t = 0; t < item.run.net.size(); ++t) {
      const std::size_t row = item.begin + t;
      while (out.time[moment] != market.close_time[row]) {
        ++moment;
      }
      present[moment] += 1.0;
      out.day[moment] = day_of(market, day, row);
      out.position[moment] += item.run.position[t];
      out.exposure[moment] += std::abs(item.run.position[t]);
      out.turnover[moment] += item.run.turnover[t];
      out.gross[moment] += item.run.gross[t];
      out.net[moment] += item.run.net[t];
      out.benchmark[moment] += item.benchmark[t];
    }
  }
  for (auto* column :
       {&out.position, &out.exposure, &out.turnover, &out.gross, &out.net, &out.benchmark}) {
    for (std::size_t m = 0; m < column->size(); ++m) {
      (*column)[m] /= present[m];
    }
  }
  return out;
}

EquityCurve equity_curve(std::span<const double> returns) {
  EquityCurve out;
  out.equity.resize(returns.size());
  out.drawdown.resize(returns.size());
  double value = 1.0;
  double peak = 1.0;
  for (std::size_t t = 0; t < returns.size(); ++t) {
    value *= std::max(1.0 + returns[t], 0.0);
    peak = std::max(peak, value);
    out.equity[t] = value;
    out.drawdown[t] = value / peak - 1.0;
  }
  return out;
}

}  // namespace mlpipe::backtest
