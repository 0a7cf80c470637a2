// SPDX-License-Identifier: MIT
#include "optimize/decimal_grid.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

namespace mlpipe::optimize {
namespace {

__extension__ using Wide = __int128;

/// digits * 10^exponent
struct Decimal {
  Wide digits = 0;
  int exponent = 0;
};

Decimal decimal(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific);
  Decimal out;
  const char* at = buffer.data();
  bool fraction = false;
  for (; *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = true;
    } else if (*at != '-') {
      out.digits = out.digits * 10 + (*at - '0');
      out.exponent -= fraction ? 1 : 0;
    }
  }
  ++at;
  at += *at == '+' ? 1 : 0;
  int power = 0;
  std::from_chars(at, end.ptr, power);
  out.exponent += power;
  out.digits = value < 0.0 ? -out.digits : out.digits;
  return out;
}

/// The number's digits at a smaller exponent; empty if they do not fit.
std::optional<Wide> digits_at(const Decimal& number, int exponent) {
  Wide digits = number.digits;
  for (int e = number.exponent; e > exponent && digits != 0; --e) {
    if (__builtin_mul_overflow(digits, Wide{10}, &digits)) {
      return std::nullopt;
    }
  }
  return digits;
}

double to_double(Wide digits, int exponent) {
  std::string text;
  for (Wide rest = digits < 0 ? -digits : digits; rest > 0; rest /= 10) {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  text = (digits < 0 ? "-0" : "0") + text + "e" + std::to_string(exponent);
  double value = 0.0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

double last_grid_value(double low, double high, double step) {
  const Decimal l = decimal(low);
  const Decimal h = decimal(high);
  const Decimal s = decimal(step);
  const int exponent = std::min({l.exponent, h.exponent, s.exponent});
  const auto first = digits_at(l, exponent);
  const auto last = digits_at(h, exponent);
  const auto width = digits_at(s, exponent);
  Wide span = 0;
  if (!first || !last || !width || __builtin_sub_overflow(*last, *first, &span)) {
    return std::min(high, low + std::floor((high - low) / step) * step);
  }
  return span % *width == 0 ? high : to_double(*first + span / *width * *width, exponent);
}

}  // namespace mlpipe::optimize
