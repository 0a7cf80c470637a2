// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "mlpipe/backtest/engine.hpp"
#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::backtest {
namespace {

int side_of(double signal, SignalKind kind, const ExecutionOptions& o) {
  if (kind == SignalKind::kValue) {
    return signal > o.value_band ? 1 : signal < -o.value_band ? -1 : 0;
  }
  return signal >= o.long_above ? 1 : signal <= o.short_below ? -1 : 0;
}

/// How much to hold on the signal's own side, before the cap.
double size_of(double signal, SignalKind kind, double volatility, const ExecutionOptions& o) {
  switch (o.sizing) {
    case Sizing::kThreshold:
      return 1.0;
    case Sizing::kLinear:
      return std::abs(o.gain * (kind == SignalKind::kValue ? signal : 2.0 * signal - 1.0));
    case Sizing::kVolatilityTarget:
      break;
  }
  if (std::isnan(volatility)) {
    return 0.0;
  }
  return volatility > 0.0 ? o.target_volatility / volatility : o.leverage;
}

}  // namespace

std::vector<double> target_positions(std::span<const double> signal, SignalKind kind,
                                     std::span<const double> volatility,
                                     const ExecutionOptions& options) {
  assert(options.sizing != Sizing::kVolatilityTarget || volatility.size() == signal.size());
  std::vector<double> target(signal.size());
  int held_side = 0;
  double held_size = 0.0;
  for (std::size_t t = 0; t < signal.size(); ++t) {
    if (std::isnan(signal[t])) {
      held_side = 0;
      continue;
    }
    const double sigma = volatility.empty() ? 0.0 : volatility[t];
    int side = side_of(signal[t], kind, options);
    double size = size_of(signal[t], kind, sigma, options);
    if (side == 0 && options.hold_until_opposite) {
      side = held_side;
      // A linear size is the signal's own; of one without a side only the old size makes sense.
      size = options.sizing == Sizing::kLinear ? held_size : size;
    }
    held_side = side;
    held_size = size;
    if (side < 0 && options.long_only) {
      side = 0;
    }
    target[t] = side * std::min(size, options.leverage);
  }
  return target;
}

std::vector<double> rolling_volatility(std::span<const double> close, std::size_t window,
                                       double bars_per_year) {
  assert(window >= 2);
  std::vector<double> out(close.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<double> returns(close.empty() ? 0 : close.size() - 1);
  for (std::size_t t = 1; t < close.size(); ++t) {
    returns[t - 1] = close[t] / close[t - 1] - 1.0;
  }
  // Two passes for each window: a running sum of squares drifts after a large return.
  for (std::size_t t = window; t < close.size(); ++t) {
    const auto last = std::span(returns).subspan(t - window, window);
    const double mean = stats::mean(last);
    double squares = 0.0;
    for (const double r : last) {
      squares += (r - mean) * (r - mean);
    }
    out[t] = std::sqrt(squares / static_cast<double>(window - 1) * bars_per_year);
  }
  return out;
}

}  // namespace mlpipe::backtest
