// SPDX-License-Identifier: MIT
#include "mlpipe/stats/normal.hpp"

#include <cassert>
#include <limits>

#include <boost/math/distributions/normal.hpp>

namespace mlpipe::stats {
namespace {

const boost::math::normal_distribution<double> kStandard(0.0, 1.0);

}  // namespace

double normal_cdf(double z) {
  return boost::math::cdf(kStandard, z);
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
