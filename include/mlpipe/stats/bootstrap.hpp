// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "mlpipe/core/rng.hpp"

namespace mlpipe::stats {

/// One resample of out.size() observations, as their indices: the first start is uniform; after
/// that each index is the one after its predecessor (the first follows the last), or, with
/// probability 1/mean_block, a new uniform start.
/// Source: Politis and Romano 1994, "The stationary bootstrap".
/// @param mean_block  mean length of a block, at least 1 (1: independent draws)
/// @param out         fewer than 2^32
void stationary_indices(Rng& rng, double mean_block, std::span<std::uint32_t> out);

/// Mean block length that makes the stationary bootstrap's variance of the mean of x most accurate;
/// may be below 1; at most ceil(min(3 sqrt n, n/3)). 1 where nothing can be estimated: n < 3, or a
/// deviation or a long-run variance that counts as zero.
/// Source: Politis and White 2004, "Automatic block-length selection for the dependent bootstrap",
/// with the correction of Patton, Politis and White 2009.
/// @param x  finite
[[nodiscard]] double politis_white_block(std::span<const double> x);

/// Block length for a test on a difference of two series: the estimate above, but at least
/// n^(1/3), rounded, and at most min(3 sqrt n, n/3); never below 1. The floor is there because the
/// estimate is about 1 for a difference without memory, the cap because long blocks on a short
/// sample reject too often.
/// @param difference  finite
[[nodiscard]] double bootstrap_block_length(std::span<const double> difference);

struct BootstrapOptions {
  std::uint64_t seed = 0;
  std::size_t replicates = 2000;
  double mean_block = 1.0;  ///< at least 1
  int threads = 1;
};

/// Writes the statistics of one resample, NaN where one is undefined. Is called by several threads
/// at once.
/// @param indices  [n] observations of the resample: the same for both models, so that their
///                 statistics stay paired
/// @param out      [count]
using ResampledStatistics =
    std::function<void(std::span<const std::uint32_t> indices, std::span<double> out)>;

/// `count` statistics of each stationary resample of n observations. Replicate b draws from
/// Rng::stream(seed, b) alone: any number of threads gives the same bits.
/// @param n  fewer than 2^32
/// @return [replicates x count], row-major
[[nodiscard]] std::vector<double> bootstrap_replicates(std::size_t n, std::size_t count,
                                                       const BootstrapOptions& options,
                                                       const ResampledStatistics& statistics);

/// What the replicates t*_b of a difference t (candidate less baseline, more is better) say.
struct BootstrapSummary {
  double estimate = 0.0;   ///< t
  double mean = 0.0;       ///< of the defined replicates
  double deviation = 0.0;  ///< of the defined replicates, n - 1: the standard error of t
  double low = 0.0;        ///< ends of the percentile interval
  double high = 0.0;
  double p_better = 1.0;      ///< of t > 0: (1 + #{t*_b - t >= t})/(B + 1)
  double p_worse = 1.0;       ///< of t < 0: (1 + #{t*_b - t <= t})/(B + 1)
  std::size_t undefined = 0;  ///< replicates without a value
};

/// Both p-values are one-sided and centred: the replicates, moved to a true difference of zero, are
/// what chance alone gives. An undefined replicate (not finite) stays in B and counts towards both
/// p-values, so that it speaks for neither side.
/// Empty if more than half are undefined, fewer than two are defined, or the estimate is not
/// finite.
/// @param replicates  of one statistic
/// @param confidence  of the interval, inside (0, 1)
[[nodiscard]] std::optional<BootstrapSummary> summarise_bootstrap(
    double estimate, std::span<const double> replicates, double confidence = 0.90);

}  // namespace mlpipe::stats
