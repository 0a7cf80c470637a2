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
/// ln(x) for x within kNearOne of 1, to the last bit or so: with s = (x - 1) / (x + 1),
/// ln(x) = 2 (s + s^3 / 3 + s^5 / 5 + ...); x - 1 is exact, and the terms left out are below 2^-58
/// of the first.
template <class V>
V logarithm_near_one(const V& x) {
  const V s = (x - 1.0) / (x + 1.0);
  const V q = s * s;
  V tail = q * (1.0 / 15.0) + 1.0 / 13.0;
  tail = tail * q + 1.0 / 11.0;
  tail = tail * q + 1.0 / 9.0;
  tail = tail * q + 1.0 / 7.0;
  tail = tail * q + 1.0 / 5.0;
  tail = tail * q + 1.0 / 3.0;
  return V(2.0 * (s + s * q * tail));
}
inline constexpr double kNearOne = 0.125;

/// Natural logarithm. Prices seldom move far between bars: near 1 it is four rows of a series, else
/// the C library's. Which of the two depends on the value alone, so a lone row has the same bits.
inline double logarithm(double x) {
  return std::abs(x - 1.0) <= kNearOne ? logarithm_near_one(x) : std::log(x);
}
inline Lanes logarithm(const Lanes& x) {
  if (((x - 1.0).abs() <= kNearOne).all()) {
    return logarithm_near_one(x);
  }
  return {logarithm(x[0]), logarithm(x[1]), logarithm(x[2]), logarithm(x[3])};
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
