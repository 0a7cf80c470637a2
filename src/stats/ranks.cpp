// SPDX-License-Identifier: MIT
#include "mlpipe/stats/ranks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <numeric>

namespace mlpipe::stats {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr std::size_t kBuckets = 1U << kDigitBits;
constexpr unsigned kPasses = 6;                // 6 * 11 >= 64
constexpr std::size_t kRadixFrom = 1U << 10U;  // below, comparing is quicker than six histograms

struct Keyed {
  std::uint64_t key;
  std::uint32_t index;
};

/// Unsigned integers in the order of the doubles: flip all bits of negatives, the sign of the rest.
std::uint64_t sort_key(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // + 0.0 makes -0 a 0
  constexpr std::uint64_t kSign = 1ULL << 63U;
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

std::size_t digit(std::uint64_t key, unsigned pass) {
  return (key >> (pass * kDigitBits)) & (kBuckets - 1);
}

void radix_sort(std::vector<Keyed>& items) {
  std::vector<std::array<std::uint32_t, kBuckets>> counts(kPasses);
  for (const auto& item : items) {
    for (unsigned pass = 0; pass < kPasses; ++pass) {
      ++counts[pass][digit(item.key, pass)];
    }
  }
  std::vector<Keyed> other(items.size());
  for (unsigned pass = 0; pass < kPasses; ++pass) {
    auto& count = counts[pass];
    // Floats widened to double have constant low digits: nothing to do there.
    if (count[digit(items.front().key, pass)] == items.size()) {
      continue;
    }
    std::exclusive_scan(count.begin(), count.end(), count.begin(), std::uint32_t{0});
    for (const auto& item : items) {
      other[count[digit(item.key, pass)]++] = item;
    }
    items.swap(other);
  }
}

}  // namespace

std::vector<std::uint32_t> ascending_order(std::span<const double> x) {
  assert(x.size() < (1ULL << 32U));
  std::vector<Keyed> items(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    items[i] = {sort_key(x[i]), static_cast<std::uint32_t>(i)};
  }
  if (items.size() >= kRadixFrom) {
    radix_sort(items);
  } else {
    std::stable_sort(items.begin(), items.end(),
                     [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
  }
  std::vector<std::uint32_t> order(x.size());
  std::transform(items.begin(), items.end(), order.begin(),
                 [](const Keyed& item) { return item.index; });
  return order;
}

std::vector<double> average_ranks(std::span<const double> x) {
  const auto order = ascending_order(x);
  std::vector<double> ranks(x.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && x[order[end]] == x[order[begin]]) {
      ++end;
    }
    const double shared = 0.5 * static_cast<double>(begin + 1 + end);
    for (; begin < end; ++begin) {
      ranks[order[begin]] = shared;
    }
  }
  return ranks;
}

}  // namespace mlpipe::stats
