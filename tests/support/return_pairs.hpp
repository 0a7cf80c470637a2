// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "support/fixtures.hpp"

namespace golden {

/// Net returns of two models on the same bars.
struct ReturnPair {
  std::vector<double> candidate;
  std::vector<double> baseline;
};

/// The last n rows of the golden pair.
inline ReturnPair read_pair(std::size_t n) {
  const auto csv = read_csv("backtest/pair_returns.csv");
  const auto tail = [&](const char* name) {
    const auto all = csv.numbers(name);
    return std::vector<double>(all.end() - static_cast<std::ptrdiff_t>(n), all.end());
  };
  return {tail("candidate"), tail("production")};
}

/// a - b, value by value.
inline std::vector<double> minus(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] -= b[i];
  }
  return a;
}

}  // namespace golden
