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
  const double flat = kFlat * kFlat / static_cast<double>(n);
  for_each_window(0, x.size(), n, PairRule{x, y},
                  [&]<class V>(std::size_t t, const std::array<V, 5>& w) {
                    const V r = w[4] / sqrt(w[2] * w[3]);
                    const V sound = where_above(w[3], V(flat * w[1] * w[1]), r);
                    store(&out[t], V(where_above(w[2], V(flat * w[0] * w[0]), sound)));
                  });
}

/// [size] x[t] / x[t - 1]; the first is missing.
std::vector<double> ratios(std::span<const double> x) {
  std::vector<double> out(x.size(), kMissing);
  for_each_row(1, x.size(), [&]<class V>(std::size_t t) {
    store(&out[t], V(load<V>(&x[t]) / load<V>(&x[t - 1])));
  });
  return out;
}

/// up where the change is positive, down where it is negative, else 0.
inline double sign_score(double change, double up, double down) {
  return change > 0.0 ? up : (change < 0.0 ? down : 0.0);
}
inline Lanes sign_score(const Lanes& change, double up, double down) {
  return {sign_score(change[0], up, down), sign_score(change[1], up, down),
          sign_score(change[2], up, down), sign_score(change[3], up, down)};
}

/// out[t] = (up * share of rising bars + down * share of falling bars) of n changes.
void count_share(std::span<const double> x, std::size_t n, double up, double down, Out out) {
  const auto score = [&]<class V>(std::size_t t) {
    return V(sign_score(V(load<V>(&x[t]) - load<V>(&x[t - 1])), up, down));
  };
  rolling_mean(1, x.size(), n, score,
               [&](std::size_t t, const auto& share) { store(&out[t], share); });
}

/// out[t] = (up * sum of gains + down * sum of losses) / sum of |changes|, of n changes.
void gain_share(std::span<const double> x, std::size_t n, double up, double down, Out out) {
  const auto change = [&]<class V>(std::size_t t) {
    return V(load<V>(&x[t]) - load<V>(&x[t - 1]));
  };
  const auto score = [&]<class V>(std::size_t t) {
    const V moved = change.template operator()<V>(t);
    const V zero = constant<V>(0.0);
    return V(up * larger_of(moved, zero) - down * smaller_of(moved, zero));
  };
  const auto size = [&]<class V>(std::size_t t) {
    return V(absolute(change.template operator()<V>(t)));
  };
  for_each_window(1, x.size(), n, TwoSumRule<decltype(score), decltype(size)>{score, size},
                  [&]<class V>(std::size_t t, const std::array<V, 2>& w) {
                    store(&out[t], V(w[0] / (w[1] + kTiny)));
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
  const auto moved = [&]<class V>(std::size_t t) {
    const V change = load<V>(&bars.close[t]) / load<V>(&bars.close[t - 1]) - 1.0;
    return V(absolute(change) * load<V>(&bars.volume[t]));
  };
  rolling_moments(1, bars.size(), n, moved,
                  [&]<class V>(std::size_t t, const V& mean, const V& squares) {
                    const V deviation = sqrt(squares / static_cast<double>(n - 1));
                    store(&out[t], V(deviation / (mean + kTiny)));
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
