// SPDX-License-Identifier: MIT
#include "mlpipe/stats/normal.hpp"

#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/distributions/normal.hpp>

namespace mlpipe::stats {
namespace {

const boost::math::normal_distribution<double> kStandard(0.0, 1.0);

}  // namespace

double normal_cdf(double z) {
  return boost::math::cdf(kStandard, z);
}

double log_normal_cdf(double z) {
  if (z > 0.0) {
    return std::log1p(-0.5 * std::erfc(z / std::numbers::sqrt2));
  }
  if (z > -30.0) {
    return std::log(0.5 * std::erfc(-z / std::numbers::sqrt2));
  }
  // phi(z) / -z * (1 - 1/z^2 + 3/z^4 - 15/z^6 ...); the eighth term is below 1e-15.
  const double inverse = 1.0 / (z * z);
  double term = 1.0;
  double rest = 0.0;
  for (int k = 1; k <= 8; ++k) {
    term *= -(2.0 * k - 1.0) * inverse;
    rest += term;
  }
  return -0.5 * z * z - std::log(-z) - 0.5 * std::log(2.0 * std::numbers::pi) + std::log1p(rest);
}

double normal_quantile(double p) {
  assert(p >= 0.0 && p <= 1.0);
  if (p <= 0.0) {
    return std::numeric_limits<double>::lowest();
  }
  if (p >= 1.0) {
    return std::numeric_limits<double>::max();
  }
  return boost::math::quantile(kStandard, p);
}

}  // namespace mlpipe::stats
