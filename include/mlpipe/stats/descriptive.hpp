// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace mlpipe::stats {

/// A standard deviation at or below this counts as zero: no ratio over it is defined.
inline constexpr double kZeroDeviation = 1e-12;

/// Arithmetic mean; 0 for an empty sample.
[[nodiscard]] double mean(std::span<const double> x);

struct Moments {
  std::size_t n = 0;
  double mean = 0.0;
  /// Sample standard deviation (n - 1). Empty if n < 2.
  std::optional<double> deviation;
  /// Population skewness and RAW population kurtosis (a normal sample has about 3). Empty if n < 2
  /// or the deviation counts as zero.
  std::optional<double> skewness;
  std::optional<double> kurtosis;
};

/// Two passes: the mean, then central moments about it.
[[nodiscard]] Moments moments(std::span<const double> x);

/// Quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7; numpy's
/// default).
/// @param sorted  ascending, not empty
/// @param q       in [0, 1]
[[nodiscard]] double quantile_linear(std::span<const double> sorted, double q);

/// Pearson correlation. Empty if n < 2 or either deviation counts as zero.
/// @param x, y  of one length
[[nodiscard]] std::optional<double> pearson(std::span<const double> x, std::span<const double> y);

/// Pearson correlation of the average ranks.
[[nodiscard]] std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

}  // namespace mlpipe::stats
