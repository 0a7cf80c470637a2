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

/// P(D_n >= d) of a continuous distribution, by the formulas SciPy chooses: twice the exact
/// one-sided tail where n d^2 is at least 4 (2.2 from n = 141 on; relative error below 2e-6), below
/// it exact up to n = 140, then an expansion good to five digits.
/// Source: Simard and L'Ecuyer 2011, "Computing the two-sided Kolmogorov-Smirnov distribution";
/// Marsaglia, Tsang and Wang 2003, "Evaluating Kolmogorov's distribution"; Pelz and Good 1976,
/// "Approximating the lower tail-areas of the Kolmogorov-Smirnov one-sample statistic".
/// @param n  at least 1
[[nodiscard]] double kolmogorov_tail(std::uint64_t n, double d);

}  // namespace mlpipe::stats
