// SPDX-License-Identifier: MIT
#include "mlpipe/stats/sharpe.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

#include "mlpipe/stats/normal.hpp"

namespace mlpipe::stats {
namespace {

/// 1 - g3 s + (g4 - 1)/4 s^2: the variance of the estimate times (n - 1). With excess kurtosis in
/// place of raw this would be too small: two well-known libraries have that fault.
double variance_bracket(const SharpeSample& sample) {
  const double s = sample.sharpe;
  return 1.0 - sample.skewness * s + (sample.kurtosis - 1.0) / 4.0 * s * s;
}

}  // namespace

std::optional<SharpeSample> sharpe_sample(const Moments& excess_returns) {
  if (!excess_returns.skewness || !excess_returns.kurtosis) {
    return std::nullopt;
  }
  return SharpeSample{excess_returns.mean / *excess_returns.deviation, excess_returns.n,
                      *excess_returns.skewness, *excess_returns.kurtosis};
}

std::optional<double> sharpe_standard_error(const SharpeSample& sample) {
  const double bracket = variance_bracket(sample);
  if (sample.n < 2 || bracket <= 0.0) {
    return std::nullopt;
  }
  return std::sqrt(bracket / static_cast<double>(sample.n - 1));
}

std::optional<double> probabilistic_sharpe(const SharpeSample& sample, double benchmark) {
  const auto error = sharpe_standard_error(sample);
  if (!error) {
    return std::nullopt;
  }
  return normal_cdf((sample.sharpe - benchmark) / *error);
}

std::optional<double> minimum_track_record(const SharpeSample& sample, double benchmark,
                                           double confidence) {
  const double bracket = variance_bracket(sample);
  if (sample.sharpe <= benchmark || bracket <= 0.0) {
    return std::nullopt;
  }
  const double z = normal_quantile(confidence) / (sample.sharpe - benchmark);
  return 1.0 + bracket * z * z;
}

double expected_maximum_sharpe(double trial_deviation, double trials) {
  assert(trials >= 1.0);
  if (trials <= 1.0) {
    return 0.0;  // the formula would give minus infinity
  }
  constexpr double kEuler = std::numbers::egamma;
  return trial_deviation * ((1.0 - kEuler) * normal_quantile(1.0 - 1.0 / trials) +
                            kEuler * normal_quantile(1.0 - 1.0 / (trials * std::numbers::e)));
}

std::optional<double> deflated_sharpe(const SharpeSample& sample, double trial_deviation,
                                      double trials) {
  return probabilistic_sharpe(sample, expected_maximum_sharpe(trial_deviation, trials));
}

}  // namespace mlpipe::stats
