// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

namespace mlpipe::drift {

/// numpy.histogram_bin_edges(bins="sturges") of so many values from low to high.
[[nodiscard]] std::vector<double> sturges_edges(double low, double high, double rows);

/// numpy.histogram: bins closed below, the last on both sides.
/// @param sorted  ascending, within the edges
[[nodiscard]] std::vector<double> histogram(std::span<const double> sorted,
                                            std::span<const double> edges);

/// A share of 0 becomes 0.0001, or a millionth of the smallest share where that is no more.
void replace_zeros(std::vector<double>& shares);

[[nodiscard]] std::vector<double> divided(std::vector<double> values, double by);

/// Divided by their sum.
[[nodiscard]] std::vector<double> to_shares(std::vector<double> values);

/// Sum of p ln(p / q).
[[nodiscard]] double relative_entropy(const std::vector<double>& p, const std::vector<double>& q);

[[nodiscard]] double evidently_psi(const std::vector<double>& p, const std::vector<double>& q);

/// The distance (root), of shares not yet scaled to one.
[[nodiscard]] double jensen_shannon(const std::vector<double>& reference,
                                    const std::vector<double>& current);

}  // namespace mlpipe::drift
