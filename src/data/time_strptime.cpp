// SPDX-License-Identifier: MIT
#include "data/time_strptime.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "data/time_fields.hpp"

namespace mlpipe::data {
namespace {

constexpr std::string_view kPointer = "/data/time_format";
constexpr std::string_view kDirectives = "YymdejbBhaAHkIlpMSfzZsTRFDnt%";
constexpr std::string_view kMonths[] = {
    "jan",  "feb",    "mar",       "apr",     "may",      "jun",      "jul",   "aug", "sep",
    "oct",  "nov",    "dec",       "january", "february", "march",    "april", "may", "june",
    "july", "august", "september", "october", "november", "december", "sept"};
constexpr std::string_view kWeekdays[] = {"sun",       "mon",      "tue",    "wed",     "thu",
                                          "fri",       "sat",      "sunday", "monday",  "tuesday",
                                          "wednesday", "thursday", "friday", "saturday"};
constexpr std::string_view kHalves[] = {"am", "pm"};
constexpr std::string_view kZones[] = {"utc", "gmt", "z"};

struct Fields {
  int year = 1970;
  int month = 1;
  int day = 1;
  int day_of_year = 0;
  ClockFields clock;
  std::optional<int> half;  ///< 0: before noon, 1: after
  std::int64_t offset = 0;
  std::optional<std::int64_t> epoch_seconds;
};

bool set(int& field, std::optional<int> value) {
  field = value.value_or(0);
  return value.has_value();
}

bool take_month(TextCursor& cursor, int& month) {
  const auto word = cursor.take_word(kMonths);
  month = !word ? 0 : (*word == 24 ? 9 : *word % 12 + 1);
  return word.has_value();
}

bool take_two_digit_year(TextCursor& cursor, int& year) {
  const auto value = cursor.take_digits(2, 2);
  year = value.value_or(0) + (value.value_or(0) < 69 ? 2000 : 1900);
  return value.has_value();
}

bool take_epoch(TextCursor& cursor, std::optional<std::int64_t>& seconds) {
  const std::string_view rest = cursor.rest();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  constexpr std::int64_t kLimit = 250'000'000'000;
  if (error != std::errc() || value > kLimit || value < -kLimit) {
    return false;
  }
  cursor = TextCursor(rest.substr(static_cast<std::size_t>(end - rest.data())));
  seconds = value;
  return true;
}

bool take_date_field(char directive, TextCursor& cursor, Fields& fields) {
  switch (directive) {
    case 'Y':
      return set(fields.year, cursor.take_digits(4, 4));
    case 'y':
      return take_two_digit_year(cursor, fields.year);
    case 'm':
      return set(fields.month, cursor.take_digits(1, 2));
    case 'e':
      cursor.skip_blanks();
      [[fallthrough]];
    case 'd':
      return set(fields.day, cursor.take_digits(1, 2));
    case 'j':
      return set(fields.day_of_year, cursor.take_digits(1, 3)) && fields.day_of_year > 0;
    case 'b':
      return take_month(cursor, fields.month);
    case 'a':
      return cursor.take_word(kWeekdays).has_value();
    default:
      return take_epoch(cursor, fields.epoch_seconds);
  }
}

bool take_clock_field(char directive, TextCursor& cursor, Fields& fields) {
  switch (directive) {
    case 'H':
    case 'I':
      cursor.skip_blanks();  // %k and %l, which pad with a blank, are compiled to these
      return set(fields.clock.hour, cursor.take_digits(1, 2));
    case 'M':
      return set(fields.clock.minute, cursor.take_digits(1, 2));
    case 'S':
      return set(fields.clock.second, cursor.take_digits(1, 2));
    case 'f': {
      const auto micro = cursor.take_fraction();
      fields.clock.micro = micro.value_or(0);
      return micro.has_value();
    }
    case 'p':
      fields.half = cursor.take_word(kHalves);
      return fields.half.has_value();
    case 'z': {
      const auto offset = cursor.take_offset();
      fields.offset = offset.value_or(0);
      return offset.has_value();
    }
    default:
      return cursor.take_word(kZones).has_value();
  }
}

std::optional<std::int64_t> assemble(Fields fields) {
  constexpr std::int64_t kSecond = 1'000'000;
  if (fields.epoch_seconds) {
    return *fields.epoch_seconds * kSecond + fields.clock.micro;
  }
  if (fields.half) {
    if (fields.clock.hour < 1 || fields.clock.hour > 12) {
      return std::nullopt;
    }
    fields.clock.hour = fields.clock.hour % 12 + 12 * *fields.half;
  }
  const auto clock = clock_micros(fields.clock);
  auto date = civil_micros(fields.year, fields.month, fields.day);
  if (date && fields.day_of_year > 0) {
    date = *date + (fields.day_of_year - 1) * (86'400 * kSecond);
    const auto next_year = civil_micros(fields.year + 1, 1, 1);
    date = date < next_year ? date : std::nullopt;
  }
  return date && clock && fields.year > 0 ? std::optional(*date + *clock - fields.offset)
                                          : std::nullopt;
}

/// Directives that are short for others, or differ from them only in how they are written.
std::string_view expansion(char directive) {
  switch (directive) {
    case 'T':
      return "%H:%M:%S";
    case 'R':
      return "%H:%M";
    case 'F':
      return "%Y-%m-%d";
    case 'D':
      return "%m/%d/%y";
    case 'B':
    case 'h':
      return "%b";
    case 'A':
      return "%a";
    case 'k':
      return "%H";
    case 'l':
      return "%I";
    default:
      return {};
  }
}

}  // namespace

StrptimeParser::StrptimeParser(const std::string& format) {
  compile(format, format);
  const auto refuse = [&](const std::string& what) {
    throw ConfigError(std::string(kPointer), quote(format) + " " + what);
  };
  const bool day = uses("j") || (uses("m") && uses("de")) || (uses("b") && uses("de"));
  if (!uses("s") && !(uses("Yy") && day)) {
    refuse("does not fix a day; it needs a year, a month and a day, e.g. \"%Y-%m-%d\"");
  }
  if (uses("I") != uses("p") || (uses("I") && uses("H"))) {
    refuse("must have %I together with %p (12 hours) or %H without %p (24 hours)");
  }
}

void StrptimeParser::compile(const std::string& format, const std::string& part) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    if (c == ' ' || c == '\t') {
      tokens_.push_back({' ', 0});
      continue;
    }
    if (c != '%') {
      tokens_.push_back({0, c});
      continue;
    }
    const char directive = i + 1 < part.size() ? part[++i] : '\0';
    if (directive == '\0' || kDirectives.find(directive) == std::string_view::npos) {
      throw ConfigError(std::string(kPointer),
                        quote(format) + " has the directive " + quote(part.substr(i - 1, 2)) +
                            ", which is unknown; known: " + std::string(kDirectives) +
                            ", or a name: iso, yyyymmdd, yyyymmddhhmm, yyyymmddhhmmss, epoch_s, "
                            "epoch_ms, epoch_us, epoch_ns");
    }
    if (directive == '%') {
      tokens_.push_back({0, '%'});
    } else if (directive == 'n' || directive == 't') {
      tokens_.push_back({' ', 0});
    } else if (const auto longer = expansion(directive); !longer.empty()) {
      compile(format, std::string(longer));
    } else {
      tokens_.push_back({directive, 0});
    }
  }
}

std::optional<std::int64_t> StrptimeParser::parse(std::string_view cell) const {
  constexpr std::string_view kDateDirectives = "Yymdejbas";
  TextCursor cursor(cell);
  Fields fields;
  for (const Token& token : tokens_) {
    bool fits = true;
    if (token.directive == 0) {
      fits = cursor.take(token.literal);
    } else if (token.directive == ' ') {
      cursor.skip_blanks();
    } else if (kDateDirectives.find(token.directive) != std::string_view::npos) {
      fits = take_date_field(token.directive, cursor, fields);
    } else {
      fits = take_clock_field(token.directive, cursor, fields);
    }
    if (!fits) {
      return std::nullopt;
    }
  }
  return cursor.at_end() ? assemble(fields) : std::nullopt;
}

bool StrptimeParser::uses(const char* any) const noexcept {
  const std::string_view wanted(any);
  return std::any_of(tokens_.begin(), tokens_.end(), [&](const Token& token) {
    return token.directive != 0 && wanted.find(token.directive) != std::string_view::npos;
  });
}

bool StrptimeParser::instant() const noexcept {
  return uses("zZs");
}

bool StrptimeParser::date_only() const noexcept {
  return !uses("HIs");
}

}  // namespace mlpipe::data
