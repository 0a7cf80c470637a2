// SPDX-License-Identifier: MIT
#include "mlpipe/stats/long_run.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::stats {

std::size_t automatic_lags(std::size_t n) {
  return static_cast<std::size_t>(
      std::floor(4.0 * std::pow(static_cast<double>(n) / 100.0, 2.0 / 9.0)));
}

double bartlett_long_run_variance(std::span<const double> x, std::size_t lags) {
  if (x.empty()) {
    return 0.0;
  }
  std::vector<double> centred(x.begin(), x.end());
  const double centre = mean(x);
  for (double& value : centred) {
    value -= centre;
  }
  const auto covariance = [&](std::size_t lag) {
    const auto later = centred.begin() + static_cast<std::ptrdiff_t>(lag);
    return std::inner_product(later, centred.end(), centred.begin(), 0.0) /
           static_cast<double>(x.size());
  };
  double variance = covariance(0);
  for (std::size_t lag = 1; lag <= std::min(lags, x.size() - 1); ++lag) {
    const double weight = 1.0 - static_cast<double>(lag) / (static_cast<double>(lags) + 1.0);
    variance += 2.0 * weight * covariance(lag);
  }
  return std::max(variance, 0.0);
}

}  // namespace mlpipe::stats
