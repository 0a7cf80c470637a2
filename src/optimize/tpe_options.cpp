// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/tpe_options.hpp"

#include <algorithm>
#include <cmath>

namespace mlpipe::optimize {
namespace {

constexpr std::size_t kMostBelow = 25;
constexpr std::size_t kNewest = 25;

}  // namespace

std::size_t tenth_gamma(std::size_t n) {
  return std::min((n + 9) / 10, kMostBelow);
}

std::size_t square_root_gamma(std::size_t n) {
  const double size = std::ceil(0.25 * std::sqrt(static_cast<double>(n)));
  return std::min(static_cast<std::size_t>(size), kMostBelow);
}

std::vector<double> recency_weights(std::size_t n) {
  std::vector<double> weights(n, 1.0);
  const std::size_t older = n > kNewest ? n - kNewest : 0;
  const double first = n > 0 ? 1.0 / static_cast<double>(n) : 1.0;
  for (std::size_t i = 0; i < older; ++i) {
    const double share = older > 1 ? static_cast<double>(i) / static_cast<double>(older - 1) : 0.0;
    weights[i] = first + share * (1.0 - first);
  }
  return weights;
}

}  // namespace mlpipe::optimize
