// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace mlpipe::features {

// Windows are recomputed at every row instead of updated: exact, and the same wherever the history
// begins. To pay for that, eight neighbouring rows are worked out side by side in the lanes of one
// vector. Each lane does what a lone row does, in the same order, so the bits do not depend on
// where the groups of eight fall.

inline constexpr std::size_t kLanes = 8;
using Lanes = Eigen::Array<double, kLanes, 1>;

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
/// Windows of this length and more keep running moments, rebuilt every kRefreshRows.
inline constexpr std::size_t kRunningFrom = 500;
inline constexpr std::size_t kRefreshRows = 1000;

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

/// 1 where a < b, else 0.
inline double less(double a, double b) {
  return a < b ? 1.0 : 0.0;
}
inline Lanes less(const Lanes& a, const Lanes& b) {
  return (a < b).select(Lanes::Ones(), Lanes::Zero());
}
inline double larger_of(double a, double b) {
  return a > b ? a : b;
}
inline Lanes larger_of(const Lanes& a, const Lanes& b) {
  return (a > b).select(a, b);
}
/// value where measure > limit, else missing.
inline double where_above(double measure, double limit, double value) {
  return measure > limit ? value : kMissing;
}
inline Lanes where_above(const Lanes& measure, const Lanes& limit, const Lanes& value) {
  return (measure > limit).select(value, Lanes::Constant(kMissing));
}

/// Calls body.operator()<V>(row) for rows first .. size - 1, V being Lanes (rows row .. row + 7) or
/// double.
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

/// Calls body.operator()<V>(x + start, row) for each full window of n values, `start` being the
/// window's first value.
template <class Body>
void for_each_window(std::span<const double> x, std::size_t n, Body body) {
  for_each_row(n - 1, x.size(), [&]<class V>(std::size_t row) {
    body.template operator()<V>(x.data() + (row + 1 - n), row);
  });
}

/// Sum of n consecutive values, oldest first, starting at each of `from`, of term(value).
template <class V, class Term>
V window_sum(const double* from, std::size_t n, Term term) {
  V sum = constant<V>(0.0);
  for (std::size_t j = 0; j < n; ++j) {
    sum += term(load<V>(from + j));
  }
  return sum;
}
template <class V>
V window_mean(const double* from, std::size_t n) {
  V sum = constant<V>(0.0);
  for (std::size_t j = 0; j < n; ++j) {
    sum += load<V>(from + j);
  }
  return V(sum / static_cast<double>(n));
}
/// Sum of squared deviations from `mean`, which must be the window's own: the second pass.
template <class V>
V window_squares(const double* from, std::size_t n, const V& mean) {
  V sum = constant<V>(0.0);
  for (std::size_t j = 0; j < n; ++j) {
    const V deviation = load<V>(from + j) - mean;
    sum += deviation * deviation;
  }
  return sum;
}

/// Moments of a sliding window by Welford's update, rebuilt every kRefreshRows rows of the series,
/// so rounding cannot pile up. A missing value makes the windows that hold it missing.
/// sink(row, mean, sum of squared deviations)
template <class Sink>
void running_moments(std::span<const double> x, std::size_t n, Sink sink) {
  const double count = static_cast<double>(n);
  double mean = 0.0;
  double squares = 0.0;
  std::size_t clean_from = 0;  // no missing value in [clean_from, row]
  std::size_t rebuild_at = 0;  // reached by a row: the state is not to be trusted from there
  for (std::size_t row = 0; row < x.size(); ++row) {
    if (!std::isfinite(x[row])) {
      clean_from = row + 1;
    }
    if (row + 1 < n) {
      continue;
    }
    const std::size_t start = row + 1 - n;
    if (start < clean_from) {
      rebuild_at = 0;
      sink(row, kMissing, kMissing);
      continue;
    }
    if (row >= rebuild_at) {
      mean = window_mean<double>(x.data() + start, n);
      squares = window_squares<double>(x.data() + start, n, mean);
      rebuild_at = (row / kRefreshRows + 1) * kRefreshRows;
    } else {
      const double came = x[row];
      const double went = x[start - 1];
      const double before = mean;
      mean += (came - went) / count;
      squares += (came - went) * (came - mean + went - before);
      squares = squares > 0.0 ? squares : 0.0;
    }
    sink(row, mean, squares);
  }
}

/// sink(row, mean) for each full window.
template <class Sink>
void rolling_mean(std::span<const double> x, std::size_t n, Sink sink) {
  if (n >= kRunningFrom) {
    running_moments(x, n, [&](std::size_t row, double mean, double) { sink(row, mean); });
    return;
  }
  for_each_window(x, n, [&]<class V>(const double* from, std::size_t row) {
    sink(row, window_mean<V>(from, n));
  });
}

/// sink(row, mean, sum of squared deviations) for each full window.
template <class Sink>
void rolling_moments(std::span<const double> x, std::size_t n, Sink sink) {
  if (n >= kRunningFrom) {
    running_moments(x, n, sink);
    return;
  }
  for_each_window(x, n, [&]<class V>(const double* from, std::size_t row) {
    const V mean = window_mean<V>(from, n);
    sink(row, mean, window_squares<V>(from, n, mean));
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
