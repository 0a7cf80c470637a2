// SPDX-License-Identifier: MIT
// Features of spread: true range, bands, volatility, volume against its usual, stochastic.
#include <cmath>
#include <numbers>

#include "families.hpp"
#include "window.hpp"

namespace mlpipe::features {
namespace {

/// A deviation this small against the mean is rounding: 1e-12 of it counts as zero, so that the
/// unit in which prices or volumes are counted does not matter.
constexpr double kFlat = 1e-12;

double range_of(const BarSpan& bars, std::size_t t) {
  const double before = bars.close[t - 1];
  const double spread = bars.high[t] - bars.low[t];
  const double up = std::abs(bars.high[t] - before);
  const double down = std::abs(bars.low[t] - before);
  return larger_of(spread, larger_of(up, down));
}

/// sink(row, Wilder's average true range) from row n.
template <class Sink>
void for_each_atr(const BarSpan& bars, std::size_t n, Sink sink) {
  const double count = static_cast<double>(n);
  double average = 0.0;
  for (std::size_t t = 1; t <= n; ++t) {
    average += range_of(bars, t);
  }
  average /= count;
  sink(n, average);
  for (std::size_t t = n + 1; t < bars.size(); ++t) {
    average = (average * (count - 1.0) + range_of(bars, t)) / count;
    sink(t, average);
  }
}

/// sink(row, mean of the close, its POPULATION deviation)
template <class Sink>
void for_each_band(const BarSpan& bars, std::size_t n, Sink sink) {
  using std::sqrt;
  rolling_moments(bars.close, n, [&]<class V>(std::size_t t, const V& mean, const V& squares) {
    sink(t, mean, V(sqrt(squares / static_cast<double>(n))));
  });
}

}  // namespace

void true_range(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for (std::size_t t = 1; t < bars.size(); ++t) {
    out[t] = range_of(bars, t);
  }
}

void atr(const BarSpan& bars, std::size_t n, Out out) {
  for_each_atr(bars, n, [&](std::size_t t, double average) { out[t] = average; });
}

void natr(const BarSpan& bars, std::size_t n, Out out) {
  for_each_atr(bars, n, [&](std::size_t t, double average) { out[t] = average / bars.close[t]; });
}

void bollinger_upper(const BarSpan& bars, std::size_t n, Out out) {
  for_each_band(bars, n, [&]<class V>(std::size_t t, const V& mean, const V& deviation) {
    store(&out[t], V(mean + 2.0 * deviation));
  });
}

void bollinger_lower(const BarSpan& bars, std::size_t n, Out out) {
  for_each_band(bars, n, [&]<class V>(std::size_t t, const V& mean, const V& deviation) {
    store(&out[t], V(mean - 2.0 * deviation));
  });
}

void bollinger_position(const BarSpan& bars, std::size_t n, Out out) {
  for_each_band(bars, n, [&]<class V>(std::size_t t, const V& mean, const V& deviation) {
    const V position = (load<V>(&bars.close[t]) - (mean - 2.0 * deviation)) / (4.0 * deviation);
    store(&out[t], V(where_above(deviation, V(kFlat * absolute(mean)), position)));
  });
}

void bollinger_width(const BarSpan& bars, std::size_t n, Out out) {
  for_each_band(bars, n, [&]<class V>(std::size_t t, const V& mean, const V& deviation) {
    store(&out[t], V(4.0 * deviation / mean));
  });
}

void volatility(const BarSpan& bars, std::size_t n, Out out) {
  using std::sqrt;
  const auto log_return = [&]<class V>(std::size_t t) {
    return log_ratio(load<V>(&bars.close[t]), load<V>(&bars.close[t - 1]));
  };
  rolling_moments(1, bars.size(), n, log_return,
                  [&]<class V>(std::size_t t, const V& /*mean*/, const V& squares) {
                    store(&out[t], V(sqrt(squares / static_cast<double>(n - 1))));
                  });
}

void parkinson(const BarSpan& bars, std::size_t n, Out out) {
  using std::sqrt;
  const auto square = [&]<class V>(std::size_t t) {
    const V spread = log_ratio(load<V>(&bars.high[t]), load<V>(&bars.low[t]));
    return V(spread * spread);
  };
  rolling_mean(0, bars.size(), n, square, [&]<class V>(std::size_t t, const V& mean) {
    store(&out[t], V(sqrt(mean / (4.0 * std::numbers::ln2))));
  });
}

void volume_z(const BarSpan& bars, std::size_t n, Out out) {
  using std::sqrt;
  rolling_moments(bars.volume, n, [&]<class V>(std::size_t t, const V& mean, const V& squares) {
    const V deviation = sqrt(squares / static_cast<double>(n - 1));
    const V score = (load<V>(&bars.volume[t]) - mean) / deviation;
    store(&out[t], V(where_above(deviation, V(kFlat * absolute(mean)), score)));
  });
}

void stochastic_k(const BarSpan& bars, std::size_t n, Out out) {
  rolling_extremes(bars.high, bars.low, n,
                   [&]<class V>(std::size_t t, const V& highest, const V& lowest) {
                     const V range = highest - lowest;
                     const V position = (load<V>(&bars.close[t]) - lowest) / range;
                     store(&out[t], V(where_above(range, constant<V>(0.0), position)));
                   });
}

}  // namespace mlpipe::features
