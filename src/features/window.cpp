// SPDX-License-Identifier: MIT
#include "window.hpp"

namespace mlpipe::features {
namespace {

template <class Rule>
std::vector<double> rolling_extreme(std::span<const double> x, std::size_t n, const Rule& rule) {
  std::vector<double> out(x.size());
  for_each_window(x.size(), n, rule, [&]<class V>(std::size_t row, const std::array<V, 1>& w) {
    store(&out[row], w[0]);
  });
  return out;
}

}  // namespace

std::vector<double> rolling_max(std::span<const double> x, std::size_t n) {
  return rolling_extreme(x, n, LargestRule{{x}});
}

std::vector<double> rolling_min(std::span<const double> x, std::size_t n) {
  return rolling_extreme(x, n, SmallestRule{{x}});
}

}  // namespace mlpipe::features
