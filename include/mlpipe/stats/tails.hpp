// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace mlpipe::stats {

/// P(X >= x) of the chi-square distribution; 1 for x <= 0.
/// @param freedom  above 0, whole or not
[[nodiscard]] double chi_square_tail(double x, double freedom);

/// P(X >= x) of Fisher's F distribution; 1 for x <= 0.
/// @param freedom, freedom2  of numerator and denominator, above 0, whole or not
[[nodiscard]] double f_tail(double x, double freedom, double freedom2);

/// P(|T| >= |t|) of Student's t distribution.
[[nodiscard]] double student_two_sided(double t, double freedom);

/// P(|Z| >= |z|) of the standard normal distribution, accurate in the far tail.
[[nodiscard]] double normal_two_sided(double z);

/// P(Z >= z) of the standard normal distribution, accurate in the far tail.
[[nodiscard]] double normal_tail(double z);

/// P(sqrt(n) D_n >= x) as n grows without bound, D_n the one-sample two-sided Kolmogorov statistic.
/// Source: Kolmogorov 1933, "Sulla determinazione empirica di una legge di distribuzione".
[[nodiscard]] double kolmogorov_limit_tail(double x);

/// P(D_n >= d) of a continuous distribution. Exact (matrix power) where n d^2 is below 4, or 2.2
/// from n = 141 on; twice the exact one-sided tail from there on, whose relative error is below
/// 2e-6; for n above 1000 the limit at a corrected argument (error about n^-1.5).
/// Source: Marsaglia, Tsang and Wang 2003, "Evaluating Kolmogorov's distribution"; Simard and
/// L'Ecuyer 2011, "Computing the two-sided Kolmogorov-Smirnov distribution"; Vrbik 2018, "Small-
/// sample corrections to Kolmogorov-Smirnov test statistic".
/// @param n  at least 1
[[nodiscard]] double kolmogorov_tail(std::uint64_t n, double d);

}  // namespace mlpipe::stats
