// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

#include <Eigen/Core>

namespace mlpipe::features {

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
inline double absolute(double a) {
  return std::abs(a);
}
inline Lanes absolute(const Lanes& a) {
  return a.abs();
}
/// ln(a / b) as a series of s = (a - b) / (a + b): 2 (s + s^3 / 3 + s^5 / 5 + ...). For |s| up to
/// kSmallMove the terms left out are below 2^-59 of the first, and a - b is exact.
template <class V>
V log_ratio_series(const V& s) {
  const V q = s * s;
  V tail = q * (1.0 / 11.0) + 1.0 / 9.0;
  tail = tail * q + 1.0 / 7.0;
  tail = tail * q + 1.0 / 5.0;
  tail = tail * q + 1.0 / 3.0;
  return V(2.0 * (s + s * q * tail));
}
inline constexpr double kSmallMove = 1.0 / 32.0;

/// ln(a / b). Prices seldom move far between bars: then it is four rows of a series, else the C
/// library's logarithm. Which of the two depends on the values alone, so a lone row has the same
/// bits.
inline double log_ratio(double a, double b) {
  const double s = (a - b) / (a + b);
  return std::abs(s) <= kSmallMove ? log_ratio_series(s) : std::log(a / b);
}
inline Lanes log_ratio(const Lanes& a, const Lanes& b) {
  const Lanes s = (a - b) / (a + b);
  if ((s.abs() <= kSmallMove).all()) {
    return log_ratio_series(s);
  }
  return {log_ratio(a[0], b[0]), log_ratio(a[1], b[1]), log_ratio(a[2], b[2]),
          log_ratio(a[3], b[3])};
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

}  // namespace mlpipe::features
