// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace mlpipe::stats {

/// Largest distance of the two empirical distribution functions.
/// @param x, y  ascending, not empty
[[nodiscard]] double ks_statistic(std::span<const double> x, std::span<const double> y);

/// P(D >= d) of two samples of one continuous distribution, exact: the share of the orders of
/// n + m values whose walk reaches the distance. Time n m d or less; no cancellation, so that the
/// far tail is right too. SciPy's ks_2samp(method="exact").
/// Source: Hodges 1958, "The significance probability of the Smirnov two-sample test".
/// @param n, m  rows, at least 1
/// @param d     a distance that samples of these sizes can have, up to rounding
[[nodiscard]] double ks_exact_tail(std::uint64_t n, std::uint64_t m, double d);

/// The same as SciPy chooses it: exact up to 10,000 rows a side, else kolmogorov_tail() at the
/// rounded n m / (n + m).
[[nodiscard]] double ks_tail(std::uint64_t n, std::uint64_t m, double d);

/// Area between the two empirical distribution functions: the first Wasserstein distance.
/// @param x, y  ascending, finite, not empty
[[nodiscard]] double wasserstein(std::span<const double> x, std::span<const double> y);

/// sqrt(2 times the integral of the squared difference of the distribution functions), as SciPy
/// has it. Source: Szekely and Rizzo 2013, "Energy statistics".
/// @param x, y  ascending, finite, not empty
[[nodiscard]] double energy_distance(std::span<const double> x, std::span<const double> y);

/// Two-sided p-value of equal means, equal variances assumed. Empty for fewer than three values
/// together, and where nothing varies and the means are equal. Source: Student 1908, "The probable
/// error of a mean".
/// @param x, y  not empty
[[nodiscard]] std::optional<double> t_test(std::span<const double> x, std::span<const double> y);

/// One-sided p-value of Mann and Whitney's test against "x tends to be less than y", as SciPy 1.10
/// chooses it: exact where a sample has at most 8 rows and no value occurs twice, else normal with
/// the variance corrected for ties and a continuity correction.
/// @param x, y  no NaN, not empty
[[nodiscard]] double mann_whitney_less(std::span<const double> x, std::span<const double> y);

}  // namespace mlpipe::stats
