// SPDX-License-Identifier: MIT
#include "mlpipe/stats/wilcoxon.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "mlpipe/stats/normal.hpp"
#include "mlpipe/stats/ranks.hpp"

namespace mlpipe::stats {
namespace {

constexpr std::size_t kMostExact = 50;

/// P(sum of positive ranks = s) for s = 0 .. n (n + 1) / 2 where signs are fair coins: the number
/// of subsets of 1 .. n with that sum, a whole number below 2^53, by 2^n.
std::vector<double> rank_sum_distribution(std::size_t n) {
  std::vector<double> subsets(n * (n + 1) / 2 + 1, 0.0);
  subsets[0] = 1.0;
  for (std::size_t rank = 1; rank <= n; ++rank) {
    for (std::size_t s = subsets.size(); s-- > rank;) {
      subsets[s] += subsets[s - rank];
    }
  }
  for (auto& count : subsets) {
    count = std::ldexp(count, -static_cast<int>(n));
  }
  return subsets;
}

SignedRankTest exact(double positive_sum, std::size_t n) {
  const auto probability = rank_sum_distribution(n);
  const auto at = static_cast<std::ptrdiff_t>(positive_sum);
  const double upper = std::accumulate(probability.begin() + at, probability.end(), 0.0);
  const double lower = std::accumulate(probability.begin(), probability.begin() + at + 1, 0.0);
  return {std::min(upper, 1.0), std::min(lower, 1.0)};
}

SignedRankTest approximate(double positive_sum, std::span<const double> ranks) {
  std::map<double, double> sizes;
  for (const double rank : ranks) {
    sizes[rank] += 1.0;
  }
  const auto n = static_cast<double>(ranks.size());
  double variance = n * (n + 1.0) * (2.0 * n + 1.0);
  for (const auto& [rank, size] : sizes) {
    variance -= 0.5 * size * (size * size - 1.0);
  }
  const double z = (positive_sum - 0.25 * n * (n + 1.0)) / std::sqrt(variance / 24.0);
  return {normal_cdf(-z), normal_cdf(z)};
}

}  // namespace

SignedRankTest signed_rank_test(std::span<const double> differences) {
  if (differences.empty()) {
    return {};
  }
  std::vector<double> sizes(differences.size());
  std::transform(differences.begin(), differences.end(), sizes.begin(),
                 [](double d) { return std::fabs(d); });
  const auto ranks = average_ranks(sizes);
  double positive_sum = 0.0;
  bool has_zero = false;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    has_zero = has_zero || differences[i] == 0.0;
    positive_sum += differences[i] > 0.0 ? ranks[i] : differences[i] == 0.0 ? 0.5 * ranks[i] : 0.0;
  }
  return ranks.size() <= kMostExact && !has_zero ? exact(positive_sum, ranks.size())
                                                 : approximate(positive_sum, ranks);
}

}  // namespace mlpipe::stats
