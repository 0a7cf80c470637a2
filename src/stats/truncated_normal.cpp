// SPDX-License-Identifier: MIT
#include "mlpipe/stats/truncated_normal.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "mlpipe/stats/normal.hpp"

namespace mlpipe::stats {
namespace {

constexpr double kSmallest = 1e-290;  // below, probabilities are handled by their logarithm

double lower_tail(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double log_pdf(double x) {
  return -0.5 * x * x - 0.5 * std::log(2.0 * std::numbers::pi);
}

double log_sum(double a, double b) {
  const double larger = std::max(a, b);
  return std::isinf(larger) ? larger : larger + std::log1p(std::exp(std::min(a, b) - larger));
}

/// The x far in the lower tail with log Phi(x) = log_p, by Newton's method.
double tail_quantile(double log_p) {
  double x = -std::sqrt(-2.0 * log_p);
  for (int i = 0; i < 50; ++i) {
    const double log_cdf = log_normal_cdf(x);
    const double step = (log_cdf - log_p) * std::exp(log_cdf - log_pdf(x));
    x -= step;
    if (std::fabs(step) <= 1e-14 * std::fabs(x)) {
      break;
    }
  }
  return x;
}

/// As truncated_normal_quantile() where the answer lies below 0, before clamping.
double lower_quantile(double q, double a, double b) {
  const double p = lower_tail(a) + q * std::exp(log_normal_mass(a, b));
  return p > kSmallest
             ? normal_quantile(p)
             : tail_quantile(log_sum(log_normal_cdf(a), std::log(q) + log_normal_mass(a, b)));
}

/// log P(a < Z <= b) of a narrow interval: the density's Taylor series about the middle z, whose
/// even derivatives are Hermite polynomials, term by term integrated. With h (|z| + 1) <= 0.25 the
/// first term left out is below 1e-13 of the whole; the difference of two tails would cancel.
double log_narrow_mass(double z, double h) {
  const double w = z * z;
  const double q = h * h;
  const double second = (w - 1.0) / 24.0;
  const double fourth = ((w - 6.0) * w + 3.0) / 1920.0;
  const double sixth = (((w - 15.0) * w + 45.0) * w - 15.0) / 322560.0;
  const double eighth = ((((w - 28.0) * w + 210.0) * w - 420.0) * w + 105.0) / 92897280.0;
  const double rest = q * (second + q * (fourth + q * (sixth + q * eighth)));
  return log_pdf(z) + std::log(h * (1.0 + rest));
}

}  // namespace

double log_normal_mass(double a, double b) {
  assert(a <= b);
  const double width = b - a;
  const double middle = 0.5 * (a + b);
  if (width * (std::fabs(middle) + 1.0) <= 0.25) {
    return log_narrow_mass(middle, width);
  }
  if (a > 0.0) {
    return log_normal_mass(-b, -a);
  }
  if (b > 0.0) {
    const double tails = lower_tail(a) + lower_tail(-b);
    return tails < 0.5 ? std::log1p(-tails)
                       : std::log(0.5 * (std::erf(b / std::numbers::sqrt2) -
                                         std::erf(a / std::numbers::sqrt2)));
  }
  const double mass = lower_tail(b) - lower_tail(a);
  if (mass > kSmallest) {
    return std::log(mass);
  }
  const double log_b = log_normal_cdf(b);
  return log_b + std::log1p(-std::exp(log_normal_cdf(a) - log_b));
}

double log_truncated_normal_pdf(double x, double a, double b) {
  return x < a || x > b ? -std::numeric_limits<double>::infinity()
                        : log_pdf(x) - log_normal_mass(a, b);
}

double truncated_normal_quantile(double q, double a, double b) {
  assert(a < b && q >= 0.0 && q <= 1.0);
  if (q <= 0.0) {
    return a;
  }
  if (q >= 1.0) {
    return b;
  }
  // From the tail that is nearer, where probabilities keep their digits.
  const double mass = std::exp(log_normal_mass(a, b));
  const bool below = lower_tail(a) + q * mass <= lower_tail(-b) + (1.0 - q) * mass;
  const bool lower = mass > kSmallest ? below : a < 0.0;
  return std::clamp(lower ? lower_quantile(q, a, b) : -lower_quantile(1.0 - q, -b, -a), a, b);
}

}  // namespace mlpipe::stats
