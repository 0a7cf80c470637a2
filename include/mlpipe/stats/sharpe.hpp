// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::stats {

/// What the statistics of a Sharpe ratio need to know of its sample.
struct SharpeSample {
  double sharpe = 0.0;  ///< for each bar (not annualised), deviation with n - 1
  std::size_t n = 0;    ///< number of returns
  double skewness = 0.0;
  double kurtosis = 3.0;  ///< RAW: 3 for a normal sample
};

/// The sample of a series of excess returns; empty if its Sharpe ratio is not defined.
[[nodiscard]] std::optional<SharpeSample> sharpe_sample(const Moments& excess_returns);

/// sqrt((1 - g3 s + (g4 - 1)/4 s^2) / (n - 1)). Empty if the bracket is not positive or n < 2.
/// Source: Bailey and López de Prado 2012, "The Sharpe ratio efficient frontier".
[[nodiscard]] std::optional<double> sharpe_standard_error(const SharpeSample& sample);

/// Probability that the true Sharpe ratio (each bar) is above `benchmark`: Phi((s - s*) / se).
/// Empty as the standard error. Source: as above.
[[nodiscard]] std::optional<double> probabilistic_sharpe(const SharpeSample& sample,
                                                         double benchmark);

/// Bars needed until the probabilistic Sharpe ratio against `benchmark` reaches `confidence`:
/// 1 + (1 - g3 s + (g4 - 1)/4 s^2) (z / (s - s*))^2. Empty if s <= s*. Source: as above.
[[nodiscard]] std::optional<double> minimum_track_record(const SharpeSample& sample,
                                                         double benchmark, double confidence);

/// Expected best Sharpe ratio (each bar) of `trials` independent trials without any skill:
/// sd ((1 - e) Q(1 - 1/K) + e Q(1 - 1/(K exp 1))), e Euler's constant; 0 for one trial.
/// @param trial_deviation  deviation of the trials' Sharpe ratios; 1/sqrt(n) if they were not kept
/// Source: Bailey and López de Prado 2014, "The deflated Sharpe ratio".
[[nodiscard]] double expected_maximum_sharpe(double trial_deviation, double trials);

/// The probabilistic Sharpe ratio against the expected best of the trials it was chosen from.
/// Source: as above.
[[nodiscard]] std::optional<double> deflated_sharpe(const SharpeSample& sample,
                                                    double trial_deviation, double trials);

}  // namespace mlpipe::stats
