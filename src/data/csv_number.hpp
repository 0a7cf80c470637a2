// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "data/csv_fields.hpp"

namespace mlpipe::data {

enum class NumberState {
  kNumber,
  kBad,       ///< no number
  kInfinite,  ///< infinite, or too large for the type
};

/// What a cell that should hold a number says.
template <class T>
struct CsvNumber {
  T value = 0;
  NumberState state = NumberState::kBad;
  bool currency = false;   ///< a currency sign was taken off
  bool thousands = false;  ///< thousands separators were taken out
};

/// Reads every form that is accepted: signs, a currency sign at either end, digits in groups of
/// three (',' or '.', whichever is not the decimal mark; blanks; apostrophes), exponents. The
/// value is the one that std::from_chars gives for the digits: the nearest T. What is too small for
/// T is zero.
/// @param text  trimmed, not empty
template <class T>
[[nodiscard]] CsvNumber<T> parse_number(std::string_view text, char decimal, std::string& scratch);

extern template CsvNumber<double> parse_number(std::string_view, char, std::string&);
extern template CsvNumber<float> parse_number(std::string_view, char, std::string&);

/// mantissa * 10^exponent, as written: [+-] digits [mark digits] [e [+-] digits].
struct PlainNumber {
  std::uint64_t mantissa = 0;
  int exponent = 0;
  bool negative = false;
};

/// Up to eight digits at `at`: how many, and their value.
struct DigitRun {
  std::uint64_t value;
  unsigned count;
};

/// Without branches: the lengths of numbers are hard to guess, and a wrong guess costs more than
/// all that is done here.
inline DigitRun read_8_digits(const char* at) noexcept {
  const std::uint64_t word = load_8(at) ^ 0x3030303030303030ULL;
  // A byte above 9 carries into its high bit; what it does to bytes behind it does not matter.
  const std::uint64_t other = ((word + 0x7676767676767676ULL) | word) & 0x8080808080808080ULL;
  const unsigned count = static_cast<unsigned>(std::countr_zero(other)) >> 3U;
  // The digits move to the high end and zeros follow in front (by two shifts, since one of 64 bits
  // means nothing); then pairs, fours and eights join.
  const unsigned half_shift = 32 - 4 * count;
  std::uint64_t x = (word << half_shift) << half_shift;
  x = (x * 10) + (x >> 8U);
  x = (((x & 0x000000FF000000FFULL) * 0x000F424000000064ULL) +
       (((x >> 16U) & 0x000000FF000000FFULL) * 0x0000271000000001ULL)) >>
      32U;
  return {x, count};
}

inline constexpr std::array<std::uint64_t, 9> kPowersOfTen{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

/// Appends a run of digits to a mantissa. @return behind the run; `digits` grows by its length
inline const char* read_digits(const char* at, std::uint64_t& mantissa, unsigned& digits) noexcept {
  for (;;) {
    const DigitRun run = read_8_digits(at);
    mantissa = mantissa * kPowersOfTen[run.count] + run.value;
    digits += run.count;
    at += run.count;
    if (run.count < 8 || digits > 19) {
      return at;
    }
  }
}

/// The same for a fraction, where seven, eight and nine digits are equally likely.
inline const char* read_fraction(const char* at, std::uint64_t& mantissa,
                                 unsigned& digits) noexcept {
  const DigitRun first = read_8_digits(at);
  DigitRun second = read_8_digits(at + 8);
  const bool more = first.count == 8;
  second.count = more ? second.count : 0;
  second.value = more ? second.value : 0;
  mantissa = mantissa * kPowersOfTen[first.count] + first.value;
  mantissa = mantissa * kPowersOfTen[second.count] + second.value;
  const unsigned count = first.count + second.count;
  digits += count;
  return count < 16 ? at + count : read_digits(at + 16, mantissa, digits);
}

/// [+-] digits behind an 'e'. @return behind it, or null
inline const char* read_exponent(const char* at, int& exponent) noexcept {
  const bool down = *at == '-';
  at += (*at == '-' || *at == '+') ? 1 : 0;
  const DigitRun run = read_8_digits(at);
  if (run.count == 0 || run.count > 4) {
    return nullptr;
  }
  exponent += down ? -static_cast<int>(run.value) : static_cast<int>(run.value);
  return at + run.count;
}

/// The common case. @return behind the number, or null if it is something else or has more than 19
/// digits (parse_number() then decides)
[[gnu::always_inline]] inline const char* scan_plain(const char* at, char decimal,
                                                     PlainNumber& number) noexcept {
  std::uint64_t mantissa = 0;
  unsigned digits = 0;
  const bool minus = *at == '-';
  const bool plus = *at == '+';
  number.negative = minus;
  at += static_cast<unsigned>(minus) | static_cast<unsigned>(plus);
  at = read_digits(at, mantissa, digits);
  int exponent = 0;
  if (*at == decimal) {
    const unsigned before = digits;
    at = read_fraction(at + 1, mantissa, digits);
    exponent = -static_cast<int>(digits - before);
  }
  if (digits == 0 || digits > 19) {
    return nullptr;
  }
  if ((*at | 0x20) == 'e') {
    at = read_exponent(at + 1, exponent);
  }
  number.mantissa = mantissa;
  number.exponent = exponent;
  return at;
}

/// Exact powers: 10^22 = 2^22 * 5^22, and 5^22 < 2^53.
inline constexpr std::array<double, 23> kExactPowers{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// The nearest double where one operation on exact operands gives it: mantissa <= 2^53 and a power
/// of ten that is a double. (Clinger 1990, "How to read floating point numbers accurately".)
inline bool to_nearest(const PlainNumber& number, double& value) noexcept {
  if (number.mantissa > (1ULL << 53U) || number.exponent < -22 || number.exponent > 22) {
    return false;
  }
  const auto whole = static_cast<double>(static_cast<std::int64_t>(number.mantissa));
  const double size = number.exponent < 0
                          ? whole / kExactPowers[static_cast<std::size_t>(-number.exponent)]
                          : whole * kExactPowers[static_cast<std::size_t>(number.exponent)];
  value = std::bit_cast<double>(std::bit_cast<std::uint64_t>(size) |
                                (static_cast<std::uint64_t>(number.negative) << 63U));
  return true;
}

/// The nearest float, by way of the nearest double. Rounding twice is wrong only if the double lies
/// half way between two floats, since half ways are doubles and rounding keeps order; that case and
/// the ends of the range are left to parse_number().
inline bool to_nearest(const PlainNumber& number, float& value) noexcept {
  double wide = 0;
  if (!to_nearest(number, wide)) {
    return false;
  }
  const auto bits = std::bit_cast<std::uint64_t>(wide);
  const bool half_way = (bits & 0x1FFFFFFFU) == 0x10000000U;
  const double size = std::fabs(wide);
  if (half_way || size > 1e38 || (size < 1e-37 && size != 0)) {
    return false;
  }
  value = static_cast<float>(wide);
  return true;
}

}  // namespace mlpipe::data
