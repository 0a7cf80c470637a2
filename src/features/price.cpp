// SPDX-License-Identifier: MIT
// Features of the close alone.
#include <cmath>
#include <cstring>
#include <numeric>

#include "families.hpp"
#include "window.hpp"

// A function compiled for several processors; the program takes the best at its start.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
#define MLPIPE_WIDE_VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define MLPIPE_WIDE_VECTORS
#endif

namespace mlpipe::features {
namespace {

constexpr std::size_t kFast = 12;
constexpr std::size_t kSlow = 26;
constexpr std::size_t kSignal = 9;

/// The exponential average that begins with the first value (pandas: ewm(span, adjust=False)).
struct Ema {
  explicit Ema(std::size_t n) : weight(2.0 / (static_cast<double>(n) + 1.0)) {}
  double add(double x) {
    value = started ? weight * x + (1.0 - weight) * value : x;
    started = true;
    return value;
  }
  double weight;
  double value = 0.0;
  bool started = false;
};

/// Calls sink(row, MACD, its signal line) for every row, from the first.
template <class Sink>
void for_each_macd(std::span<const double> close, Sink sink) {
  Ema fast(kFast);
  Ema slow(kSlow);
  Ema signal(kSignal);
  for (std::size_t t = 0; t < close.size(); ++t) {
    const double line = fast.add(close[t]) - slow.add(close[t]);
    sink(t, line, signal.add(line));
  }
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The same with TA-Lib's start: each average begins with the plain mean of its first values, the
/// fast one as late as the slow one. Rows from kSlow - 1; the signal is missing before it begins.
template <class Sink>
void for_each_seeded_macd(std::span<const double> close, Sink sink) {
  const std::size_t first = kSlow - 1;
  Ema fast(kFast);
  Ema slow(kSlow);
  Ema signal(kSignal);
  fast.add(mean_of(close.subspan(kSlow - kFast, kFast)));
  slow.add(mean_of(close.first(kSlow)));
  double seed = 0.0;
  for (std::size_t t = first; t < close.size(); ++t) {
    const double line =
        t == first ? fast.value - slow.value : fast.add(close[t]) - slow.add(close[t]);
    const std::size_t count = t - first + 1;
    if (count <= kSignal) {
      seed += line;
      sink(t, line, count == kSignal ? signal.add(seed / static_cast<double>(kSignal)) : kMissing);
    } else {
      sink(t, line, signal.add(line));
    }
  }
}

/// out = a / b - 1. Division is all that this costs, and wider vectors divide twice as many numbers
/// at a time; every width gives the same bits.
MLPIPE_WIDE_VECTORS void divide_less_one(const double* a, const double* b, std::size_t size,
                                         double* out) {
  using Wide = double __attribute__((vector_size(8 * sizeof(double))));
  constexpr std::size_t kWidth = sizeof(Wide) / sizeof(double);
  std::size_t i = 0;
  for (; i + kWidth <= size; i += kWidth) {
    Wide x;
    Wide y;
    std::memcpy(&x, a + i, sizeof x);
    std::memcpy(&y, b + i, sizeof y);
    x = x / y - 1.0;
    std::memcpy(out + i, &x, sizeof x);
  }
  for (; i < size; ++i) {
    out[i] = a[i] / b[i] - 1.0;
  }
}

double rsi_of(double gain, double loss) {
  const double both = gain + loss;
  return both == 0.0 ? 50.0 : 100.0 * gain / both;
}

}  // namespace

void simple_return(const BarSpan& bars, std::size_t n, Out out) {
  const double* close = bars.close.data();
  divide_less_one(close + n, close, bars.size() - n, out.data() + n);
}

void log_return(const BarSpan& bars, std::size_t n, Out out) {
  for_each_row(n, bars.size(), [&]<class V>(std::size_t t) {
    store(&out[t], log_ratio(load<V>(&bars.close[t]), load<V>(&bars.close[t - n])));
  });
}

void sma(const BarSpan& bars, std::size_t n, Out out) {
  rolling_mean(bars.close, n, [&](std::size_t t, const auto& mean) { store(&out[t], mean); });
}

void dist_sma(const BarSpan& bars, std::size_t n, Out out) {
  rolling_mean(bars.close, n, [&]<class V>(std::size_t t, const V& mean) {
    store(&out[t], V(load<V>(&bars.close[t]) / mean - 1.0));
  });
}

void ema(const BarSpan& bars, std::size_t n, Out out) {
  Ema average(n);
  for (std::size_t t = 0; t < bars.size(); ++t) {
    out[t] = average.add(bars.close[t]);
  }
}

void macd_line(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_macd(bars.close, [&](std::size_t t, double line, double) { out[t] = line; });
}
void macd_signal(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_macd(bars.close, [&](std::size_t t, double, double signal) { out[t] = signal; });
}
void macd_histogram(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_macd(bars.close,
                [&](std::size_t t, double line, double signal) { out[t] = line - signal; });
}
void scaled_macd_line(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_macd(bars.close,
                [&](std::size_t t, double line, double) { out[t] = line / bars.close[t]; });
}
void scaled_macd_signal(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_macd(bars.close,
                [&](std::size_t t, double, double signal) { out[t] = signal / bars.close[t]; });
}
void scaled_macd_histogram(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_macd(bars.close, [&](std::size_t t, double line, double signal) {
    out[t] = (line - signal) / bars.close[t];
  });
}
void macd_line_sma_seed(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_seeded_macd(bars.close, [&](std::size_t t, double line, double) { out[t] = line; });
}
void macd_signal_sma_seed(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_seeded_macd(bars.close, [&](std::size_t t, double, double signal) { out[t] = signal; });
}

void rsi(const BarSpan& bars, std::size_t n, Out out) {
  const double count = static_cast<double>(n);
  double gain = 0.0;
  double loss = 0.0;
  for (std::size_t t = 1; t <= n; ++t) {
    const double change = bars.close[t] - bars.close[t - 1];
    gain += change > 0.0 ? change : 0.0;
    loss += change < 0.0 ? -change : 0.0;
  }
  gain /= count;
  loss /= count;
  out[n] = rsi_of(gain, loss);
  for (std::size_t t = n + 1; t < bars.size(); ++t) {
    const double change = bars.close[t] - bars.close[t - 1];
    gain = (gain * (count - 1.0) + (change > 0.0 ? change : 0.0)) / count;
    loss = (loss * (count - 1.0) + (change < 0.0 ? -change : 0.0)) / count;
    out[t] = rsi_of(gain, loss);
  }
}

void rsi_ewm(const BarSpan& bars, std::size_t n, Out out) {
  const double weight = 1.0 / static_cast<double>(n);
  double gain = 0.0;
  double loss = 0.0;
  for (std::size_t t = 1; t < bars.size(); ++t) {
    const double change = bars.close[t] - bars.close[t - 1];
    const double up = change > 0.0 ? change : 0.0;
    const double down = change < 0.0 ? -change : 0.0;
    gain = t == 1 ? up : weight * up + (1.0 - weight) * gain;
    loss = t == 1 ? down : weight * down + (1.0 - weight) * loss;
    out[t] = rsi_of(gain, loss);
  }
}

}  // namespace mlpipe::features
