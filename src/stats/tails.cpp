// SPDX-License-Identifier: MIT
#include "mlpipe/stats/tails.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace mlpipe::stats {
namespace {

/// In double throughout: fourteen digits do, and long double takes three times as long.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double chi_square_tail(double x, double freedom) {
  assert(freedom > 0.0);
  return x <= 0.0        ? 1.0
         : std::isinf(x) ? 0.0
                         : boost::math::gamma_q(0.5 * freedom, 0.5 * x, InDouble());
}

double f_tail(double x, double freedom, double freedom2) {
  assert(freedom > 0.0 && freedom2 > 0.0);
  if (x <= 0.0) {
    return 1.0;
  }
  const boost::math::fisher_f_distribution<double, InDouble> f(freedom, freedom2);
  return std::isinf(x) ? 0.0 : boost::math::cdf(boost::math::complement(f, x));
}

double student_two_sided(double t, double freedom) {
  const boost::math::students_t_distribution<double, InDouble> student(freedom);
  return std::isinf(t) ? 0.0
                       : 2.0 * boost::math::cdf(boost::math::complement(student, std::abs(t)));
}

double normal_two_sided(double z) {
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

double normal_tail(double z) {
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

}  // namespace mlpipe::stats
