// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include "mlpipe/stats/tails.hpp"

namespace mlpipe::stats {
namespace {

constexpr std::uint64_t kExactUpTo = 140;

/// A square matrix times 10^exponent.
struct ScaledMatrix {
  std::vector<double> at;
  int exponent = 0;
};

ScaledMatrix product(const ScaledMatrix& a, const ScaledMatrix& b, std::size_t size) {
  ScaledMatrix out{std::vector<double>(size * size, 0.0), a.exponent + b.exponent};
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t k = 0; k < size; ++k) {
      const double factor = a.at[i * size + k];
      for (std::size_t j = 0; j < size; ++j) {
        out.at[i * size + j] += factor * b.at[k * size + j];
      }
    }
  }
  if (out.at[(size / 2) * size + size / 2] > 1e140) {
    std::for_each(out.at.begin(), out.at.end(), [](double& x) { x *= 1e-140; });
    out.exponent += 140;
  }
  return out;
}

/// Marsaglia, Tsang and Wang's matrix for nd = k - h.
ScaledMatrix transition(std::size_t k, double h) {
  const std::size_t size = 2 * k - 1;
  ScaledMatrix out{std::vector<double>(size * size, 0.0), 0};
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      out.at[i * size + j] = i + 1 >= j ? 1.0 : 0.0;
    }
  }
  for (std::size_t i = 0; i < size; ++i) {
    out.at[i * size] -= std::pow(h, static_cast<double>(i + 1));
    out.at[(size - 1) * size + i] -= std::pow(h, static_cast<double>(size - i));
  }
  if (2.0 * h > 1.0) {
    out.at[(size - 1) * size] += std::pow(2.0 * h - 1.0, static_cast<double>(size));
  }
  for (std::size_t i = 0; i < size; ++i) {
    double factorial = 1.0;
    for (std::size_t steps = 1; steps <= i + 1; ++steps) {
      factorial *= static_cast<double>(steps);
      out.at[i * size + (i + 1 - steps)] /= factorial;
    }
  }
  return out;
}

/// P(D_n < d), exact.
double kolmogorov_below(std::uint64_t n, double d) {
  const double nd = static_cast<double>(n) * d;
  const std::size_t k = static_cast<std::size_t>(nd) + 1;
  const std::size_t size = 2 * k - 1;
  ScaledMatrix base = transition(k, static_cast<double>(k) - nd);
  ScaledMatrix power{std::vector<double>(size * size, 0.0), 0};
  for (std::size_t i = 0; i < size; ++i) {
    power.at[i * size + i] = 1.0;
  }
  for (std::uint64_t bits = n; bits > 0; bits >>= 1U) {
    if ((bits & 1U) != 0) {
      power = product(power, base, size);
    }
    base = product(base, base, size);
  }
  double out = power.at[(k - 1) * size + (k - 1)];
  int exponent = power.exponent;
  for (std::uint64_t i = 1; i <= n; ++i) {
    out *= static_cast<double>(i) / static_cast<double>(n);
    if (out < 1e-140 && out > 0.0) {
      out *= 1e140;
      exponent -= 140;
    }
  }
  return out * std::pow(10.0, exponent);
}

/// P(D_n^+ >= d): Birnbaum and Tingey 1951, "One-sided confidence contours for probability
/// distribution functions".
double one_sided_tail(std::uint64_t n, double d) {
  const auto rows = static_cast<double>(n);
  const auto last = static_cast<std::uint64_t>(std::floor(rows * (1.0 - d)));
  double sum = 0.0;
  double log_choices = 0.0;  // of j among n
  for (std::uint64_t j = 0; j <= last; ++j) {
    const auto count = static_cast<double>(j);
    const double up = d + count / rows;
    const double down = 1.0 - up;
    if (down <= 0.0) {
      break;
    }
    sum += std::exp(log_choices + (count - 1.0) * std::log(up) + (rows - count) * std::log(down));
    log_choices += std::log((rows - count) / (count + 1.0));
  }
  return d * sum;
}

/// P(D_n < d) by four terms in 1/sqrt(n); five digits from n = 140 on.
double pelz_good_below(double rows, double d) {
  constexpr int kTerms = 12;  // the last is below 1e-20 for all z asked for
  constexpr double kPi2 = std::numbers::pi * std::numbers::pi;
  const double z = std::sqrt(rows) * d;
  const double z2 = z * z;
  const double z4 = z2 * z2;
  const double z6 = z4 * z2;
  std::array<double, 4> k{};
  for (int i = -kTerms; i < kTerms; ++i) {
    const double a = kPi2 * (i + 0.5) * (i + 0.5);
    const double odd = std::exp(-a / (2.0 * z2));
    const double b = kPi2 * i * i;
    const double even = std::exp(-b / (2.0 * z2));
    k[0] += odd / z;
    k[1] += (a - z2) * odd / (6.0 * z4);
    k[2] += (6.0 * z6 + 2.0 * z4 + (2.0 * z4 - 5.0 * z2) * a + (1.0 - 2.0 * z2) * a * a) * odd /
                (72.0 * z6 * z) -
            b * even / (36.0 * z2 * z);
    k[3] += ((5.0 - 30.0 * z2) * a * a * a + (212.0 * z4 - 60.0 * z2) * a * a +
             (135.0 * z4 - 96.0 * z6) * a - 30.0 * z6 - 90.0 * z6 * z2) *
                odd / (6480.0 * z6 * z4) +
            (3.0 * b * z2 - b * b) * even / (216.0 * z6);
  }
  return std::sqrt(0.5 * std::numbers::pi) *
         (k[0] + k[1] / std::sqrt(rows) + k[2] / rows + k[3] / (rows * std::sqrt(rows)));
}

}  // namespace

double kolmogorov_limit_tail(double x) {
  if (x <= 0.0) {
    return 1.0;
  }
  if (x < 1.0) {  // the theta function turned round converges fast here
    double below = 0.0;
    for (int k = 1; k <= 9; k += 2) {
      below += std::exp(-k * k * std::numbers::pi * std::numbers::pi / (8.0 * x * x));
    }
    return 1.0 - std::sqrt(2.0 * std::numbers::pi) / x * below;
  }
  double tail = 0.0;
  for (int k = 1; k <= 6; ++k) {
    tail += (k % 2 == 1 ? 2.0 : -2.0) * std::exp(-2.0 * k * k * x * x);
  }
  return tail;
}

double kolmogorov_tail(std::uint64_t n, double d) {
  const auto rows = static_cast<double>(n);
  if (d >= 1.0 || rows * d * d > 372.0) {  // below the smallest double
    return 0.0;
  }
  if (rows * d <= 0.5) {
    return 1.0;  // no distribution function is nearer to its steps
  }
  if (rows * d * d >= (n <= kExactUpTo ? 4.0 : 2.2)) {
    return std::min(1.0, 2.0 * one_sided_tail(n, d));
  }
  const double below = n <= kExactUpTo             ? kolmogorov_below(n, d)
                       : std::sqrt(rows) * d < 0.2 ? 0.0  // 1e-13
                                                   : pelz_good_below(rows, d);
  return std::clamp(1.0 - below, 0.0, 1.0);
}

}  // namespace mlpipe::stats
