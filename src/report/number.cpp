// SPDX-License-Identifier: MIT
#include "mlpipe/report/number.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/text.hpp"

namespace mlpipe::report {
namespace {

/// 1234.5 -> "1,234.50"; the sign of a number that rounds to zero is dropped.
std::string grouped_fixed(double value, int digits) {
  std::string text = fixed(std::abs(value), digits);
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  const std::size_t whole = std::min(text.find('.'), text.size());
  for (std::size_t at = whole; at > 3; at -= 3) {
    text.insert(at - 3, ",");
  }
  return value < 0.0 && !is_zero ? "-" + text : text;
}

}  // namespace

std::string format_number(double value, const NumberFormat& format) {
  if (std::isnan(value)) {
    return "n/a";
  }
  if (std::isinf(value)) {
    return value > 0 ? "inf" : "-inf";
  }
  switch (format.style) {
    case NumberStyle::kPercent:
      return grouped_fixed(100.0 * value, format.digits) + "%";
    case NumberStyle::kCount:
      return grouped_fixed(value, 0);
    case NumberStyle::kNumber:
      break;
  }
  return grouped_fixed(value, format.digits);
}

std::string format_signed(double value, const NumberFormat& format) {
  const std::string text = format_number(value, format);
  const bool is_positive =
      text.front() != '-' && text.find_first_of("123456789") != std::string::npos;
  return is_positive ? "+" + text : text;
}

bool Quantity::defined() const {
  return value.has_value() && std::isfinite(*value);
}

std::string format_quantity(const Quantity& quantity, const NumberFormat& format) {
  return quantity.defined() ? format_number(*quantity.value, format) : "n/a";
}

}  // namespace mlpipe::report
