// SPDX-License-Identifier: MIT
#include "mlpipe/stats/paired_tests.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "mlpipe/stats/descriptive.hpp"
#include "mlpipe/stats/long_run.hpp"
#include "mlpipe/stats/normal.hpp"

namespace mlpipe::stats {
namespace {

/// A series without its mean, over its population deviation; and its Sharpe ratio with n - 1.
struct Standardised {
  std::vector<double> z;
  double sharpe = 0.0;
};

std::optional<Standardised> standardise(std::span<const double> x) {
  const auto m = moments(x);
  if (!m.deviation || *m.deviation <= kZeroDeviation) {
    return std::nullopt;
  }
  const auto n = static_cast<double>(x.size());
  const double population = *m.deviation * std::sqrt((n - 1.0) / n);
  Standardised out{{x.begin(), x.end()}, m.mean / *m.deviation};
  for (double& value : out.z) {
    value = (value - m.mean) / population;
  }
  return out;
}

std::optional<PairedTest> normal_test(double difference, double variance, std::size_t n) {
  const double deviation = std::sqrt(variance);
  if (deviation <= kZeroDeviation) {
    return std::nullopt;
  }
  const double z = difference / (deviation / std::sqrt(static_cast<double>(n)));
  return PairedTest{z, normal_cdf(-z), normal_cdf(z), n};
}

PairedTest student_test(double t, double freedom, std::size_t n) {
  const boost::math::students_t_distribution<double> student(freedom);
  return PairedTest{t, boost::math::cdf(boost::math::complement(student, t)),
                    boost::math::cdf(student, t), n};
}

/// P(X >= successes) of n fair coins.
double fair_coin_tail(std::size_t successes, std::size_t n) {
  if (successes == 0) {
    return 1.0;
  }
  const boost::math::binomial_distribution<double> coins(static_cast<double>(n), 0.5);
  return boost::math::cdf(boost::math::complement(coins, static_cast<double>(successes - 1)));
}

}  // namespace

std::optional<PairedTest> diebold_mariano(std::span<const double> differences,
                                          std::size_t horizon) {
  assert(horizon >= 1);
  if (differences.size() < 2 || horizon >= differences.size()) {
    return std::nullopt;
  }
  const double deviation = std::sqrt(bartlett_long_run_variance(differences, horizon - 1));
  if (deviation <= kZeroDeviation) {
    return std::nullopt;
  }
  const auto n = static_cast<double>(differences.size());
  const auto h = static_cast<double>(horizon);
  const double correction = std::sqrt((n + 1.0 - 2.0 * h + h * (h - 1.0) / n) / n);
  const double t = correction * mean(differences) / (deviation / std::sqrt(n));
  return student_test(t, n - 1.0, differences.size());
}

std::optional<PairedTest> cosine_test(std::span<const double> differences, std::size_t horizon) {
  constexpr std::size_t kFewest = 5;
  assert(horizon >= 1);
  if (differences.size() < kFewest || horizon >= differences.size()) {
    return std::nullopt;
  }
  const auto n = static_cast<double>(differences.size());
  const std::size_t terms = std::max<std::size_t>(2, differences.size() / (2 * horizon));
  double squares = 0.0;
  for (std::size_t j = 1; j <= terms; ++j) {
    const double step = std::numbers::pi * static_cast<double>(j) / n;
    double weight = 0.0;
    for (std::size_t t = 0; t < differences.size(); ++t) {
      weight += differences[t] * std::cos(step * (static_cast<double>(t) + 0.5));
    }
    squares += 2.0 / n * weight * weight;
  }
  const double deviation = std::sqrt(squares / static_cast<double>(terms));
  if (deviation <= kZeroDeviation) {
    return std::nullopt;
  }
  const double t = mean(differences) / (deviation / std::sqrt(n));
  return student_test(t, static_cast<double>(terms), differences.size());
}

PairedTest mcnemar(std::size_t only_candidate, std::size_t only_baseline) {
  const std::size_t n = only_candidate + only_baseline;
  if (n == 0) {
    return {};
  }
  const double lead = static_cast<double>(only_candidate) - static_cast<double>(only_baseline);
  return {lead / std::sqrt(static_cast<double>(n)), fair_coin_tail(only_candidate, n),
          fair_coin_tail(only_baseline, n), n};
}

std::optional<PairedTest> jobson_korkie_memmel(std::span<const double> candidate,
                                               std::span<const double> baseline) {
  assert(candidate.size() == baseline.size());
  const auto a = standardise(candidate);
  const auto b = standardise(baseline);
  if (!a || !b) {
    return std::nullopt;
  }
  double apart = 0.0;  // 1 - rho, without the loss of digits that 1 less rho has for near twins
  for (std::size_t i = 0; i < a->z.size(); ++i) {
    apart += (a->z[i] - b->z[i]) * (a->z[i] - b->z[i]);
  }
  apart /= 2.0 * static_cast<double>(a->z.size());
  const double gap = a->sharpe - b->sharpe;
  // s1^2 + s2^2 - 2 s1 s2 rho^2 = (s1 - s2)^2 + 2 s1 s2 (1 - rho)(1 + rho)
  const double variance =
      2.0 * apart + 0.5 * gap * gap + a->sharpe * b->sharpe * apart * (2.0 - apart);
  return normal_test(gap, variance, candidate.size());
}

std::optional<PairedTest> ledoit_wolf(std::span<const double> candidate,
                                      std::span<const double> baseline,
                                      std::optional<std::size_t> lags) {
  assert(candidate.size() == baseline.size());
  const auto a = standardise(candidate);
  const auto b = standardise(baseline);
  if (!a || !b) {
    return std::nullopt;
  }
  const std::size_t n = candidate.size();
  const double to_population = std::sqrt(static_cast<double>(n) / static_cast<double>(n - 1));
  const double sharpe_a = a->sharpe * to_population;
  const double sharpe_b = b->sharpe * to_population;
  // What each return adds to its Sharpe ratio's error: the delta method on mean and second moment.
  const auto influence = [](double z, double sharpe) { return z - 0.5 * sharpe * (z * z - 1.0); };
  std::vector<double> u(n);
  for (std::size_t i = 0; i < n; ++i) {
    u[i] = influence(a->z[i], sharpe_a) - influence(b->z[i], sharpe_b);
  }
  return normal_test(sharpe_a - sharpe_b,
                     bartlett_long_run_variance(u, lags.value_or(automatic_lags(n))), n);
}

}  // namespace mlpipe::stats
