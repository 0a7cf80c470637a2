// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mlpipe::optimize {

/// How wide the kernel about an observation is.
enum class WidthRule {
  kNearestNeighbour,  ///< the larger gap to a neighbour (Optuna 5; univariate in Optuna 4)
  kScott,             ///< 0.2 n^(-1/(d + 4)) of the range (Optuna 4, multivariate)
  kGiven,             ///< ParzenOptions::given_width for all
};

/// A mixture of kernels, one about each observation and a prior as wide as the range.
struct ParzenOptions {
  double prior_weight = 1.0;  ///< of the prior, where an observation has up to 1
  bool magic_clip = true;     ///< no kernel narrower than the range by min(100, n + 2)
  bool endpoints = false;     ///< the range's ends count as neighbours
  WidthRule widths = WidthRule::kNearestNeighbour;
  double given_width = 0.0;  ///< of kGiven, above 0; in the logarithm for a logarithmic parameter
};

/// The size of the good group of n trials: a tenth, at least 1 and at most 25. Optuna's default.
[[nodiscard]] std::size_t tenth_gamma(std::size_t n);
/// min(ceil(sqrt(n) / 4), 25). Source: Bergstra et al. 2013, Hyperopt.
[[nodiscard]] std::size_t square_root_gamma(std::size_t n);

/// Weights of n observations, oldest first: the newest 25 weigh 1, older ones rise linearly from
/// 1/n. Source: as above.
[[nodiscard]] std::vector<double> recency_weights(std::size_t n);

/// Where a pruned trial stands among the others.
enum class PrunedRank {
  kForecast,  ///< by the value that its reports let expect, as OutlookPruner forecasts it
  kBehind,    ///< behind every complete trial; Optuna's rule
};

/// Optuna 5's defaults.
struct TpeOptions {
  std::uint64_t seed = 0;
  std::size_t startup_trials = 10;  ///< finished ones, before the estimator takes over from chance
  std::size_t candidates = 24;      ///< drawn from the good group's density; the best is taken
  bool multivariate = true;         ///< parameters together, or each by itself
  bool group = false;               ///< together, in the largest groups that always occur together
  PrunedRank pruned = PrunedRank::kBehind;
  /// The power of a trial's expected work that what speaks for it is divided by, so that a search
  /// finds more in the same time; 0: work does not count (Optuna's rule). Needs a LogWork.
  double price = 0.0;
  bool constant_liar = true;  ///< running trials count as bad, so that workers spread out
  std::size_t (*gamma)(std::size_t) = tenth_gamma;
  std::vector<double> (*weights)(std::size_t) = recency_weights;
  ParzenOptions parzen{};
};

}  // namespace mlpipe::optimize
