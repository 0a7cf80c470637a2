// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace mlpipe::report {

/// How a number is written for people. Machines get full precision in the JSON files.
enum class NumberStyle {
  kNumber,   ///< 0.5213, 1,234.50
  kPercent,  ///< the value is a fraction: 0.123 is written "12.3%"
  kCount,    ///< a whole number: 4,410
};

struct NumberFormat {
  NumberStyle style = NumberStyle::kNumber;
  int digits = 3;  ///< after the point; of the per cent for kPercent; not used by kCount
};

/// "n/a" for NaN, "inf" and "-inf" for those (which should not reach a report). No negative zero.
[[nodiscard]] std::string format_number(double value, const NumberFormat& format);

/// As above, with a plus sign before positive values: for differences.
[[nodiscard]] std::string format_signed(double value, const NumberFormat& format);

/// A number that may be undefined, with the reason ("one class only", "no prices in the input").
struct Quantity {
  std::optional<double> value;
  std::string reason;  ///< why there is no value; empty where there is one

  Quantity() = default;
  Quantity(double number) : value(number) {}  // NOLINT(google-explicit-constructor): a plain value
  [[nodiscard]] static Quantity undefined(std::string why) {
    Quantity out;
    out.reason = std::move(why);
    return out;
  }
  /// There is a finite value.
  [[nodiscard]] bool defined() const;
};

/// The number, or "n/a".
[[nodiscard]] std::string format_quantity(const Quantity& quantity, const NumberFormat& format);

}  // namespace mlpipe::report
