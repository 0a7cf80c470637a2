// SPDX-License-Identifier: MIT
#include "mlpipe/stats/descriptive.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "mlpipe/stats/ranks.hpp"

namespace mlpipe::stats {

double mean(std::span<const double> x) {
  return x.empty() ? 0.0 : std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

Moments moments(std::span<const double> x) {
  Moments out;
  out.n = x.size();
  out.mean = mean(x);
  if (x.size() < 2) {
    return out;
  }
  double m2 = 0.0;
  double m3 = 0.0;
  double m4 = 0.0;
  for (const double value : x) {
    const double d = value - out.mean;
    const double d2 = d * d;
    m2 += d2;
    m3 += d2 * d;
    m4 += d2 * d2;
  }
  const auto n = static_cast<double>(x.size());
  out.deviation = std::sqrt(m2 / (n - 1.0));
  if (*out.deviation > kZeroDeviation) {
    const double variance = m2 / n;
    out.skewness = m3 / n / (variance * std::sqrt(variance));
    out.kurtosis = m4 / n / (variance * variance);
  }
  return out;
}

double quantile_linear(std::span<const double> sorted, double q) {
  assert(!sorted.empty() && q >= 0.0 && q <= 1.0);
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(position);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (position - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

std::optional<double> pearson(std::span<const double> x, std::span<const double> y) {
  assert(x.size() == y.size());
  if (x.size() < 2) {
    return std::nullopt;
  }
  const double mean_x = mean(x);
  const double mean_y = mean(y);
  double xx = 0.0;
  double yy = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - mean_x;
    const double dy = y[i] - mean_y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const auto freedom = static_cast<double>(x.size() - 1);
  if (std::sqrt(xx / freedom) <= kZeroDeviation || std::sqrt(yy / freedom) <= kZeroDeviation) {
    return std::nullopt;
  }
  return std::clamp(xy / (std::sqrt(xx) * std::sqrt(yy)), -1.0, 1.0);
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
  return pearson(average_ranks(x), average_ranks(y));
}

}  // namespace mlpipe::stats
