// SPDX-License-Identifier: MIT
// Alpha158's features of a single bar (Qlib, qlib/contrib/data/loader.py, Alpha158DL).
#include "families.hpp"
#include "lanes.hpp"

namespace mlpipe::features {
namespace {

/// Qlib's guard against a bar without range.
constexpr double kTiny = 1e-12;

template <class V>
struct Candle {
  V open, high, low, close;
  [[nodiscard]] V range() const { return V(high - low + kTiny); }
  [[nodiscard]] V upper_shadow() const { return V(high - larger_of(open, close)); }
  [[nodiscard]] V lower_shadow() const { return V(-larger_of(V(-open), V(-close)) - low); }
  [[nodiscard]] V shift() const { return V(2.0 * close - high - low); }
};

/// out[t] = value(candle of bar t)
template <class Value>
void for_each_candle(const BarSpan& bars, Out out, Value value) {
  for_each_row(0, bars.size(), [&]<class V>(std::size_t t) {
    const Candle<V> candle{load<V>(&bars.open[t]), load<V>(&bars.high[t]), load<V>(&bars.low[t]),
                           load<V>(&bars.close[t])};
    store(&out[t], V(value(candle)));
  });
}

/// out[t] = price[t] / close[t]
void over_close(const BarSpan& bars, std::span<const double> price, Out out) {
  for_each_row(0, bars.size(), [&]<class V>(std::size_t t) {
    store(&out[t], V(load<V>(&price[t]) / load<V>(&bars.close[t])));
  });
}

}  // namespace

void kmid(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out,
                  []<class V>(const Candle<V>& c) -> V { return (c.close - c.open) / c.open; });
}
void klen(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out,
                  []<class V>(const Candle<V>& c) -> V { return (c.high - c.low) / c.open; });
}
void kmid2(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out,
                  []<class V>(const Candle<V>& c) -> V { return (c.close - c.open) / c.range(); });
}
void kup(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out,
                  []<class V>(const Candle<V>& c) -> V { return c.upper_shadow() / c.open; });
}
void kup2(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out,
                  []<class V>(const Candle<V>& c) -> V { return c.upper_shadow() / c.range(); });
}
void klow(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out,
                  []<class V>(const Candle<V>& c) -> V { return c.lower_shadow() / c.open; });
}
void klow2(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out,
                  []<class V>(const Candle<V>& c) -> V { return c.lower_shadow() / c.range(); });
}
void ksft(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out, []<class V>(const Candle<V>& c) -> V { return c.shift() / c.open; });
}
void ksft2(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_candle(bars, out,
                  []<class V>(const Candle<V>& c) -> V { return c.shift() / c.range(); });
}
void open0(const BarSpan& bars, std::size_t /*n*/, Out out) {
  over_close(bars, bars.open, out);
}
void high0(const BarSpan& bars, std::size_t /*n*/, Out out) {
  over_close(bars, bars.high, out);
}
void low0(const BarSpan& bars, std::size_t /*n*/, Out out) {
  over_close(bars, bars.low, out);
}

}  // namespace mlpipe::features
