// SPDX-License-Identifier: MIT
#include "mlpipe/data/market_data.hpp"

#include <algorithm>

#include "mlpipe/data/time_zone.hpp"

namespace mlpipe::data {
namespace {

template <class T>
std::span<const T> part(const std::vector<T>& column, std::size_t begin, std::size_t end) {
  return column.empty() ? std::span<const T>() : std::span(column).subspan(begin, end - begin);
}

std::span<const double> first(std::span<const double> column, std::size_t n) {
  return column.empty() ? column : column.first(n);
}

}  // namespace

BarSpan BarSpan::head(std::size_t n) const {
  return {time.first(n),   first(open, n),   first(high, n), first(low, n),
          first(close, n), first(volume, n), time_zone};
}

BarSpan bars_of(const MarketData& market, std::size_t symbol) {
  const std::size_t begin = market.offsets[symbol];
  const std::size_t end = market.offsets[symbol + 1];
  return {part(market.close_time, begin, end),
          part(market.open, begin, end),
          part(market.high, begin, end),
          part(market.low, begin, end),
          part(market.close, begin, end),
          part(market.volume, begin, end),
          market.time_zone};
}

std::chrono::microseconds usual_step(const MarketData& market) {
  std::vector<std::chrono::microseconds> steps;
  steps.reserve(market.rows());
  for (std::size_t s = 0; s < market.symbol_count(); ++s) {
    for (std::size_t row = market.offsets[s] + 1; row < market.offsets[s + 1]; ++row) {
      steps.push_back(market.close_time[row] - market.close_time[row - 1]);
    }
  }
  if (steps.empty()) {
    return std::chrono::microseconds(0);
  }
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

std::vector<std::int64_t> local_close_days(const MarketData& market) {
  constexpr std::int64_t kMicrosInDay = 86'400'000'000;
  ZoneClock clock(market.time_zone);
  std::vector<std::int64_t> days;
  days.reserve(market.rows());
  for (const Timestamp close : market.close_time) {
    const std::int64_t inside = clock.to_local(close.time_since_epoch().count()) - 1;
    days.push_back(inside >= 0 ? inside / kMicrosInDay
                               : (inside - kMicrosInDay + 1) / kMicrosInDay);
  }
  return days;
}

}  // namespace mlpipe::data
