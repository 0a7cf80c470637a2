// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace mlpipe::features {

// Windows are recomputed at every row, never updated from the row before: exact, and the same
// wherever the history begins. To pay for that, a window of n values is put together from blocks of
// 1, 2, 4, 8, ... values, which neighbouring windows share: log2(n) steps a row instead of n, and
// the error of a pairwise sum. What a block holds depends on its values alone.
//
// Rows are worked out four at a time in the lanes of a vector. Each lane does what a lone row does,
// in the same order, so the bits do not depend on where the groups of four fall.

inline constexpr std::size_t kLanes = 4;
using Lanes = Eigen::Array<double, kLanes, 1>;

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class V>
V load(const double* from) {
  if constexpr (std::is_same_v<V, double>) {
    return *from;
  } else {
    return Eigen::Map<const Lanes>(from);
  }
}
inline void store(double* to, double value) {
  *to = value;
}
inline void store(double* to, const Lanes& value) {
  Eigen::Map<Lanes>{to} = value;
}

template <class V>
V constant(double value) {
  if constexpr (std::is_same_v<V, double>) {
    return value;
  } else {
    return Lanes::Constant(value);
  }
}

inline double larger_of(double a, double b) {
  return a < b ? b : a;  // as the vector instruction: a if neither is larger
}
inline Lanes larger_of(const Lanes& a, const Lanes& b) {
  return a.max(b);
}
inline double smaller_of(double a, double b) {
  return b < a ? b : a;
}
inline Lanes smaller_of(const Lanes& a, const Lanes& b) {
  return a.min(b);
}
/// value where measure > limit, else missing.
inline double where_above(double measure, double limit, double value) {
  return measure > limit ? value : kMissing;
}
inline Lanes where_above(const Lanes& measure, const Lanes& limit, const Lanes& value) {
  return (measure > limit).select(value, Lanes::Constant(kMissing));
}

/// Calls body.operator()<V>(row) for rows first .. size - 1, V being Lanes (that row and the three
/// after it) or double.
template <class Body>
void for_each_row(std::size_t first, std::size_t size, Body body) {
  std::size_t row = first;
  for (; row + kLanes <= size; row += kLanes) {
    body.template operator()<Lanes>(row);
  }
  for (; row < size; ++row) {
    body.template operator()<double>(row);
  }
}

/// What is kept of a block of values, and how two neighbouring blocks become one.
/// kFields numbers a block; load() gives those of single values; merge() those of two blocks, a
/// with na values and, right before it, b with nb.
struct SumRule {
  static constexpr std::size_t kFields = 1;
  std::span<const double> x;

  template <class V>
  std::array<V, kFields> single(std::size_t row) const {
    return {load<V>(&x[row])};
  }
  template <class V>
  static std::array<V, kFields> merge(const std::array<V, kFields>& a,
                                      const std::array<V, kFields>& b, double /*na*/,
                                      double /*nb*/) {
    return {V(a[0] + b[0])};
  }
};

struct LargestRule : SumRule {
  template <class V>
  static std::array<V, 1> merge(const std::array<V, 1>& a, const std::array<V, 1>& b, double,
                                double) {
    return {V(larger_of(a[0], b[0]))};
  }
};

struct SmallestRule : SumRule {
  template <class V>
  static std::array<V, 1> merge(const std::array<V, 1>& a, const std::array<V, 1>& b, double,
                                double) {
    return {V(smaller_of(a[0], b[0]))};
  }
};

/// Sum, and sum of squared deviations from the block's own mean, joined as Chan, Golub and LeVeque
/// (1983, "Algorithms for computing the sample variance") do: as good as two passes.
struct MomentRule {
  static constexpr std::size_t kFields = 2;
  std::span<const double> x;

  template <class V>
  std::array<V, kFields> single(std::size_t row) const {
    return {load<V>(&x[row]), constant<V>(0.0)};
  }
  template <class V>
  static std::array<V, kFields> merge(const std::array<V, kFields>& a,
                                      const std::array<V, kFields>& b, double na, double nb) {
    const V gap = a[0] * (1.0 / na) - b[0] * (1.0 / nb);
    return {V(a[0] + b[0]), V(a[1] + b[1] + gap * gap * (na * nb / (na + nb)))};
  }
};

/// The same, and the sum of deviation times deviation of the row number: for straight lines.
struct LineRule {
  static constexpr std::size_t kFields = 3;
  std::span<const double> x;

  template <class V>
  std::array<V, kFields> single(std::size_t row) const {
    return {load<V>(&x[row]), constant<V>(0.0), constant<V>(0.0)};
  }
  template <class V>
  static std::array<V, kFields> merge(const std::array<V, kFields>& a,
                                      const std::array<V, kFields>& b, double na, double nb) {
    const V gap = a[0] * (1.0 / na) - b[0] * (1.0 / nb);
    // The mean row numbers of the two are (na + nb) / 2 apart.
    return {V(a[0] + b[0]), V(a[1] + b[1] + gap * gap * (na * nb / (na + nb))),
            V(a[2] + b[2] + gap * (na * nb / 2.0))};
  }
};

/// Sums of x and y, squared deviations of both, and of deviation times deviation.
struct PairRule {
  static constexpr std::size_t kFields = 5;
  std::span<const double> x;
  std::span<const double> y;

  template <class V>
  std::array<V, kFields> single(std::size_t row) const {
    const V zero = constant<V>(0.0);
    return {load<V>(&x[row]), load<V>(&y[row]), zero, zero, zero};
  }
  template <class V>
  static std::array<V, kFields> merge(const std::array<V, kFields>& a,
                                      const std::array<V, kFields>& b, double na, double nb) {
    const double weight = na * nb / (na + nb);
    const V gap_x = a[0] * (1.0 / na) - b[0] * (1.0 / nb);
    const V gap_y = a[1] * (1.0 / na) - b[1] * (1.0 / nb);
    return {V(a[0] + b[0]), V(a[1] + b[1]), V(a[2] + b[2] + gap_x * gap_x * weight),
            V(a[3] + b[3] + gap_y * gap_y * weight), V(a[4] + b[4] + gap_x * gap_y * weight)};
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

/// Calls sink(row, fields of the window of n rows that ends there) for rows n - 1 .. size - 1, in
/// order, the fields being a std::array of Lanes or double.
template <class Rule, class Sink>
void for_each_window(std::size_t size, std::size_t n, const Rule& rule, Sink sink) {
  const std::size_t chunk = std::max<std::size_t>(512, n);  // so that all runs stay in the cache
  const std::size_t most = std::min(chunk + n - 1, size);
  BlockRun<Rule::kFields> blocks(most);  // [i]: the block of k values that ends at i
  BlockRun<Rule::kFields> doubled(most);
  BlockRun<Rule::kFields> window(most);  // [i]: the newest `taken` values up to i
  for (std::size_t first = n - 1; first < size; first += chunk) {
    const std::size_t start = first + 1 - n;
    const std::size_t length = std::min(chunk, size - first) + n - 1;
    for_each_row(0, length, [&]<class V>(std::size_t i) {
      blocks.template set<V>(i, rule.template single<V>(start + i));
    });
    std::size_t taken = 0;
    for (std::size_t k = 1;; k *= 2) {
      const double size_k = static_cast<double>(k);
      if ((n & k) != 0) {
        const double size_taken = static_cast<double>(taken);
        for_each_row(taken + k - 1, length, [&]<class V>(std::size_t i) {
          const auto older = blocks.template at<V>(i - taken);
          window.template set<V>(
              i, taken == 0 ? older
                            : Rule::merge(window.template at<V>(i), older, size_taken, size_k));
        });
        taken += k;
      }
      if (2 * k > n) {
        break;
      }
      for_each_row(2 * k - 1, length, [&]<class V>(std::size_t i) {
        doubled.template set<V>(
            i, Rule::merge(blocks.template at<V>(i), blocks.template at<V>(i - k), size_k, size_k));
      });
      std::swap(blocks.fields, doubled.fields);
    }
    for_each_row(n - 1, length,
                 [&]<class V>(std::size_t i) { sink(start + i, window.template at<V>(i)); });
  }
}

/// sink(row, sum) for each full window.
template <class Sink>
void rolling_sum(std::span<const double> x, std::size_t n, Sink sink) {
  for_each_window(x.size(), n, SumRule{x},
                  [&]<class V>(std::size_t row, const std::array<V, 1>& w) { sink(row, w[0]); });
}

/// sink(row, mean) for each full window.
template <class Sink>
void rolling_mean(std::span<const double> x, std::size_t n, Sink sink) {
  const double count = static_cast<double>(n);
  rolling_sum(x, n, [&]<class V>(std::size_t row, const V& sum) { sink(row, V(sum / count)); });
}

/// sink(row, mean, sum of squared deviations) for each full window.
template <class Sink>
void rolling_moments(std::span<const double> x, std::size_t n, Sink sink) {
  const double count = static_cast<double>(n);
  for_each_window(x.size(), n, MomentRule{x},
                  [&]<class V>(std::size_t row, const std::array<V, 2>& w) {
                    sink(row, V(w[0] / count), w[1]);
                  });
}

/// Position of the extreme of each full window, the first one among equals, by a queue of the
/// values that may still become one (Lemire 2006, "Streaming maximum-minimum filter"): constant
/// time a row. better(a, b): a beats b, strictly. sink(row, position)
template <class Better, class Sink>
void sliding_extreme(std::span<const double> x, std::size_t n, Better better, Sink sink) {
  std::vector<std::size_t> ring(n + 1);
  std::size_t head = 0;
  std::size_t count = 0;
  const auto slot = [&](std::size_t i) { return i > n ? i - (n + 1) : i; };
  for (std::size_t row = 0; row < x.size(); ++row) {
    while (count > 0 && better(x[row], x[ring[slot(head + count - 1)]])) {
      --count;
    }
    ring[slot(head + count)] = row;
    ++count;
    if (ring[head] + n <= row) {
      head = slot(head + 1);
      --count;
    }
    if (row + 1 >= n) {
      sink(row, ring[head]);
    }
  }
}

/// [x.size()] largest value of each full window; rows before the first are not set.
[[nodiscard]] std::vector<double> rolling_max(std::span<const double> x, std::size_t n);
/// [x.size()] smallest value of each full window.
[[nodiscard]] std::vector<double> rolling_min(std::span<const double> x, std::size_t n);

}  // namespace mlpipe::features
