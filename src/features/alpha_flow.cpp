// SPDX-License-Identifier: MIT
// Alpha158's windows over changes and volume (Qlib, qlib/contrib/data/loader.py, Alpha158DL), full
// windows only.
#include <cmath>

#include "families.hpp"
#include "window.hpp"

namespace mlpipe::features {
namespace {

/// Qlib's guard in denominators.
constexpr double kTiny = 1e-12;
/// A deviation of this share of the mean is rounding (Qlib's own bound, 2e-5 whatever the unit,
/// would drop returns).
constexpr double kFlat = 1e-12;

/// out[t] = Pearson correlation of the windows of x and y.
void window_correlation(std::span<const double> x, std::span<const double> y, std::size_t n,
                        Out out) {
  using std::sqrt;
  const double flat = kFlat * kFlat * static_cast<double>(n);
  for_each_window(x, n, [&]<class V>(const double* from, std::size_t t) {
    const double* other = y.data() + (from - x.data());
    const V mean_x = window_mean<V>(from, n);
    const V mean_y = window_mean<V>(other, n);
    V xx = constant<V>(0.0);
    V yy = constant<V>(0.0);
    V xy = constant<V>(0.0);
    for (std::size_t j = 0; j < n; ++j) {
      const V dx = load<V>(from + j) - mean_x;
      const V dy = load<V>(other + j) - mean_y;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    const V r = xy / sqrt(xx * yy);
    const V both = where_above(yy, V(flat * mean_y * mean_y), r);
    store(&out[t], V(where_above(xx, V(flat * mean_x * mean_x), both)));
  });
}

/// [size] x[t] - x[t - 1]; the first is missing.
std::vector<double> changes(std::span<const double> x) {
  std::vector<double> out(x.size(), kMissing);
  for_each_row(1, x.size(), [&]<class V>(std::size_t t) {
    store(&out[t], V(load<V>(&x[t]) - load<V>(&x[t - 1])));
  });
  return out;
}

/// [size] x[t] / x[t - 1]; the first is missing.
std::vector<double> ratios(std::span<const double> x) {
  std::vector<double> out(x.size(), kMissing);
  for_each_row(1, x.size(), [&]<class V>(std::size_t t) {
    store(&out[t], V(load<V>(&x[t]) / load<V>(&x[t - 1])));
  });
  return out;
}

/// out[t] = (up * share of rising bars + down * share of falling bars) of n changes.
void count_share(std::span<const double> x, std::size_t n, double up, double down, Out out) {
  const auto change = changes(x);
  const double count = static_cast<double>(n);
  for_each_window(std::span(change).subspan(1), n, [&]<class V>(const double* from, std::size_t t) {
    const V zero = constant<V>(0.0);
    V rising = zero;
    V falling = zero;
    for (std::size_t j = 0; j < n; ++j) {
      const V value = load<V>(from + j);
      rising += less(zero, value);
      falling += less(value, zero);
    }
    store(&out[t + 1], V(up * (rising / count) + down * (falling / count)));
  });
}

/// out[t] = (up * sum of gains + down * sum of losses) / sum of |changes|, of n changes.
void gain_share(std::span<const double> x, std::size_t n, double up, double down, Out out) {
  const auto change = changes(x);
  for_each_window(std::span(change).subspan(1), n, [&]<class V>(const double* from, std::size_t t) {
    const V zero = constant<V>(0.0);
    V gains = zero;
    V losses = zero;
    V all = zero;
    for (std::size_t j = 0; j < n; ++j) {
      const V value = load<V>(from + j);
      const V gain = larger_of(value, zero);
      const V loss = larger_of(V(-value), zero);
      gains += gain;
      losses += loss;
      all += V(larger_of(value, V(-value)));
    }
    store(&out[t + 1], V((up * gains + down * losses) / (all + kTiny)));
  });
}

}  // namespace

void corr(const BarSpan& bars, std::size_t n, Out out) {
  std::vector<double> log_volume(bars.size());
  for (std::size_t t = 0; t < bars.size(); ++t) {
    log_volume[t] = std::log(bars.volume[t] + 1.0);
  }
  window_correlation(bars.close, log_volume, n, out);
}

void cord(const BarSpan& bars, std::size_t n, Out out) {
  const auto price = ratios(bars.close);
  auto volume = ratios(bars.volume);
  for (double& value : volume) {
    value = std::log(value + 1.0);
  }
  window_correlation(std::span(price).subspan(1), std::span<const double>(volume).subspan(1), n,
                     out.subspan(1));
}

void cntp(const BarSpan& bars, std::size_t n, Out out) {
  count_share(bars.close, n, 1.0, 0.0, out);
}
void cntn(const BarSpan& bars, std::size_t n, Out out) {
  count_share(bars.close, n, 0.0, 1.0, out);
}
void cntd(const BarSpan& bars, std::size_t n, Out out) {
  count_share(bars.close, n, 1.0, -1.0, out);
}
void sump(const BarSpan& bars, std::size_t n, Out out) {
  gain_share(bars.close, n, 1.0, 0.0, out);
}
void sumn(const BarSpan& bars, std::size_t n, Out out) {
  gain_share(bars.close, n, 0.0, 1.0, out);
}
void sumd(const BarSpan& bars, std::size_t n, Out out) {
  gain_share(bars.close, n, 1.0, -1.0, out);
}

void vma(const BarSpan& bars, std::size_t n, Out out) {
  rolling_mean(bars.volume, n, [&]<class V>(std::size_t t, const V& mean) {
    store(&out[t], V(mean / (load<V>(&bars.volume[t]) + kTiny)));
  });
}

void vstd(const BarSpan& bars, std::size_t n, Out out) {
  using std::sqrt;
  rolling_moments(bars.volume, n, [&]<class V>(std::size_t t, const V& /*mean*/, const V& squares) {
    const V deviation = sqrt(squares / static_cast<double>(n - 1));
    store(&out[t], V(deviation / (load<V>(&bars.volume[t]) + kTiny)));
  });
}

void wvma(const BarSpan& bars, std::size_t n, Out out) {
  using std::sqrt;
  auto moved = ratios(bars.close);
  for (std::size_t t = 1; t < bars.size(); ++t) {
    moved[t] = std::abs(moved[t] - 1.0) * bars.volume[t];
  }
  const auto known = std::span<const double>(moved).subspan(1);
  rolling_moments(known, n, [&]<class V>(std::size_t t, const V& mean, const V& squares) {
    const V deviation = sqrt(squares / static_cast<double>(n - 1));
    store(&out[t + 1], V(deviation / (mean + kTiny)));
  });
}

void vsump(const BarSpan& bars, std::size_t n, Out out) {
  gain_share(bars.volume, n, 1.0, 0.0, out);
}
void vsumn(const BarSpan& bars, std::size_t n, Out out) {
  gain_share(bars.volume, n, 0.0, 1.0, out);
}
void vsumd(const BarSpan& bars, std::size_t n, Out out) {
  gain_share(bars.volume, n, 1.0, -1.0, out);
}

}  // namespace mlpipe::features
