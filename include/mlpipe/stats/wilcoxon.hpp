// SPDX-License-Identifier: MIT
#pragma once

#include <span>

namespace mlpipe::stats {

/// One-sided p-values of the signed-rank test.
struct SignedRankTest {
  double p_greater = 1.0;  ///< against "the differences lie above 0"
  double p_less = 1.0;     ///< against "the differences lie below 0"
};

/// Are paired differences symmetric about 0? Ranks of the absolute differences, ties at their mean,
/// those of zeros shared half and half. Exact for up to 50 differences without a zero (with ties
/// the sum of ranks is cut to a whole number), else the normal approximation with the variance
/// corrected for ties and no continuity correction: SciPy 1.10's wilcoxon() with zsplit. Both
/// p-values are 1 for no differences.
/// Source: Wilcoxon 1945, "Individual comparisons by ranking methods"; Pratt 1959.
/// @param differences  no NaN
[[nodiscard]] SignedRankTest signed_rank_test(std::span<const double> differences);

}  // namespace mlpipe::stats
