// SPDX-License-Identifier: MIT
#include "mlpipe/stats/two_samples.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "mlpipe/stats/descriptive.hpp"
#include "mlpipe/stats/ranks.hpp"
#include "mlpipe/stats/tails.hpp"

namespace mlpipe::stats {
namespace {

constexpr std::uint64_t kExactRows = 10'000;  // SciPy's MAX_AUTO_N
constexpr std::size_t kExactRanks = 8;
constexpr double kExactPairs = 10'000.0;  // beyond, an hour of sums for the same digits

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

/// The orders of n and m values as walks from (0, 0) to (n, m), all equally likely: a walk is
/// outside from where |i/n - j/m| is d or more.
class OrderWalk {
 public:
  OrderWalk(std::uint64_t n, std::uint64_t m, double d) : n_(n), m_(m), inside_(m + 1, 0.0) {
    const std::uint64_t divisor = std::gcd(n, m);
    step_i_ = static_cast<std::int64_t>(m / divisor);
    step_j_ = static_cast<std::int64_t>(n / divisor);
    reach_ = std::llround(d * static_cast<double>(step_j_) * static_cast<double>(m));
  }
  /// d in whole numbers.
  [[nodiscard]] std::int64_t reach() const { return reach_; }

  /// Moves on to row i, to be called for 0 to n in order; the probability that a walk first goes
  /// outside there.
  double row(std::uint64_t i) {
    double outside = i == 0 ? 0.0 : leave_behind(i);
    double from_left = i == 0 ? 1.0 : 0.0;
    for (std::uint64_t j = first_; j <= m_; ++j) {
      const double here = from_left + (i == 0 ? 0.0 : inside_[j] * chance_of_i(i - 1, j));
      if (distance(i, j) <= -reach_) {
        inside_[j] = 0.0;
        return outside + here;  // further right lies further out
      }
      inside_[j] = here;
      from_left = i == n_ && j == m_ ? 0.0 : here * (1.0 - chance_of_i(i, j));
    }
    return outside;
  }

 private:
  [[nodiscard]] std::int64_t distance(std::uint64_t i, std::uint64_t j) const {
    return static_cast<std::int64_t>(i) * step_i_ - static_cast<std::int64_t>(j) * step_j_;
  }
  /// That the value after i and j values is one of the n.
  [[nodiscard]] double chance_of_i(std::uint64_t i, std::uint64_t j) const {
    return static_cast<double>(n_ - i) / static_cast<double>(n_ + m_ - i - j);
  }
  /// Drops the columns that lie outside from row i on.
  double leave_behind(std::uint64_t i) {
    double outside = 0.0;
    for (; first_ <= m_ && distance(i, first_) >= reach_; ++first_) {
      outside += inside_[first_] * chance_of_i(i - 1, first_);
      inside_[first_] = 0.0;
    }
    return outside;
  }

  std::uint64_t n_, m_;
  std::int64_t step_i_, step_j_, reach_;
  std::uint64_t first_ = 0;     ///< column that is not outside for good
  std::vector<double> inside_;  ///< [m + 1] that a walk passes (i, j) and has not been outside
};

/// Sum of t^3 - t over the values that occur t times.
double tie_term(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double sum = 0.0;
  for (auto begin = values.begin(); begin != values.end();) {
    const auto end = std::upper_bound(begin, values.end(), *begin);
    const auto t = static_cast<double>(end - begin);
    sum += t * t * t - t;
    begin = end;
  }
  return sum;
}

/// P(pairs >= wins) where all orders of n and m different values are equally likely: each value of
/// the smaller sample adds 0 to m wins, not decreasing.
double exact_pairs_tail(std::size_t n, std::size_t m, std::size_t wins) {
  // orders[i][u]: of i values of one sample among the first j of the other, with u wins.
  const std::size_t few = std::min(n, m);
  const std::size_t many = std::max(n, m);
  std::vector<std::vector<double>> orders(few + 1, std::vector<double>(n * m + 1, 0.0));
  orders[0][0] = 1.0;
  for (std::size_t size = 0; size <= many; ++size) {
    for (std::size_t i = 1; i <= few; ++i) {
      for (std::size_t u = size; u <= n * m; ++u) {
        orders[i][u] += orders[i - 1][u - size];
      }
    }
  }
  const double all = std::accumulate(orders[few].begin(), orders[few].end(), 0.0);
  return std::accumulate(orders[few].begin() + static_cast<std::ptrdiff_t>(wins), orders[few].end(),
                         0.0) /
         all;
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
  OrderWalk walk(n, m, d);
  if (walk.reach() == 0) {
    return 1.0;
  }
  double outside = 0.0;
  for (std::uint64_t i = 0; i <= n; ++i) {
    outside += walk.row(i);
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

std::optional<double> t_test(std::span<const double> x, std::span<const double> y) {
  const double freedom = static_cast<double>(x.size() + y.size()) - 2.0;
  const auto squares = [](std::span<const double> values, double centre) {
    return std::accumulate(values.begin(), values.end(), 0.0, [&](double sum, double value) {
      return sum + (value - centre) * (value - centre);
    });
  };
  const double mean_x = mean(x);
  const double mean_y = mean(y);
  const double variance = (squares(x, mean_x) + squares(y, mean_y)) / freedom;
  const double error = std::sqrt(
      variance * (1.0 / static_cast<double>(x.size()) + 1.0 / static_cast<double>(y.size())));
  if (!(freedom > 0.0) || (error == 0.0 && mean_x == mean_y)) {
    return std::nullopt;
  }
  return student_two_sided((mean_x - mean_y) / error, freedom);
}

double mann_whitney_less(std::span<const double> x, std::span<const double> y) {
  std::vector<double> both(x.begin(), x.end());
  both.insert(both.end(), y.begin(), y.end());
  const auto ranks = average_ranks(both);
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  const double rank_sum = std::accumulate(ranks.begin(), ranks.begin() + x.size(), 0.0);
  const double y_wins = n * m - (rank_sum - n * (n + 1.0) / 2.0);  // pairs with x < y, ties half
  const double ties = tie_term(both);
  if (std::min(x.size(), y.size()) <= kExactRanks && ties == 0.0 && n * m <= kExactPairs) {
    return exact_pairs_tail(x.size(), y.size(), static_cast<std::size_t>(y_wins));
  }
  const double all = n + m;
  const double deviation = std::sqrt(n * m / 12.0 * (all + 1.0 - ties / (all * (all - 1.0))));
  return normal_tail((y_wins - 0.5 * n * m - 0.5) / deviation);
}

}  // namespace mlpipe::stats
