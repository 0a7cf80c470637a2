// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <span>
#include <type_traits>
#include <vector>

#include "mlpipe/drift/bins.hpp"

namespace mlpipe::drift {
namespace {

constexpr std::size_t kBlock = 2048;  // 16 KB of doubles: every comparison reads the nearest cache

enum class Test { kGreater, kLess, kEqual, kMissing, kNotFinite };

template <class T>
struct Lanes {
  typedef T Type __attribute__((vector_size(32)));  // NOLINT(modernize-use-using)
  static constexpr std::size_t kCount = 32 / sizeof(T);
};

template <class T>
using Vector = typename Lanes<T>::Type;
template <class T>
using Mask = decltype(Vector<T>{} > Vector<T>{});

/// Adds one to each lane of `sum` whose value passes.
template <Test kTest, class T>
[[gnu::always_inline]] inline void add_passing(Mask<T>& sum, const T* values, T point) {
  Vector<T> x;
  std::memcpy(&x, values, sizeof(x));
  if constexpr (kTest == Test::kGreater) {
    sum -= x > point;  // a lane that passes is -1
  } else if constexpr (kTest == Test::kLess) {
    sum -= x < point;
  } else if constexpr (kTest == Test::kEqual) {
    sum -= x == point;
  } else if constexpr (kTest == Test::kMissing) {
    sum -= x != x;
  } else {
    const Vector<T> difference = x - x;  // NaN for infinite ones too
    sum -= difference != difference;
  }
}

/// How many of a block's values pass. The compiler's vector types become two registers each where
/// there is no AVX2; four sums, so that none waits for the one before.
template <Test kTest, class T>
[[gnu::always_inline]] inline std::uint64_t passing(const T* block, T point) {
  constexpr std::size_t kLanes = Lanes<T>::kCount;
  Mask<T> a{};
  Mask<T> b{};
  Mask<T> c{};
  Mask<T> d{};
  for (std::size_t i = 0; i < kBlock; i += 4 * kLanes) {
    add_passing<kTest>(a, block + i, point);
    add_passing<kTest>(b, block + i + kLanes, point);
    add_passing<kTest>(c, block + i + 2 * kLanes, point);
    add_passing<kTest>(d, block + i + 3 * kLanes, point);
  }
  const Mask<T> sum = (a + b) + (c + d);
  std::uint64_t total = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    total += static_cast<std::uint64_t>(sum[lane]);
  }
  return total;
}

/// What to compare with, and the sums so far.
template <class T>
struct Tally {
  std::vector<T> points;
  bool equal = false;  ///< else: greater
  T low{};
  T high{};
  std::vector<std::uint64_t> passed;  ///< [points]
  std::uint64_t missing = 0;
  std::uint64_t not_finite = 0;
  std::uint64_t below = 0;
  std::uint64_t above = 0;
};

template <class T>
[[gnu::always_inline]] inline void add_block(const T* block, Tally<T>& tally) {
  for (std::size_t k = 0; k < tally.points.size(); ++k) {
    tally.passed[k] += tally.equal ? passing<Test::kEqual>(block, tally.points[k])
                                   : passing<Test::kGreater>(block, tally.points[k]);
  }
  tally.missing += passing<Test::kMissing>(block, T{});
  tally.not_finite += passing<Test::kNotFinite>(block, T{});
  tally.below += passing<Test::kLess>(block, tally.low);
  tally.above += passing<Test::kGreater>(block, tally.high);
}

template <class T>
[[gnu::always_inline]] inline void add_blocks(const T* values, std::size_t blocks,
                                              Tally<T>& tally) {
  for (std::size_t b = 0; b < blocks; ++b) {
    add_block(values + b * kBlock, tally);
  }
}

template <class T>
void add_blocks_plain(const T* values, std::size_t blocks, Tally<T>& tally) {
  add_blocks(values, blocks, tally);
}

#if defined(__x86_64__)
template <class T>
[[gnu::target("avx2")]] void add_blocks_avx2(const T* values, std::size_t blocks, Tally<T>& tally) {
  add_blocks(values, blocks, tally);
}

template <class T>
void add_all(const T* values, std::size_t blocks, Tally<T>& tally) {
  static const bool avx2 = __builtin_cpu_supports("avx2") != 0;
  avx2 ? add_blocks_avx2(values, blocks, tally) : add_blocks_plain(values, blocks, tally);
}
#else
template <class T>
void add_all(const T* values, std::size_t blocks, Tally<T>& tally) {
  add_blocks_plain(values, blocks, tally);
}
#endif

/// The largest T at or below a double: a T is above the one exactly where it is above the other.
template <class T>
T round_down(double point) {
  const auto near = static_cast<T>(point);
  return static_cast<double>(near) > point
             ? std::nextafter(near, -std::numeric_limits<T>::infinity())
             : near;
}

template <class T>
Tally<T> make_tally(const BinPlan& plan) {
  Tally<T> tally;
  tally.equal = plan.mode == BinMode::kValues;
  for (const double point : plan.points) {
    const auto rounded = round_down<T>(point);
    // No T equals a value that is none; NaN never passes.
    const bool no_such = tally.equal && static_cast<double>(rounded) != point;
    tally.points.push_back(no_such ? std::numeric_limits<T>::quiet_NaN() : rounded);
  }
  tally.passed.assign(plan.points.size(), 0);
  tally.high = round_down<T>(plan.high);
  tally.low = -round_down<T>(-plan.low);
  return tally;
}

template <class T>
BinCounts to_counts(const BinPlan& plan, const Tally<T>& tally, std::uint64_t rows) {
  BinCounts out;
  out.rows = rows;
  out.missing = tally.missing;
  out.infinite = tally.not_finite - tally.missing;
  if (plan.mode == BinMode::kNone) {
    return out;
  }
  out.below = tally.below;
  out.above = tally.above;
  const std::uint64_t present = rows - tally.missing;
  out.bins = tally.passed;
  if (tally.equal) {
    out.bins.push_back(present -
                       std::accumulate(out.bins.begin(), out.bins.end(), std::uint64_t{0}));
    return out;
  }
  out.bins.insert(out.bins.begin(), present);  // "greater" counts, from all rows down
  for (std::size_t k = 0; k + 1 < out.bins.size(); ++k) {
    out.bins[k] -= out.bins[k + 1];
  }
  return out;
}

template <class T>
BinCounts count_values(const BinPlan& plan, std::span<const T> values) {
  assert(plan.mode != BinMode::kCategories);
  Tally<T> tally = make_tally<T>(plan);
  const std::size_t blocks = values.size() / kBlock;
  add_all(values.data(), blocks, tally);
  const auto rest = values.subspan(blocks * kBlock);
  if (!rest.empty()) {
    std::array<T, kBlock> last;
    last.fill(std::numeric_limits<T>::quiet_NaN());
    std::copy(rest.begin(), rest.end(), last.begin());
    add_all(last.data(), 1, tally);
    tally.missing -= kBlock - rest.size();
    tally.not_finite -= kBlock - rest.size();
  }
  return to_counts(plan, tally, values.size());
}

}  // namespace

BinCounts count(const BinPlan& plan, std::span<const double> values) {
  return count_values(plan, values);
}

BinCounts count(const BinPlan& plan, std::span<const float> values) {
  return count_values(plan, values);
}

}  // namespace mlpipe::drift
