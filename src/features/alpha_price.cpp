// SPDX-License-Identifier: MIT
// Alpha158's windows over prices (Qlib, qlib/contrib/data/loader.py, Alpha158DL), full windows
// only.
#include <algorithm>
#include <cmath>

#include "families.hpp"
#include "window.hpp"

namespace mlpipe::features {
namespace {

constexpr double kTiny = 1e-12;

/// A straight line through a window's closes at x = 1 .. n.
template <class V>
struct Line {
  V slope;
  V residual;     ///< of the last point
  V mean;         ///< of the closes
  V squares;      ///< of the closes' deviations
  V cross;        ///< sum of deviation of x times deviation of close
  double spread;  ///< sum of squared deviations of x
};

/// sink(row, line) for each full window.
template <class Sink>
void for_each_line(const BarSpan& bars, std::size_t n, Sink sink) {
  const double count = static_cast<double>(n);
  const double spread = count * (count * count - 1.0) / 12.0;
  for_each_window(0, bars.size(), n, LineRule{bars.close},
                  [&]<class V>(std::size_t row, const std::array<V, 3>& w) {
                    const V mean = w[0] / count;
                    const V slope = w[2] / spread;
                    // The last row is half a window from the middle.
                    const V end = mean + slope * ((count - 1.0) / 2.0);
                    const V residual = load<V>(&bars.close[row]) - end;
                    sink(row, Line<V>{slope, residual, mean, w[1], w[2], spread});
                  });
}

/// out[t] = quantile `q` of the window's closes by linear interpolation, over the close. The
/// window is kept sorted; what is in it, not how it came there, decides the result.
void window_quantile(const BarSpan& bars, std::size_t n, double q, Out out) {
  const std::span<const double> close = bars.close;
  const double place = q * static_cast<double>(n - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, n - 1);
  const double share = place - static_cast<double>(low);
  std::vector<double> sorted;
  sorted.reserve(n + 1);
  for (std::size_t t = 0; t < close.size(); ++t) {
    if (t >= n) {
      const auto gone = std::lower_bound(sorted.begin(), sorted.end(), close[t - n]);
      if (gone != sorted.end()) {  // prices are finite; a NaN must not lead outside the window
        sorted.erase(gone);
      }
    }
    sorted.insert(std::lower_bound(sorted.begin(), sorted.end(), close[t]), close[t]);
    if (t + 1 >= n) {
      out[t] = (sorted[low] + share * (sorted[high] - sorted[low])) / close[t];
    }
  }
}

/// Position of the extreme of each full window, the first one among equals, by a queue of the
/// values that may still become one (Lemire 2006, "Streaming maximum-minimum filter"): constant
/// time a row. better(a, b): a beats b, strictly. sink(row, position)
template <class Better, class Sink>
void sliding_extreme(std::span<const double> x, std::size_t n, Better better, Sink sink) {
  std::vector<std::size_t> ring(n + 1);
  std::size_t head = 0;
  std::size_t count = 0;
  const auto slot = [&](std::size_t i) { return i > n ? i - (n + 1) : i; };
  for (std::size_t row = 0; row < x.size(); ++row) {
    while (count > 0 && better(x[row], x[ring[slot(head + count - 1)]])) {
      --count;
    }
    ring[slot(head + count)] = row;
    ++count;
    if (ring[head] + n <= row) {
      head = slot(head + 1);
      --count;
    }
    if (row + 1 >= n) {
      sink(row, ring[head]);
    }
  }
}

/// sink(row, 1-based place of the first highest high in the window)
template <class Sink>
void for_each_peak(const BarSpan& bars, std::size_t n, Sink sink) {
  sliding_extreme(
      bars.high, n, [](double a, double b) { return a > b; },
      [&](std::size_t t, std::size_t at) { sink(t, static_cast<double>(at + n - t)); });
}
template <class Sink>
void for_each_trough(const BarSpan& bars, std::size_t n, Sink sink) {
  sliding_extreme(
      bars.low, n, [](double a, double b) { return a < b; },
      [&](std::size_t t, std::size_t at) { sink(t, static_cast<double>(at + n - t)); });
}

}  // namespace

void roc(const BarSpan& bars, std::size_t n, Out out) {
  for_each_row(n, bars.size(), [&]<class V>(std::size_t t) {
    store(&out[t], V(load<V>(&bars.close[t - n]) / load<V>(&bars.close[t])));
  });
}

void ma(const BarSpan& bars, std::size_t n, Out out) {
  rolling_mean(bars.close, n, [&]<class V>(std::size_t t, const V& mean) {
    store(&out[t], V(mean / load<V>(&bars.close[t])));
  });
}

void std_close(const BarSpan& bars, std::size_t n, Out out) {
  using std::sqrt;
  rolling_moments(bars.close, n, [&]<class V>(std::size_t t, const V& /*mean*/, const V& squares) {
    const V deviation = sqrt(squares / static_cast<double>(n - 1));
    store(&out[t], V(deviation / load<V>(&bars.close[t])));
  });
}

void beta(const BarSpan& bars, std::size_t n, Out out) {
  for_each_line(bars, n, [&]<class V>(std::size_t t, const Line<V>& line) {
    store(&out[t], V(line.slope / load<V>(&bars.close[t])));
  });
}

void rsqr(const BarSpan& bars, std::size_t n, Out out) {
  for_each_line(bars, n, [&]<class V>(std::size_t t, const Line<V>& line) {
    const V share = line.cross * line.cross / (line.spread * line.squares);
    const V flat = kTiny * kTiny * static_cast<double>(n) * line.mean * line.mean;
    store(&out[t], V(where_above(line.squares, flat, share)));
  });
}

void resi(const BarSpan& bars, std::size_t n, Out out) {
  for_each_line(bars, n, [&]<class V>(std::size_t t, const Line<V>& line) {
    store(&out[t], V(line.residual / load<V>(&bars.close[t])));
  });
}

void max_high(const BarSpan& bars, std::size_t n, Out out) {
  rolling_extremes(bars.high, bars.high, n,
                   [&]<class V>(std::size_t t, const V& highest, const V& /*lowest*/) {
                     store(&out[t], V(highest / load<V>(&bars.close[t])));
                   });
}

void min_low(const BarSpan& bars, std::size_t n, Out out) {
  rolling_extremes(bars.low, bars.low, n,
                   [&]<class V>(std::size_t t, const V& /*highest*/, const V& lowest) {
                     store(&out[t], V(lowest / load<V>(&bars.close[t])));
                   });
}

void qtlu(const BarSpan& bars, std::size_t n, Out out) {
  window_quantile(bars, n, 0.8, out);
}
void qtld(const BarSpan& bars, std::size_t n, Out out) {
  window_quantile(bars, n, 0.2, out);
}

void rank(const BarSpan& bars, std::size_t n, Out out) {
  for (std::size_t t = n - 1; t < bars.size(); ++t) {
    const double last = bars.close[t];
    std::size_t below = 0;
    std::size_t above = 0;
    for (const double value : bars.close.subspan(t + 1 - n, n)) {
      below += value < last ? 1U : 0U;
      above += last < value ? 1U : 0U;
    }
    // Average rank among equals: below + (equal + 1) / 2.
    const double average = static_cast<double>(below + (n - above) + 1) / 2.0;
    out[t] = average / static_cast<double>(n);
  }
}

void rsv(const BarSpan& bars, std::size_t n, Out out) {
  rolling_extremes(bars.high, bars.low, n,
                   [&]<class V>(std::size_t t, const V& highest, const V& lowest) {
                     const V range = highest - lowest + kTiny;
                     store(&out[t], V((load<V>(&bars.close[t]) - lowest) / range));
                   });
}

void imax(const BarSpan& bars, std::size_t n, Out out) {
  for_each_peak(bars, n, [&](std::size_t t, double at) { out[t] = at / static_cast<double>(n); });
}

void imin(const BarSpan& bars, std::size_t n, Out out) {
  for_each_trough(bars, n, [&](std::size_t t, double at) { out[t] = at / static_cast<double>(n); });
}

void imxd(const BarSpan& bars, std::size_t n, Out out) {
  for_each_peak(bars, n, [&](std::size_t t, double at) { out[t] = at; });
  for_each_trough(
      bars, n, [&](std::size_t t, double at) { out[t] = (out[t] - at) / static_cast<double>(n); });
}

}  // namespace mlpipe::features
