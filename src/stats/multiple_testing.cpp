// SPDX-License-Identifier: MIT
#include "mlpipe/stats/multiple_testing.hpp"

#include <algorithm>

#include "mlpipe/stats/ranks.hpp"

namespace mlpipe::stats {

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  const auto order = ascending_order(p);
  const auto count = static_cast<double>(p.size());
  std::vector<double> q(p.size());
  double smallest = 1.0;
  for (std::size_t rank = p.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    smallest = std::min(smallest, p[i] * (count / static_cast<double>(rank)));
    q[i] = smallest;
  }
  return q;
}

std::vector<double> bonferroni(std::span<const double> p) {
  std::vector<double> out(p.size());
  std::transform(p.begin(), p.end(), out.begin(), [k = static_cast<double>(p.size())](double each) {
    return std::min(1.0, k * each);
  });
  return out;
}

}  // namespace mlpipe::stats
