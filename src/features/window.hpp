// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "lanes.hpp"

namespace mlpipe::features {

// Windows are recomputed at every row, never updated from the row before: exact, and the same
// wherever the history begins. To pay for that, a window of n values is put together from blocks of
// 1, 2, 4, 8, ... values, which neighbouring windows share: log2(n) steps a row instead of n, and
// the error of a pairwise sum. What a block holds depends on its values alone.

/// Lengths of two neighbouring blocks as factors, worked out once for all rows.
struct Weights {
  Weights(std::size_t na, std::size_t nb)
      : of_a(1.0 / static_cast<double>(na)),
        of_b(1.0 / static_cast<double>(nb)),
        product(static_cast<double>(na) * static_cast<double>(nb)),
        pair(product / static_cast<double>(na + nb)) {}
  double of_a, of_b, product, pair;
};

// A rule says what is kept of a block of values: kFields numbers; single() those of the value of
// one row; merge() those of two blocks made one, b being right before a. Its value is a callable
// value.operator()<V>(row).

template <class Value>
struct SumRule {
  static constexpr std::size_t kFields = 1;
  Value value;

  template <class V>
  std::array<V, 1> single(std::size_t row) const {
    return {value.template operator()<V>(row)};
  }
  template <class V>
  static std::array<V, 1> merge(const std::array<V, 1>& a, const std::array<V, 1>& b,
                                const Weights& /*w*/) {
    return {V(a[0] + b[0])};
  }
};

/// Two sums at once.
template <class First, class Second>
struct TwoSumRule {
  static constexpr std::size_t kFields = 2;
  First first;
  Second second;

  template <class V>
  std::array<V, 2> single(std::size_t row) const {
    return {first.template operator()<V>(row), second.template operator()<V>(row)};
  }
  template <class V>
  static std::array<V, 2> merge(const std::array<V, 2>& a, const std::array<V, 2>& b,
                                const Weights& /*w*/) {
    return {V(a[0] + b[0]), V(a[1] + b[1])};
  }
};

/// Largest of x, smallest of y.
struct ExtremeRule {
  static constexpr std::size_t kFields = 2;
  std::span<const double> x;
  std::span<const double> y;

  template <class V>
  std::array<V, 2> single(std::size_t row) const {
    return {load<V>(&x[row]), load<V>(&y[row])};
  }
  template <class V>
  static std::array<V, 2> merge(const std::array<V, 2>& a, const std::array<V, 2>& b,
                                const Weights& /*w*/) {
    return {V(larger_of(a[0], b[0])), V(smaller_of(a[1], b[1]))};
  }
};

/// Sum, and sum of squared deviations from the block's own mean, joined as Chan, Golub and LeVeque
/// (1983, "Algorithms for computing the sample variance") do: as good as two passes.
template <class Value>
struct MomentRule {
  static constexpr std::size_t kFields = 2;
  Value value;

  template <class V>
  std::array<V, 2> single(std::size_t row) const {
    return {value.template operator()<V>(row), constant<V>(0.0)};
  }
  template <class V>
  static std::array<V, 2> merge(const std::array<V, 2>& a, const std::array<V, 2>& b,
                                const Weights& w) {
    const V gap = a[0] * w.of_a - b[0] * w.of_b;
    return {V(a[0] + b[0]), V(a[1] + b[1] + gap * gap * w.pair)};
  }
};

/// The same, and the sum of deviation times deviation of the row number: for straight lines.
struct LineRule {
  static constexpr std::size_t kFields = 3;
  std::span<const double> x;

  template <class V>
  std::array<V, 3> single(std::size_t row) const {
    return {load<V>(&x[row]), constant<V>(0.0), constant<V>(0.0)};
  }
  template <class V>
  static std::array<V, 3> merge(const std::array<V, 3>& a, const std::array<V, 3>& b,
                                const Weights& w) {
    const V gap = a[0] * w.of_a - b[0] * w.of_b;
    // The mean row numbers of the two are (na + nb) / 2 apart: pair * (na + nb) / 2 is product / 2.
    return {V(a[0] + b[0]), V(a[1] + b[1] + gap * gap * w.pair),
            V(a[2] + b[2] + gap * (w.product * 0.5))};
  }
};

/// Sums of x and y, squared deviations of both, and of deviation times deviation.
struct PairRule {
  static constexpr std::size_t kFields = 5;
  std::span<const double> x;
  std::span<const double> y;

  template <class V>
  std::array<V, 5> single(std::size_t row) const {
    const V zero = constant<V>(0.0);
    return {load<V>(&x[row]), load<V>(&y[row]), zero, zero, zero};
  }
  template <class V>
  static std::array<V, 5> merge(const std::array<V, 5>& a, const std::array<V, 5>& b,
                                const Weights& w) {
    const V gap_x = a[0] * w.of_a - b[0] * w.of_b;
    const V gap_y = a[1] * w.of_a - b[1] * w.of_b;
    return {V(a[0] + b[0]), V(a[1] + b[1]), V(a[2] + b[2] + gap_x * gap_x * w.pair),
            V(a[3] + b[3] + gap_y * gap_y * w.pair), V(a[4] + b[4] + gap_x * gap_y * w.pair)};
  }
};

/// The fields of a run of neighbouring blocks, each field on its own.
template <std::size_t kFields>
struct BlockRun {
  explicit BlockRun(std::size_t length) {
    for (auto& field : fields) {
      field.resize(length);
    }
  }
  template <class V>
  std::array<V, kFields> at(std::size_t i) const {
    std::array<V, kFields> values;
    for (std::size_t f = 0; f < kFields; ++f) {
      values[f] = load<V>(&fields[f][i]);
    }
    return values;
  }
  template <class V>
  void set(std::size_t i, const std::array<V, kFields>& values) {
    for (std::size_t f = 0; f < kFields; ++f) {
      store(&fields[f][i], values[f]);
    }
  }
  std::array<std::vector<double>, kFields> fields;
};

/// The block of 2k values that ends at i, from those of k values that end at i and at i - k.
template <class Rule, std::size_t kFields>
void double_blocks(const BlockRun<kFields>& blocks, std::size_t k, std::size_t length,
                   BlockRun<kFields>& doubled) {
  const Weights weights(k, k);
  for_each_row(2 * k - 1, length, [&]<class V>(std::size_t i) {
    doubled.template set<V>(
        i, Rule::merge(blocks.template at<V>(i), blocks.template at<V>(i - k), weights));
  });
}

/// Puts the block of k values before the `taken` values that are in the window already.
template <class Rule, std::size_t kFields>
void extend_window(const BlockRun<kFields>& blocks, std::size_t k, std::size_t taken,
                   std::size_t length, BlockRun<kFields>& window) {
  if (taken == 0) {
    for_each_row(k - 1, length, [&]<class V>(std::size_t i) {
      window.template set<V>(i, blocks.template at<V>(i));
    });
    return;
  }
  const Weights weights(taken, k);
  for_each_row(taken + k - 1, length, [&]<class V>(std::size_t i) {
    window.template set<V>(
        i, Rule::merge(window.template at<V>(i), blocks.template at<V>(i - taken), weights));
  });
}

/// Calls sink(row, fields of the window of n rows that ends there) for rows first + n - 1 .. size -
/// 1 in order, the fields being a std::array of Lanes or double. Rows before `first` are not read.
template <class Rule, class Sink>
void for_each_window(std::size_t first, std::size_t size, std::size_t n, const Rule& rule,
                     Sink sink) {
  // Long enough that the n - 1 rows shared by two chunks weigh little, short enough for the cache.
  const std::size_t chunk = std::max<std::size_t>(512, 2 * n);
  const std::size_t most = std::min(chunk + n - 1, size - first);
  BlockRun<Rule::kFields> blocks(most);  // [i]: the block of k values that ends at i
  BlockRun<Rule::kFields> doubled(most);
  BlockRun<Rule::kFields> window(most);  // [i]: the newest `taken` values up to i
  for (std::size_t start = first; start + n <= size; start += chunk) {
    const std::size_t length = std::min(chunk + n - 1, size - start);
    for_each_row(0, length, [&]<class V>(std::size_t i) {
      blocks.template set<V>(i, rule.template single<V>(start + i));
    });
    std::size_t taken = 0;
    for (std::size_t k = 1; k <= n; k *= 2) {
      if ((n & k) != 0) {
        extend_window<Rule>(blocks, k, taken, length, window);
        taken += k;
      }
      if (2 * k <= n) {
        double_blocks<Rule>(blocks, k, length, doubled);
        std::swap(blocks.fields, doubled.fields);
      }
    }
    for_each_row(n - 1, length,
                 [&]<class V>(std::size_t i) { sink(start + i, window.template at<V>(i)); });
  }
}

/// Reads a column as it stands.
struct ColumnValue {
  std::span<const double> x;
  template <class V>
  V operator()(std::size_t row) const {
    return load<V>(&x[row]);
  }
};

/// sink(row, mean of value over n rows), from rows `first` on.
template <class Value, class Sink>
void rolling_mean(std::size_t first, std::size_t size, std::size_t n, Value value, Sink sink) {
  const double count = static_cast<double>(n);
  for_each_window(
      first, size, n, SumRule<Value>{value},
      [&]<class V>(std::size_t row, const std::array<V, 1>& w) { sink(row, V(w[0] / count)); });
}
template <class Sink>
void rolling_mean(std::span<const double> x, std::size_t n, Sink sink) {
  rolling_mean(0, x.size(), n, ColumnValue{x}, sink);
}

/// sink(row, mean, sum of squared deviations) of value over n rows, from rows `first` on.
template <class Value, class Sink>
void rolling_moments(std::size_t first, std::size_t size, std::size_t n, Value value, Sink sink) {
  const double count = static_cast<double>(n);
  for_each_window(first, size, n, MomentRule<Value>{value},
                  [&]<class V>(std::size_t row, const std::array<V, 2>& w) {
                    sink(row, V(w[0] / count), w[1]);
                  });
}
template <class Sink>
void rolling_moments(std::span<const double> x, std::size_t n, Sink sink) {
  rolling_moments(0, x.size(), n, ColumnValue{x}, sink);
}

/// sink(row, largest of x, smallest of y) over n rows.
template <class Sink>
void rolling_extremes(std::span<const double> x, std::span<const double> y, std::size_t n,
                      Sink sink) {
  for_each_window(
      0, x.size(), n, ExtremeRule{x, y},
      [&]<class V>(std::size_t row, const std::array<V, 2>& w) { sink(row, w[0], w[1]); });
}

}  // namespace mlpipe::features
