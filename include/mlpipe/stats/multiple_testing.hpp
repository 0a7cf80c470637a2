// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

namespace mlpipe::stats {

/// Adjusted p-values that keep the expected share of false ones among those at or below a level
/// under that level (independent or positively dependent tests): p times k / rank, made monotone
/// from the largest down, at most 1. In the order of p.
/// Source: Benjamini and Hochberg 1995, "Controlling the false discovery rate".
/// @param p  in [0, 1], no NaN
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p);

/// min(1, k p): keeps the probability of any false one under the level. In the order of p.
[[nodiscard]] std::vector<double> bonferroni(std::span<const double> p);

}  // namespace mlpipe::stats
