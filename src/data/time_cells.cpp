// SPDX-License-Identifier: MIT
#include "data/time_cells.hpp"

#include <charconv>

#include "data/time_fields.hpp"

namespace mlpipe::data {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
// Years 1 to 9999, the range in which a Timestamp can be written as ISO 8601.
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;

/// Two digits, or something negative.
int two(const char* at) noexcept {
  const unsigned tens = static_cast<unsigned char>(at[0]) - '0';
  const unsigned ones = static_cast<unsigned char>(at[1]) - '0';
  return tens < 10 && ones < 10 ? static_cast<int>(tens * 10 + ones) : -10'000;
}

int four(const char* at) noexcept {
  return two(at) * 100 + two(at + 2);
}

/// hh:mm[:ss[.fraction]] at the front of the cursor.
std::optional<std::int64_t> take_clock(TextCursor& cursor) {
  ClockFields clock;
  const auto hour = cursor.take_digits(1, 2);
  if (!hour || !cursor.take(':')) {
    return std::nullopt;
  }
  clock.hour = *hour;
  clock.minute = cursor.take_digits(2, 2).value_or(-1);
  if (cursor.take(':')) {
    clock.second = cursor.take_digits(2, 2).value_or(-1);
    if (cursor.take('.') || cursor.take(',')) {
      const auto micro = cursor.take_fraction();
      if (!micro) {
        return std::nullopt;
      }
      clock.micro = *micro;
    }
  }
  return clock_micros(clock);
}

/// +hh:mm or -hh:mm, whole, which nearly all stamps with offset have; empty for any other form.
std::optional<std::int64_t> plain_offset(std::string_view text) noexcept {
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) {
    return std::nullopt;
  }
  const int hours = two(text.data() + 1);
  const int minutes = two(text.data() + 4);
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) {
    return std::nullopt;
  }
  const std::int64_t offset = (hours * 3600LL + minutes * 60LL) * kMicrosPerSecond;
  return text[0] == '-' ? -offset : offset;
}

/// Reads what follows the seconds: a fraction, and an offset or "UTC".
bool finish_iso(std::string_view tail, IsoCell& cell) {
  if (const auto offset = plain_offset(tail)) {
    cell.has_offset = true;
    cell.micros -= *offset;
    return true;
  }
  TextCursor cursor(tail);
  if (cursor.take('.') || cursor.take(',')) {
    const auto micro = cursor.take_fraction();
    if (!micro) {
      return false;
    }
    cell.micros += *micro;
  }
  cursor.skip_blanks();
  if (cursor.at_end()) {
    return true;
  }
  static constexpr std::string_view kUtc[] = {"utc", "gmt"};
  const auto offset = cursor.take_offset();
  if (!offset && !cursor.take_word(kUtc)) {
    return false;
  }
  cell.has_offset = true;
  cell.micros -= offset.value_or(0);
  return cursor.at_end();
}

}  // namespace

std::optional<IsoCell> parse_iso_cell(std::string_view cell) {
  // Fixed positions instead of the cursor: this runs once a row.
  const char* at = cell.data();
  if (cell.size() < 10 || at[4] != '-' || at[7] != '-') {
    return std::nullopt;
  }
  const int year = four(at);
  const auto date = year < 1 ? std::nullopt : civil_micros(year, two(at + 5), two(at + 8));
  if (!date) {
    return std::nullopt;
  }
  IsoCell out{*date, false, false};
  if (cell.size() == 10) {
    return out;
  }
  if (cell.size() < 16 || (at[10] != 'T' && at[10] != ' ' && at[10] != 't') || at[13] != ':') {
    return std::nullopt;
  }
  const bool seconds = cell.size() >= 19 && at[16] == ':';
  const auto clock =
      clock_micros({two(at + 11), two(at + 14), seconds ? two(at + 17) : 0, std::int64_t{0}});
  if (!clock) {
    return std::nullopt;
  }
  out.micros += *clock;
  out.has_clock = true;
  const std::string_view tail = cell.substr(seconds ? 19 : 16);
  if (tail.empty()) {
    return out;
  }
  // A fraction belongs to seconds: "10:30.5" is no time.
  const bool fraction = tail.front() == '.' || tail.front() == ',';
  return (seconds || !fraction) && finish_iso(tail, out) ? std::optional(out) : std::nullopt;
}

std::optional<std::int64_t> IsoTimeParser::parse(std::string_view cell) const {
  const auto iso = parse_iso_cell(cell);
  return iso && iso->has_offset == (kind_ == Kind::kInstant) ? std::optional(iso->micros)
                                                             : std::nullopt;
}

std::optional<std::int64_t> DigitTimeParser::parse(std::string_view cell) const {
  if (cell.size() != digits_) {
    return std::nullopt;
  }
  const char* at = cell.data();
  const int year = four(at);
  const auto date =
      year < 1800 || year > 2199 ? std::nullopt : civil_micros(year, two(at + 4), two(at + 6));
  if (!date || digits_ == 8) {
    return date;
  }
  const auto clock =
      clock_micros({two(at + 8), two(at + 10), digits_ == 14 ? two(at + 12) : 0, std::int64_t{0}});
  return clock ? std::optional(*date + *clock) : std::nullopt;
}

std::optional<std::int64_t> EpochTimeParser::parse(std::string_view cell) const {
  const char* end = cell.data() + cell.size();
  std::int64_t whole = 0;
  const auto [stop, error] = std::from_chars(cell.data(), end, whole);
  if (error != std::errc() || whole / units_per_second_ > kLastSecond ||
      whole / units_per_second_ < kFirstSecond) {
    return std::nullopt;
  }
  TextCursor cursor(cell.substr(static_cast<std::size_t>(stop - cell.data())));
  std::int64_t millionths = 0;  // of one unit
  if (cursor.take('.')) {
    const auto fraction = cursor.take_fraction();
    if (!fraction) {
      return std::nullopt;
    }
    millionths = *fraction;
  }
  if (!cursor.at_end()) {
    return std::nullopt;
  }
  if (units_per_second_ > kMicrosPerSecond) {
    const std::int64_t divisor = units_per_second_ / kMicrosPerSecond;
    return whole / divisor - (whole % divisor < 0 ? 1 : 0);
  }
  const std::int64_t fraction = millionths / units_per_second_;
  const bool negative = cell.front() == '-';
  return whole * (kMicrosPerSecond / units_per_second_) + (negative ? -fraction : fraction);
}

std::optional<std::int64_t> TimeOfDayParser::parse(std::string_view cell) const {
  const bool digits_only = cell.find(':') == std::string_view::npos;
  if (digits_only) {
    if (cell.size() != 4 && cell.size() != 6) {
      return std::nullopt;
    }
    const char* at = cell.data();
    return clock_micros(
        {two(at), two(at + 2), cell.size() == 6 ? two(at + 4) : 0, std::int64_t{0}});
  }
  constexpr std::int64_t kHour = 3600 * kMicrosPerSecond;
  TextCursor cursor(cell);
  const auto clock = take_clock(cursor);
  cursor.skip_blanks();
  if (!clock || cursor.at_end()) {
    return clock;
  }
  static constexpr std::string_view kHalf[] = {"am", "pm"};
  const auto half = cursor.take_word(kHalf);
  if (!half || !cursor.at_end() || *clock < kHour || *clock >= 13 * kHour) {
    return std::nullopt;
  }
  return *clock % (12 * kHour) + (*half == 1 ? 12 * kHour : 0);
}

}  // namespace mlpipe::data
