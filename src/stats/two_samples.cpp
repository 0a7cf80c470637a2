// SPDX-License-Identifier: MIT
#include "mlpipe/stats/two_samples.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "mlpipe/stats/tails.hpp"

namespace mlpipe::stats {
namespace {

constexpr std::uint64_t kExactRows = 10'000;  // SciPy's MAX_AUTO_N

/// Calls at(value, next, F, G) for each distinct value of both samples, F and G the shares at or
/// below it, next the value after it (itself for the last).
template <class Visit>
void walk(std::span<const double> x, std::span<const double> y, Visit at) {
  std::size_t i = 0;
  std::size_t j = 0;
  const auto smallest_left = [&] {
    return j == y.size() || (i < x.size() && x[i] <= y[j]) ? x[i] : y[j];
  };
  while (i < x.size() || j < y.size()) {
    const double value = smallest_left();
    while (i < x.size() && x[i] == value) {
      ++i;
    }
    while (j < y.size() && y[j] == value) {
      ++j;
    }
    const double next = i < x.size() || j < y.size() ? smallest_left() : value;
    at(value, next, static_cast<double>(i) / static_cast<double>(x.size()),
       static_cast<double>(j) / static_cast<double>(y.size()));
  }
}

}  // namespace

double ks_statistic(std::span<const double> x, std::span<const double> y) {
  double largest = 0.0;
  walk(x, y,
       [&](double, double, double f, double g) { largest = std::max(largest, std::abs(f - g)); });
  return largest;
}

double ks_exact_tail(std::uint64_t n, std::uint64_t m, double d) {
  assert(n > 0 && m > 0);
  const std::uint64_t divisor = std::gcd(n, m);
  // |i/n - j/m| >= d in whole numbers: |i m - j n| / divisor >= reach.
  const auto step_i = static_cast<std::int64_t>(m / divisor);
  const auto step_j = static_cast<std::int64_t>(n / divisor);
  const auto reach = static_cast<std::int64_t>(
      std::llround(d * static_cast<double>(step_j) * static_cast<double>(m)));
  if (reach == 0) {
    return 1.0;
  }
  // inside[j]: the probability that a random order passes (i, j) and has stayed inside so far.
  std::vector<double> inside(m + 1, 0.0);
  double outside = 0.0;
  const auto in_reach = [&](std::uint64_t i, std::uint64_t j) {
    return std::abs(static_cast<std::int64_t>(i) * step_i - static_cast<std::int64_t>(j) * step_j) <
           reach;
  };
  const auto total = static_cast<double>(n + m);
  std::uint64_t low = 0;
  for (std::uint64_t i = 0; i <= n; ++i) {
    double from_left = i == 0 ? 1.0 : 0.0;
    while (i > 0 && low <= m && !in_reach(i, low) &&
           static_cast<std::int64_t>(i) * step_i > static_cast<std::int64_t>(low) * step_j) {
      const double left =
          static_cast<double>(n - (i - 1)) / (total - static_cast<double>(i - 1 + low));
      outside += inside[low] * left;
      inside[low++] = 0.0;
    }
    for (std::uint64_t j = low; j <= m; ++j) {
      const double seen = static_cast<double>(i + j);
      const double from_below =
          i == 0 ? 0.0 : inside[j] * static_cast<double>(n - (i - 1)) / (total - (seen - 1.0));
      const double here = from_left + from_below;
      if (!in_reach(i, j)) {
        outside += here;
        inside[j] = 0.0;
        break;  // further right lies further out
      }
      inside[j] = here;
      from_left = i + j == n + m ? 0.0 : here * static_cast<double>(m - j) / (total - seen);
    }
  }
  return std::min(1.0, outside);
}

double ks_tail(std::uint64_t n, std::uint64_t m, double d) {
  if (std::max(n, m) <= kExactRows) {
    return ks_exact_tail(n, m, d);
  }
  const double effective =
      static_cast<double>(n) * (static_cast<double>(m) / static_cast<double>(n + m));
  return kolmogorov_tail(std::max<std::uint64_t>(1, std::llrint(effective)), d);
}

double wasserstein(std::span<const double> x, std::span<const double> y) {
  double area = 0.0;
  walk(x, y, [&](double value, double next, double f, double g) {
    area += std::abs(f - g) * (next - value);
  });
  return area;
}

double energy_distance(std::span<const double> x, std::span<const double> y) {
  double area = 0.0;
  walk(x, y, [&](double value, double next, double f, double g) {
    area += (f - g) * (f - g) * (next - value);
  });
  return std::sqrt(2.0 * area);
}

}  // namespace mlpipe::stats
