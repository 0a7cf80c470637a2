// SPDX-License-Identifier: MIT
#include "mlpipe/stats/ranks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <limits>
#include <numeric>

namespace mlpipe::stats {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr std::size_t kBuckets = 1U << kDigitBits;
constexpr unsigned kPasses = 6;                // 6 * 11 >= 64
constexpr std::size_t kRadixFrom = 1U << 10U;  // below, six histograms take too long
constexpr std::size_t kBucketsFrom = 64;

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

void compare_sort(std::vector<Keyed>& items, std::size_t begin, std::size_t end) {
  const auto at = [&](std::size_t i) { return items.begin() + static_cast<std::ptrdiff_t>(i); };
  std::stable_sort(at(begin), at(end),
                   [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
}

/// One bucket an item, evenly over the range of the values; each bucket is then sorted.
void bucket_sort(std::vector<Keyed>& items, std::span<const double> x) {
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  const double scale = static_cast<double>(x.size() - 1) / (*high - *low);
  if (!(scale > 0.0 && scale < std::numeric_limits<double>::infinity())) {
    compare_sort(items, 0, items.size());  // all equal, or infinitely far apart
    return;
  }
  const auto bucket = [&, first = *low](double value) {
    return static_cast<std::size_t>((value - first) * scale);
  };
  std::vector<std::uint32_t> end(x.size() + 1, 0);
  for (const double value : x) {
    ++end[bucket(value) + 1];
  }
  std::partial_sum(end.begin(), end.end(), end.begin());
  std::vector<Keyed> other(items.size());
  for (const auto& item : items) {
    other[end[bucket(x[item.index])]++] = item;  // a bucket's begin becomes its end
  }
  items.swap(other);
  for (std::size_t b = 0, begin = 0; b < x.size(); begin = end[b], ++b) {
    if (end[b] - begin > 1) {
      compare_sort(items, begin, end[b]);
    }
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
  } else if (items.size() >= kBucketsFrom) {
    bucket_sort(items, x);
  } else {
    compare_sort(items, 0, items.size());
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
