// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mlpipe::drift {

/// What moments() describes a sample by: 1, 5, 25, 50, 75, 95 and 99 %.
inline constexpr std::array<double, 7> kMomentLevels = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

/// Of the finite values of a sample; all 0 where there are none. Where squares overflow the mean is
/// the median and the deviation half the range, without skewness.
struct SampleMoments {
  std::uint64_t n = 0;
  double mean = 0.0;
  double deviation = 0.0;          ///< divisor n
  std::optional<double> skewness;  ///< population; empty where the values do not vary
  double min = 0.0;
  double max = 0.0;
  std::array<double, kMomentLevels.size()> quantiles{};  ///< at kMomentLevels

  [[nodiscard]] double median() const { return quantiles[3]; }
  [[nodiscard]] double interquartile_range() const { return quantiles[4] - quantiles[2]; }
  bool operator==(const SampleMoments&) const = default;
};

/// @param sorted  as from sorted_finite()
[[nodiscard]] SampleMoments sample_moments(std::span<const double> sorted);

/// Intervals of the grid of quantiles that stands for a sample in a profile.
inline constexpr std::size_t kGridSteps = 256;

/// The quantiles 0, 1/256, ... 1, as edge_quantile() has them; empty for an empty sample.
/// @param sorted  as from sorted_finite()
[[nodiscard]] std::vector<double> quantile_grid(std::span<const double> sorted);

/// The two-sample Kolmogorov-Smirnov statistic of a sample known by its grid against a sample:
/// right to 1/256 and one row.
/// @param grid     [257]
/// @param current  ascending, finite, not empty
[[nodiscard]] double ks_statistic_from_grid(std::span<const double> grid,
                                            std::span<const double> current);

/// The first Wasserstein distance likewise. Beyond the outermost inner quantiles only one row is
/// taken to lie at the extreme: a single absurd value weighs what it weighs in the sample.
/// @param grid     [257]
/// @param rows     finite rows of the sample the grid stands for
/// @param current  ascending, finite, not empty
[[nodiscard]] double wasserstein_from_grid(std::span<const double> grid, std::uint64_t rows,
                                           std::span<const double> current);

/// The same distance in units of the reference's spread; scale-free.
struct ScaledDistance {
  double distance = 0.0;
  std::optional<double> by_deviation;  ///< empty where the reference does not vary
  std::optional<double> by_range;      ///< over the interquartile range; empty where that is 0
};

[[nodiscard]] ScaledDistance scale_distance(double distance, const SampleMoments& reference);

}  // namespace mlpipe::drift
