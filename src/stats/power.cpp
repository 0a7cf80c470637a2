// SPDX-License-Identifier: MIT
#include "mlpipe/stats/power.hpp"

#include <cassert>

#include "mlpipe/stats/normal.hpp"

namespace mlpipe::stats {

double minimum_detectable_effect(double standard_error, double alpha, double power) {
  assert(standard_error >= 0.0);
  return (normal_quantile(power) - normal_quantile(alpha)) * standard_error;
}

double power_to_detect(double effect, double standard_error, double alpha) {
  assert(standard_error > 0.0);
  return normal_cdf(effect / standard_error + normal_quantile(alpha));
}

}  // namespace mlpipe::stats
