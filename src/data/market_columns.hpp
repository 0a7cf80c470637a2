// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/table.hpp"

namespace mlpipe::data {

/// column[order[0]], column[order[1]], ... An order that goes up is taken in place: no second
/// column exists, and a column that is taken whole is not touched.
template <class T>
[[nodiscard]] std::vector<T> take_in_order(std::vector<T> column,
                                           std::span<const std::size_t> order);

struct CategoryColumn {
  std::vector<std::uint32_t> codes;  ///< [order.size()]; kMissingCode is missing
  std::vector<std::string> names;    ///< sorted; every one occurs
};

/// A text column in order, without the words that only rows left out had.
[[nodiscard]] CategoryColumn take_categories(const TypedColumn& column,
                                             std::span<const std::size_t> order);

extern template std::vector<float> take_in_order(std::vector<float>, std::span<const std::size_t>);
extern template std::vector<double> take_in_order(std::vector<double>,
                                                  std::span<const std::size_t>);
extern template std::vector<std::int64_t> take_in_order(std::vector<std::int64_t>,
                                                        std::span<const std::size_t>);

}  // namespace mlpipe::data
