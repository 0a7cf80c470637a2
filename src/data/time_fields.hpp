// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mlpipe::data {

/// A time of day as it was written.
struct ClockFields {
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t micro = 0;
};

/// Microseconds since midnight; empty unless 0 <= hour < 24 and so on. Leap seconds are refused.
[[nodiscard]] inline std::optional<std::int64_t> clock_micros(const ClockFields& clock) {
  if (clock.hour < 0 || clock.hour > 23 || clock.minute < 0 || clock.minute > 59 ||
      clock.second < 0 || clock.second > 59) {
    return std::nullopt;
  }
  return (clock.hour * 3600LL + clock.minute * 60 + clock.second) * 1'000'000 + clock.micro;
}

/// Microseconds from 1970-01-01T00:00 on the same clock; empty if there is no such day.
[[nodiscard]] inline std::optional<std::int64_t> civil_micros(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (day > 28 && !date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date).time_since_epoch().count() * 86'400'000'000LL;
}

/// Reads a cell from left to right; a take_ that fails leaves the cursor where it was.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

  bool take(char wanted) noexcept;
  void skip_blanks() noexcept;
  /// As many digits as there are, up to `most`; empty if fewer than `least`.
  std::optional<int> take_digits(std::size_t least, std::size_t most) noexcept;
  /// One or more digits behind the decimal point, as microseconds; what is finer is cut off.
  std::optional<std::int64_t> take_fraction() noexcept;
  /// "Z", "+hh", "+hhmm", "+hh:mm", in microseconds east of UTC.
  std::optional<std::int64_t> take_offset() noexcept;
  /// A word of `words` (lower case), case ignored; the position in `words` of the longest that
  /// fits.
  template <std::size_t N>
  std::optional<int> take_word(const std::string_view (&words)[N]) noexcept {
    return take_word(words, N);
  }

 private:
  std::optional<int> take_word(const std::string_view* words, std::size_t count) noexcept;
  std::string_view rest_;
};

}  // namespace mlpipe::data
