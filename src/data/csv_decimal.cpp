// SPDX-License-Identifier: MIT
// Which of '.' and ',' is the decimal mark.
#include <algorithm>

#include "mlpipe/core/text.hpp"

#include "data/csv_detect.hpp"

namespace mlpipe::data {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_body(char c) {
  return is_digit(c) || c == '.' || c == ',';
}

/// The digits and marks of a cell, without sign, currency sign, exponent and the group marks that
/// are no points or commas; empty if it is no number.
/// @param body  may hold what is returned
std::string_view digits_and_marks(std::string_view text, std::string& body) {
  // Nearly all numbers are nothing else, but for a sign.
  if (const auto plain = text.substr(!text.empty() && text[0] == '-' ? 1 : 0);
      std::all_of(plain.begin(), plain.end(), is_body)) {
    return plain;
  }
  const auto first = std::find_if(text.begin(), text.end(), is_body);
  const auto ahead = text.substr(0, static_cast<std::size_t>(first - text.begin()));
  if (ahead.size() > 4 || ahead.find_first_of("\"'/:;_") != std::string_view::npos ||
      lower(ahead).find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) {
    return {};
  }
  text.remove_prefix(ahead.size());
  body.clear();
  while (!text.empty()) {
    const std::size_t blank = blank_length(text);
    if (is_body(text[0])) {
      body += text[0];
      text.remove_prefix(1);
    } else if (blank > 0 || text[0] == '\'') {
      text.remove_prefix(std::max<std::size_t>(blank, 1));
    } else {
      break;
    }
  }
  const bool exponent = !text.empty() && (text[0] == 'e' || text[0] == 'E');
  const bool currency =
      text.size() <= 3 && (text.empty() || !is_digit(text.back())) &&
      lower(text).find_first_of("abcdefghijklmnopqrstuvwxyz%-/:;_") == std::string::npos;
  return exponent || currency ? std::string_view(body) : std::string_view();
}

/// Digits in groups of three behind the first, which has one to three.
bool in_groups(std::string_view body, char mark) {
  std::size_t length = body.find(mark);
  if (length < 1 || length > 3 || body[0] == '0') {
    return false;
  }
  for (std::size_t at = length; at < body.size(); at += 4) {
    length = std::min(body.find(mark, at + 1), body.size()) - at - 1;
    if (length != 3) {
      return false;
    }
  }
  return true;
}

enum class Reading { kNone, kPoint, kComma, kEitherByPoint, kEitherByComma };

/// One kind of mark in a number: a decimal mark, or groups, or it may be both.
Reading read_single(std::string_view body, char mark, std::size_t count) {
  const bool groups = in_groups(body, mark);
  if (count > 1) {
    if (!groups) {
      return Reading::kNone;
    }
    return mark == '.' ? Reading::kComma : Reading::kPoint;
  }
  if (groups) {
    return mark == '.' ? Reading::kEitherByPoint : Reading::kEitherByComma;
  }
  return mark == '.' ? Reading::kPoint : Reading::kComma;
}

Reading read_marks(std::string_view body) {
  std::size_t points = 0;
  std::size_t commas = 0;
  for (const char c : body) {
    points += c == '.' ? 1U : 0U;
    commas += c == ',' ? 1U : 0U;
  }
  if (points + commas == 0 || points + commas == body.size()) {  // the rest are digits
    return Reading::kNone;
  }
  if (commas == 0) {
    return read_single(body, '.', points);
  }
  if (points == 0) {
    return read_single(body, ',', commas);
  }
  const std::size_t last = body.find_last_of(".,");
  const char decimal = body[last];
  const char group = decimal == '.' ? ',' : '.';
  if ((decimal == '.' ? points : commas) > 1 || !in_groups(body.substr(0, last), group)) {
    return Reading::kNone;
  }
  return decimal == '.' ? Reading::kPoint : Reading::kComma;
}

std::string without(std::string text, char mark) {
  text.erase(std::remove(text.begin(), text.end(), mark), text.end());
  return text;
}

/// "line 2, column 3 (\"close\")"
std::string place_of(const CsvCell& cell, const std::vector<std::string>& names) {
  const std::string name =
      cell.column < names.size() ? " (" + quote(names[cell.column]) + ")" : std::string();
  return "line " + std::to_string(cell.line) + ", column " + std::to_string(cell.column + 1) + name;
}

}  // namespace

void DecimalEvidence::Seen::add(std::string_view text, std::uint64_t line, std::size_t column) {
  if (count++ == 0) {
    first = {std::string(text), line, column};
  }
}

void DecimalEvidence::add(const std::vector<std::string>& fields, std::uint64_t line) {
  std::string body;
  for (std::size_t column = 0; column < fields.size(); ++column) {
    const std::string& text = fields[column];
    if (text.size() > 64 || text.find_first_of(".,") == std::string::npos) {
      continue;
    }
    switch (read_marks(digits_and_marks(text, body))) {
      case Reading::kPoint:
        point_.add(text, line, column);
        break;
      case Reading::kComma:
        comma_.add(text, line, column);
        break;
      case Reading::kEitherByPoint:
        either_by_point_.add(text, line, column);
        break;
      case Reading::kEitherByComma:
        either_by_comma_.add(text, line, column);
        break;
      case Reading::kNone:
        break;
    }
  }
}

char DecimalEvidence::decide(char separator, const std::vector<std::string>& names) const {
  constexpr std::string_view kHowToSet = "; set data.decimal to \".\" or \",\"";
  if (point_.count + comma_.count > 0) {
    // A cell that can be read one way only is a bad number in the other: a few are such.
    const bool point = point_.count > comma_.count;
    const std::size_t fewer = std::min(point_.count, comma_.count);
    const std::size_t more = std::max(point_.count, comma_.count);
    if (fewer * 10 <= more || (point && separator == ',')) {
      return point ? '.' : ',';
    }
    throw CsvRefusal("the decimal mark cannot be told: " + quote(point_.first.text) + " in " +
                     place_of(point_.first, names) + " has a decimal point, " +
                     quote(comma_.first.text) + " in " + place_of(comma_.first, names) +
                     " a decimal comma" + std::string(kHowToSet));
  }
  const bool none = either_by_point_.count + either_by_comma_.count == 0;
  if (none || separator == ',') {
    return '.';
  }
  const CsvCell& cell =
      either_by_comma_.count > 0 ? either_by_comma_.first : either_by_point_.first;
  const char mark = either_by_comma_.count > 0 ? ',' : '.';
  std::string fraction = cell.text;
  std::replace(fraction.begin(), fraction.end(), ',', '.');
  throw CsvRefusal("the decimal mark cannot be told: " + quote(cell.text) + " in " +
                   place_of(cell, names) + " may be " + fraction + " or " +
                   without(cell.text, mark) + std::string(kHowToSet));
}

}  // namespace mlpipe::data
