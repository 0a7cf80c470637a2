// SPDX-License-Identifier: MIT
#pragma once

namespace mlpipe::stats {

/// log P(a < Z <= b) of the standard normal; accurate in both tails, -infinity if a = b.
/// @param a, b  a <= b; infinite allowed
[[nodiscard]] double log_normal_mass(double a, double b);

/// Log density at x of the standard normal cut to [a, b]; -infinity outside.
/// @param a, b  a < b
[[nodiscard]] double log_truncated_normal_pdf(double x, double a, double b);

/// The x in [a, b] below which lies the share q of the standard normal cut to [a, b].
/// @param q  in [0, 1]
/// @param a, b  a < b
[[nodiscard]] double truncated_normal_quantile(double q, double a, double b);

}  // namespace mlpipe::stats
