// SPDX-License-Identifier: MIT
#include "data/market_columns.hpp"

#include <algorithm>

namespace mlpipe::data {

template <class T>
std::vector<T> take_in_order(std::vector<T> column, std::span<const std::size_t> order) {
  if (std::is_sorted(order.begin(), order.end())) {
    // order[i] >= i, so nothing is overwritten before it is read.
    for (std::size_t i = 0; i < order.size(); ++i) {
      column[i] = column[order[i]];
    }
    column.resize(order.size());
    return column;
  }
  std::vector<T> out(order.size());
  std::transform(order.begin(), order.end(), out.begin(),
                 [&column](std::size_t row) { return column[row]; });
  return out;
}

template std::vector<float> take_in_order(std::vector<float>, std::span<const std::size_t>);
template std::vector<double> take_in_order(std::vector<double>, std::span<const std::size_t>);
template std::vector<std::int64_t> take_in_order(std::vector<std::int64_t>,
                                                 std::span<const std::size_t>);

CategoryColumn take_categories(const TypedColumn& column, std::span<const std::size_t> order) {
  CategoryColumn out;
  std::vector<std::uint32_t> renamed(column.dictionary.size(), kMissingCode);
  for (const std::size_t row : order) {
    if (const std::uint32_t code = column.codes[row]; code != kMissingCode) {
      renamed[code] = code;
    }
  }
  for (std::size_t code = 0; code < renamed.size(); ++code) {
    if (renamed[code] != kMissingCode) {
      renamed[code] = static_cast<std::uint32_t>(out.names.size());
      out.names.push_back(column.dictionary[code]);
    }
  }
  out.codes.reserve(order.size());
  for (const std::size_t row : order) {
    const std::uint32_t code = column.codes[row];
    out.codes.push_back(code == kMissingCode ? code : renamed[code]);
  }
  return out;
}

}  // namespace mlpipe::data
