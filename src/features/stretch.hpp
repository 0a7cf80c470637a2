// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "mlpipe/data/market_data.hpp"

namespace mlpipe::features {

template <class T>
std::span<const T> part(std::span<const T> column, std::size_t begin, std::size_t end) {
  return column.empty() ? column : column.subspan(begin, end - begin);
}

/// Bars [begin, end) of `bars`.
inline data::BarSpan stretch_of(const data::BarSpan& bars, std::size_t begin, std::size_t end) {
  return {part(bars.time, begin, end),
          part(bars.open, begin, end),
          part(bars.high, begin, end),
          part(bars.low, begin, end),
          part(bars.close, begin, end),
          part(bars.volume, begin, end),
          bars.time_zone};
}

}  // namespace mlpipe::features
