// SPDX-License-Identifier: MIT
#include "data/csv_number.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "mlpipe/core/text.hpp"

namespace mlpipe::data {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Bytes of the currency sign at the front: $, the signs of Latin-1 (except the cent, which would
/// change the value) and the block of currency symbols U+20A0 .. U+20BF.
std::size_t currency_length(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  if (text[0] == '$') {
    return 1;
  }
  if (text.size() >= 2 && text[0] == '\xC2') {
    return text[1] == '\xA3' || text[1] == '\xA4' || text[1] == '\xA5' ? 2 : 0;
  }
  if (text.size() >= 3 && text.substr(0, 2) == "\xE2\x82") {
    const auto last = static_cast<unsigned char>(text[2]);
    return last >= 0xA0 && last <= 0xBF ? 3 : 0;
  }
  return 0;
}

/// Bytes of a mark between groups of digits.
std::size_t group_mark_length(std::string_view text, char decimal) {
  const char point_or_comma = decimal == '.' ? ',' : '.';
  if (text[0] == point_or_comma || text[0] == '\'') {
    return 1;
  }
  if (text.substr(0, 3) == "\xE2\x80\x99") {  // U+2019, typographic apostrophe
    return 3;
  }
  return text[0] == '\t' ? 0 : blank_length(text);
}

/// Takes the parts of a number off a text and writes them in the form of std::from_chars.
class NumberText {
 public:
  NumberText(std::string_view text, char decimal, std::string& out)
      : text_(text), decimal_(decimal), out_(out) {
    out_.clear();
  }

  /// Sign and currency sign, in either order, once each; the currency sign may end the text.
  void take_affixes() {
    bool sign = false;
    for (std::size_t length = 1; length > 0;) {
      length = 0;
      if (!sign && !text_.empty() && (text_[0] == '-' || text_[0] == '+')) {
        sign = true;
        length = 1;
        out_ = text_[0] == '-' ? "-" : "";
      } else if (!currency_ && currency_length(text_) > 0) {
        currency_ = true;
        length = currency_length(text_);
      } else if (currency_) {
        length = blank_length(text_);
      }
      text_.remove_prefix(length);
    }
    for (std::size_t length = 1; !currency_ && length <= 3 && length <= text_.size(); ++length) {
      if (currency_length(text_.substr(text_.size() - length)) == length) {
        currency_ = true;
        text_ = trim_blanks(text_.substr(0, text_.size() - length));
      }
    }
  }

  /// Digits with an optional fraction and exponent, to the end. @return false if it is not that
  bool take_digits() {
    const std::size_t before = take_run();
    if (!take_groups(before)) {
      return false;
    }
    std::size_t after = 0;
    if (!text_.empty() && text_[0] == decimal_) {
      text_.remove_prefix(1);
      out_ += '.';
      after = take_run();
    }
    return before + after > 0 && take_exponent() && text_.empty();
  }

  [[nodiscard]] bool currency() const { return currency_; }
  [[nodiscard]] bool thousands() const { return thousands_; }
  [[nodiscard]] std::string_view rest() const { return text_; }

 private:
  std::size_t take_run() {
    std::size_t count = 0;
    while (count < text_.size() && is_digit(text_[count])) {
      ++count;
    }
    out_ += text_.substr(0, count);
    text_.remove_prefix(count);
    return count;
  }

  bool take_groups(std::size_t first) {
    const std::size_t length = text_.empty() ? 0 : group_mark_length(text_, decimal_);
    if (length == 0) {
      return true;
    }
    const bool leading_zero = first > 0 && out_[out_.size() - first] == '0';
    if (first < 1 || first > 3 || leading_zero) {
      return false;
    }
    thousands_ = true;
    const std::string_view mark = text_.substr(0, length);
    while (text_.substr(0, length) == mark) {
      text_.remove_prefix(length);
      if (take_run() != 3) {
        return false;
      }
    }
    return true;
  }

  bool take_exponent() {
    if (text_.empty() || (text_[0] | 0x20) != 'e' || thousands_) {
      return true;
    }
    out_ += 'e';
    text_.remove_prefix(1);
    if (!text_.empty() && (text_[0] == '-' || text_[0] == '+')) {
      out_ += text_[0] == '-' ? "-" : "";
      text_.remove_prefix(1);
    }
    return take_run() > 0;
  }

  std::string_view text_;
  char decimal_;
  std::string& out_;
  bool currency_ = false;
  bool thousands_ = false;
};

bool is_infinity(std::string_view text) {
  if (text.size() > 8) {
    return false;
  }
  const std::string word = lower(text);
  return word == "inf" || word == "infinity" || word == "\xE2\x88\x9E";  // U+221E
}

/// Of a number that no finite value of its type is near to: is it too large, or too small?
bool is_overflow(std::string_view digits) {
  const std::size_t mark = digits.find('e');
  const std::string_view mantissa = digits.substr(0, mark);
  std::int64_t exponent = 0;
  if (mark != std::string_view::npos) {
    const std::string_view power = digits.substr(mark + 1);
    const auto result = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (result.ec != std::errc()) {
      return power[0] != '-';
    }
  }
  // Digits before the point that count, or minus the zeros behind it.
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) {
    return false;
  }
  const auto magnitude = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  return exponent > -magnitude;
}

}  // namespace

template <class T>
CsvNumber<T> parse_number(std::string_view text, char decimal, std::string& scratch) {
  CsvNumber<T> number;
  NumberText parts(text, decimal, scratch);
  parts.take_affixes();
  if (is_infinity(parts.rest())) {
    number.state = NumberState::kInfinite;
    return number;
  }
  if (!parts.take_digits()) {
    return number;
  }
  number.currency = parts.currency();
  number.thousands = parts.thousands();
  number.state = NumberState::kNumber;
  const char* end = scratch.data() + scratch.size();
  const auto result = std::from_chars(scratch.data(), end, number.value);
  if (result.ec == std::errc::result_out_of_range) {
    const bool negative = scratch[0] == '-';
    number.value = negative ? -T{0} : T{0};
    if (is_overflow(std::string_view(scratch).substr(negative ? 1 : 0))) {
      number.state = NumberState::kInfinite;
    }
  } else if (result.ec != std::errc() || result.ptr != end) {
    number.state = NumberState::kBad;
  }
  return number;
}

template CsvNumber<double> parse_number(std::string_view, char, std::string&);
template CsvNumber<float> parse_number(std::string_view, char, std::string&);

}  // namespace mlpipe::data
