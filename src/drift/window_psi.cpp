// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

#include "mlpipe/drift/bins.hpp"
#include "mlpipe/drift/dependence.hpp"
#include "mlpipe/drift/distances.hpp"

namespace mlpipe::drift {
namespace {

constexpr std::size_t kMostWindows = 65'536;  // of one length; more are taken evenly

/// What a bin adds to PSI at each count from 0 to length, [bins x (length + 1)]: one logarithm a
/// count and not one a window.
std::vector<double> terms_by_count(std::span<const std::uint8_t> bins, std::size_t bin_count,
                                   std::size_t length) {
  std::vector<std::size_t> all(bin_count, 0);
  for (const auto bin : bins) {
    ++all[bin];
  }
  const auto share = [](std::size_t part, std::size_t rows) {
    return std::max(static_cast<double>(part) / static_cast<double>(rows), kShareFloor);
  };
  std::vector<double> term;
  term.reserve(bin_count * (length + 1));
  for (std::size_t i = 0; i < bin_count; ++i) {
    const double p = share(all[i], bins.size());
    for (std::size_t c = 0; c <= length; ++c) {
      const double q = share(c, length);
      term.push_back((q - p) * std::log(q / p));
    }
  }
  return term;
}

}  // namespace

WindowPsi psi_of_windows(std::span<const std::uint8_t> bins, std::size_t bin_count,
                         std::size_t length) {
  assert(length >= 1 && length <= bins.size());
  const std::size_t rows = bins.size();
  const auto term = terms_by_count(bins, bin_count, length);
  const std::size_t step = (rows - length) / kMostWindows + 1;
  std::vector<std::size_t> counts(bin_count, 0);
  std::vector<double> values;
  for (std::size_t end = 1; end <= rows; ++end) {
    ++counts[bins[end - 1]];
    if (end > length) {
      --counts[bins[end - 1 - length]];
    }
    if (end >= length && (end - length) % step == 0) {
      double sum = 0.0;
      for (std::size_t i = 0; i < bin_count; ++i) {
        sum += term[i * (length + 1) + counts[i]];
      }
      values.push_back(sum);
    }
  }
  std::sort(values.begin(), values.end());
  return {values.back(), edge_quantile(values, 0.99)};
}

double highest_psi_between(std::span<const std::uint8_t> bins, std::size_t bin_count,
                           std::span<const std::uint32_t> groups) {
  assert(groups.size() == bins.size());
  std::map<std::uint32_t, std::vector<std::uint64_t>> counts;
  std::vector<std::uint64_t> all(bin_count, 0);
  for (std::size_t row = 0; row < bins.size(); ++row) {
    auto& own = counts[groups[row]];
    own.resize(bin_count, 0);
    ++own[bins[row]];
    ++all[bins[row]];
  }
  double highest = 0.0;
  for (const auto& [group, own] : counts) {
    CountPair pair{all, own};
    for (std::size_t i = 0; i < bin_count; ++i) {
      pair.reference[i] -= own[i];
    }
    highest = pair.usable() ? std::max(highest, psi(pair).value) : highest;
  }
  return highest;
}

}  // namespace mlpipe::drift
