// SPDX-License-Identifier: MIT
#include "mlpipe/metrics/returns.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::metrics {
namespace {

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Equity from E_0 = 1 and all that is told of its drawdowns, in one pass.
class EquityWalk {
 public:
  void step(double r) {
    ++index_;
    equity_ = wiped_out_ ? 0.0 : equity_ * (1.0 + r);
    if (r <= -1.0) {
      wiped_out_ = true;
      equity_ = 0.0;
    }
    if (equity_ >= peak_) {
      regain();
      return;
    }
    if (!under_water_) {
      under_water_ = true;
      ++episodes_;
    }
    const double drawdown = equity_ / peak_ - 1.0;
    squares_ += drawdown * drawdown;
    if (drawdown < deepest_) {
      deepest_ = drawdown;
      deepest_peak_ = peak_index_;
      trough_ = index_;
      recovery_.reset();
      deepest_is_current_ = true;
    }
  }

  void write(ReturnStats& out) {
    out.wiped_out = wiped_out_;
    out.total_return = finite(equity_ - 1.0);
    out.max_drawdown = deepest_;
    out.ulcer = std::sqrt(squares_ / static_cast<double>(index_));
    out.drawdowns = episodes_;
    if (under_water_) {
      note_duration(index_ - peak_index_, false);
    }
    out.drawdown_duration = longest_;
    if (episodes_ > 0) {
      out.drawdown_recovered = longest_recovered_;
      out.peak = deepest_peak_;
      out.trough = trough_;
      out.recovery = recovery_;
    }
  }

 private:
  void regain() {
    if (under_water_) {
      note_duration(index_ - peak_index_, true);
      if (deepest_is_current_) {
        recovery_ = index_;
      }
      under_water_ = false;
      deepest_is_current_ = false;
    }
    peak_ = equity_;
    peak_index_ = index_;
  }

  void note_duration(std::size_t bars, bool recovered) {
    if (bars > longest_) {
      longest_ = bars;
      longest_recovered_ = recovered;
    }
  }

  double equity_ = 1.0;
  double peak_ = 1.0;
  double deepest_ = 0.0;
  double squares_ = 0.0;
  std::size_t index_ = 0;
  std::size_t peak_index_ = 0;
  std::size_t deepest_peak_ = 0;
  std::size_t trough_ = 0;
  std::size_t longest_ = 0;
  std::size_t episodes_ = 0;
  std::optional<std::size_t> recovery_;
  bool wiped_out_ = false;
  bool under_water_ = false;
  bool deepest_is_current_ = false;
  bool longest_recovered_ = true;
};

/// What needs one plain pass: equity, downside, gains and losses.
void walk(std::span<const double> returns, double acceptable, ReturnStats& out) {
  EquityWalk equity;
  double shortfall = 0.0;
  double gains = 0.0;
  double losses = 0.0;
  std::size_t wins = 0;
  std::size_t losers = 0;
  for (const double r : returns) {
    equity.step(r);
    const double below = std::min(r - acceptable, 0.0);
    shortfall += below * below;
    gains += std::max(r, 0.0);
    losses += std::min(r, 0.0);
    wins += r > 0.0 ? 1U : 0U;
    losers += r < 0.0 ? 1U : 0U;
  }
  equity.write(out);
  out.downside_deviation = std::sqrt(shortfall / static_cast<double>(returns.size()));
  if (losers > 0) {
    out.profit_factor_bars = gains / -losses;
  }
  if (wins + losers > 0) {
    out.win_rate_bars = static_cast<double>(wins) / static_cast<double>(wins + losers);
  }
}

/// What is annualised. Before it, out.downside_deviation is that of one bar.
void annualise(double bars_per_year, double acceptable, ReturnStats& out) {
  const double root = std::sqrt(bars_per_year);
  if (out.deviation) {
    out.volatility = *out.deviation * root;
  }
  if (out.sharpe_per_bar) {
    out.sharpe = *out.sharpe_per_bar * root;
  }
  if (*out.downside_deviation > stats::kZeroDeviation) {
    out.sortino = finite((*out.mean - acceptable) / *out.downside_deviation * root);
  }
  out.downside_deviation = *out.downside_deviation * root;
  const double growth = 1.0 + out.total_return.value_or(0.0);
  out.cagr = finite(std::pow(growth, bars_per_year / static_cast<double>(out.n)) - 1.0);
  if (out.cagr && *out.max_drawdown < 0.0) {
    out.calmar = *out.cagr / -*out.max_drawdown;
  }
}

}  // namespace

double per_bar_rate(double annual, std::optional<double> bars_per_year) {
  return bars_per_year ? std::pow(1.0 + annual, 1.0 / *bars_per_year) - 1.0 : 0.0;
}

ReturnStats return_stats(std::span<const double> returns, const ReturnConventions& conventions) {
  ReturnStats out;
  out.n = returns.size();
  if (returns.empty()) {
    return out;
  }
  const auto moments = stats::moments(returns);
  if (!std::isfinite(moments.mean)) {
    throw DataError("a return is not a finite number; missing returns are never taken for zero");
  }
  out.mean = moments.mean;
  out.deviation = moments.deviation;
  out.skewness = moments.skewness;
  out.kurtosis = moments.kurtosis;
  if (moments.deviation && *moments.deviation > stats::kZeroDeviation) {
    const double risk_free = per_bar_rate(conventions.risk_free, conventions.bars_per_year);
    out.sharpe_per_bar = (moments.mean - risk_free) / *moments.deviation;
  }
  const double acceptable = per_bar_rate(conventions.minimum_acceptable, conventions.bars_per_year);
  walk(returns, acceptable, out);
  if (conventions.bars_per_year) {
    annualise(*conventions.bars_per_year, acceptable, out);
  } else {
    out.downside_deviation.reset();
  }
  return out;
}

BenchmarkStats benchmark_stats(std::span<const double> returns, std::span<const double> benchmark,
                               std::optional<double> bars_per_year) {
  assert(returns.size() == benchmark.size());
  BenchmarkStats out;
  if (returns.empty()) {
    return out;
  }
  double growth = 1.0;
  for (const double b : benchmark) {
    growth *= std::max(1.0 + b, 0.0);
  }
  out.total_return = finite(growth - 1.0);
  if (returns.size() < 2) {
    return out;
  }
  const auto n = static_cast<double>(returns.size());
  const double mean_r = stats::mean(returns);
  const double mean_b = stats::mean(benchmark);
  double difference_squares = 0.0;
  double cross = 0.0;
  double benchmark_squares = 0.0;
  for (std::size_t i = 0; i < returns.size(); ++i) {
    const double r = returns[i] - mean_r;
    const double b = benchmark[i] - mean_b;
    difference_squares += (r - b) * (r - b);
    cross += r * b;
    benchmark_squares += b * b;
  }
  if (std::sqrt(benchmark_squares / (n - 1.0)) > stats::kZeroDeviation) {
    out.beta = cross / benchmark_squares;
  }
  const double deviation = std::sqrt(difference_squares / (n - 1.0));
  if (bars_per_year) {
    out.tracking_error = deviation * std::sqrt(*bars_per_year);
    if (deviation > stats::kZeroDeviation) {
      out.information_ratio = (mean_r - mean_b) / deviation * std::sqrt(*bars_per_year);
    }
  }
  return out;
}

}  // namespace mlpipe::metrics
