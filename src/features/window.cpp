// SPDX-License-Identifier: MIT
#include "window.hpp"

namespace mlpipe::features {
namespace {

// Below this a plain scan in vectors beats the queue and its mispredicted branches.
constexpr std::size_t kQueueFrom = 64;

template <class Better, class Pick>
std::vector<double> rolling_extreme(std::span<const double> x, std::size_t n, Better better,
                                    Pick pick) {
  std::vector<double> out(x.size());
  if (n >= kQueueFrom) {
    sliding_extreme(x, n, better, [&](std::size_t row, std::size_t at) { out[row] = x[at]; });
    return out;
  }
  for_each_window(x, n, [&]<class V>(const double* from, std::size_t row) {
    V best = load<V>(from);
    for (std::size_t j = 1; j < n; ++j) {
      best = pick(best, load<V>(from + j));
    }
    store(out.data() + row, best);
  });
  return out;
}

double smaller_of(double a, double b) {
  return a < b ? a : b;
}
Lanes smaller_of(const Lanes& a, const Lanes& b) {
  return (a < b).select(a, b);
}

}  // namespace

std::vector<double> rolling_max(std::span<const double> x, std::size_t n) {
  return rolling_extreme(
      x, n, [](double a, double b) { return a > b; },
      [](const auto& a, const auto& b) { return larger_of(a, b); });
}

std::vector<double> rolling_min(std::span<const double> x, std::size_t n) {
  return rolling_extreme(
      x, n, [](double a, double b) { return a < b; },
      [](const auto& a, const auto& b) { return smaller_of(a, b); });
}

}  // namespace mlpipe::features
