// SPDX-License-Identifier: MIT
#include "mlpipe/drift/tests.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "mlpipe/stats/tails.hpp"

namespace mlpipe::drift {

ChiSquareTest chi_square_test(const CountPair& counts) {
  const auto n = static_cast<double>(counts.reference_rows());
  const auto m = static_cast<double>(counts.current_rows());
  ChiSquareTest out;
  for (std::size_t i = 0; i < counts.reference.size(); ++i) {
    const auto a = static_cast<double>(counts.reference[i]);
    const auto b = static_cast<double>(counts.current[i]);
    if (a + b > 0.0) {
      const double difference = a * m - b * n;
      out.statistic += difference / (n * m) * difference / (a + b);
    }
  }
  out.freedom = counts.freedom();
  if (out.freedom > 0) {
    out.p = stats::chi_square_tail(out.statistic, static_cast<double>(out.freedom));
  }
  return out;
}

std::optional<ChiSquareTest> chi_square_all_categories(const CategorySample& reference,
                                                       const CategorySample& current) {
  std::map<std::string, std::size_t> place;
  CountPair counts;
  const auto add = [&](const CategorySample& sample, std::vector<std::uint64_t> CountPair::*side) {
    for (const auto code : sample.codes) {
      if (code < 0) {
        continue;
      }
      const auto& name = sample.names[static_cast<std::size_t>(code)];
      const std::size_t at = place.try_emplace(name, place.size()).first->second;
      counts.reference.resize(place.size());
      counts.current.resize(place.size());
      ++(counts.*side)[at];
    }
  };
  add(reference, &CountPair::reference);
  add(current, &CountPair::current);
  if (!counts.usable()) {
    return std::nullopt;
  }
  return chi_square_test(counts);
}

double cramers_v(const ChiSquareTest& test, std::uint64_t rows) {
  return rows > 0 ? std::sqrt(test.statistic / static_cast<double>(rows)) : 0.0;
}

std::optional<ShareTest> missing_share_test(const BinCounts& reference, const BinCounts& current) {
  const auto n = static_cast<double>(reference.rows);
  const auto m = static_cast<double>(current.rows);
  const auto a = static_cast<double>(reference.missing);
  const auto b = static_cast<double>(current.missing);
  if (reference.rows == 0 || current.rows == 0 || a + b == 0.0 || a + b == n + m) {
    return std::nullopt;
  }
  const double pooled = (a + b) / (n + m);
  ShareTest out;
  out.z = (a / n - b / m) / std::sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m));
  out.p = stats::normal_two_sided(out.z);
  return out;
}

}  // namespace mlpipe::drift
