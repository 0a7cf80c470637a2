// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace mlpipe::stats {

/// Indices of x in ascending order of value; equal values (-0 and 0 too) keep their order. Radix
/// sort, O(n).
/// @param x  no NaN, fewer than 2^32 values
[[nodiscard]] std::vector<std::uint32_t> ascending_order(std::span<const double> x);

/// Rank of each value, from 1; equal values share the mean of their ranks.
[[nodiscard]] std::vector<double> average_ranks(std::span<const double> x);

}  // namespace mlpipe::stats
