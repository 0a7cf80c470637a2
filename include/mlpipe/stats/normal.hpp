// SPDX-License-Identifier: MIT
#pragma once

namespace mlpipe::stats {

/// P(Z <= z) of the standard normal distribution.
[[nodiscard]] double normal_cdf(double z);

/// Its logarithm, to 1e-14 relative in both tails (where the probability itself is 0 too).
/// Source for z < -30: Abramowitz and Stegun 1964, 26.2.12.
[[nodiscard]] double log_normal_cdf(double z);

/// The z with P(Z <= z) = p. @param p  inside (0, 1); 0 and 1 give the largest finite double,
/// signed
[[nodiscard]] double normal_quantile(double p);

}  // namespace mlpipe::stats
