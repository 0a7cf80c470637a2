// SPDX-License-Identifier: MIT
#include "mlpipe/core/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/core.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::sys_days;
using Unit = Duration::Unit;

struct UnitName {
  std::string_view text;
  Unit unit;
};
// The first name of a unit is the one written. "M" is months and "min" minutes, as in pandas and
// Debian's date.
constexpr std::array kUnitNames = {
    UnitName{"", Unit::kBars},           UnitName{"bars", Unit::kBars},
    UnitName{"bar", Unit::kBars},        UnitName{"s", Unit::kSeconds},
    UnitName{"sec", Unit::kSeconds},     UnitName{"second", Unit::kSeconds},
    UnitName{"seconds", Unit::kSeconds}, UnitName{"min", Unit::kMinutes},
    UnitName{"minute", Unit::kMinutes},  UnitName{"minutes", Unit::kMinutes},
    UnitName{"h", Unit::kHours},         UnitName{"hour", Unit::kHours},
    UnitName{"hours", Unit::kHours},     UnitName{"d", Unit::kDays},
    UnitName{"day", Unit::kDays},        UnitName{"days", Unit::kDays},
    UnitName{"w", Unit::kWeeks},         UnitName{"week", Unit::kWeeks},
    UnitName{"weeks", Unit::kWeeks},     UnitName{"M", Unit::kMonths},
    UnitName{"month", Unit::kMonths},    UnitName{"months", Unit::kMonths},
    UnitName{"y", Unit::kYears},         UnitName{"year", Unit::kYears},
    UnitName{"years", Unit::kYears}};

struct Civil {
  std::chrono::year_month_day date{};
  std::chrono::hh_mm_ss<microseconds> clock{};
};

Civil civil(Timestamp time) {
  const auto day = floor<days>(time);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<microseconds>(time - day)};
}

std::string day_text(const Civil& at, std::string_view separator) {
  return fmt::format("{:04d}{}{:02d}{}{:02d}", static_cast<int>(at.date.year()), separator,
                     static_cast<unsigned>(at.date.month()), separator,
                     static_cast<unsigned>(at.date.day()));
}

std::string clock_text(const Civil& at, std::string_view separator) {
  return fmt::format("{:02d}{}{:02d}{}{:02d}", at.clock.hours().count(), separator,
                     at.clock.minutes().count(), separator, at.clock.seconds().count());
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) {
    return std::nullopt;
  }
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

// Longer than any history; a longer length counts as this, for microseconds in 64 bits end soon
// after.
constexpr std::int64_t kMostYears = 10'000;

/// `count` of a unit of so many seconds, as far as kMostYears.
std::chrono::seconds bounded(std::int64_t count, std::int64_t seconds) {
  const std::int64_t most = kMostYears * 366 * 86'400 / seconds;
  return std::chrono::seconds(std::clamp(count, -most, most) * seconds);
}

Timestamp subtract_months(Timestamp time, std::int64_t count) {
  const auto day = floor<days>(time);
  auto date = std::chrono::year_month_day(day);
  auto moved = date.year() / date.month() - std::chrono::months(count);
  const auto last =
      std::chrono::year_month_day_last(moved.year(), std::chrono::month_day_last(moved.month()));
  const auto clamped = std::min(date.day(), last.day());
  return sys_days(moved / clamped) + (time - day);
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  text = trim(text);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count < 0 || count > 1'000'000'000) {
    return std::nullopt;
  }
  const auto unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
  for (const auto& name : kUnitNames) {
    if (unit == name.text) {
      return Duration{count, name.unit};
    }
  }
  return std::nullopt;
}

std::string to_string(const Duration& duration) {
  for (const auto& name : kUnitNames) {
    if (name.unit == duration.unit) {
      return std::to_string(duration.count) + std::string(name.text);
    }
  }
  return std::to_string(duration.count);
}

Timestamp subtract(Timestamp time, const Duration& duration) {
  const std::int64_t count = duration.count;
  switch (duration.unit) {
    case Unit::kSeconds:
      return time - bounded(count, 1);
    case Unit::kMinutes:
      return time - bounded(count, 60);
    case Unit::kHours:
      return time - bounded(count, 3'600);
    case Unit::kDays:
      return time - bounded(count, 86'400);
    case Unit::kWeeks:
      return time - bounded(count, 604'800);
    case Unit::kMonths:
      return subtract_months(time, std::clamp(count, -12 * kMostYears, 12 * kMostYears));
    case Unit::kYears:
      return subtract_months(time, 12 * std::clamp(count, -kMostYears, kMostYears));
    case Unit::kBars:
      break;
  }
  throw ConfigError("a length of \"" + to_string(duration) +
                    "\" bars cannot be taken from a time; give it a unit, e.g. \"30d\"");
}

std::chrono::microseconds length_of(const Duration& duration) {
  return Timestamp{} - subtract(Timestamp{}, duration);
}

Duration multiply(const Duration& duration, std::int64_t factor) {
  return {duration.count * factor, duration.unit};
}

std::string to_iso8601(Timestamp time) {
  const auto at = civil(time);
  const auto micro = at.clock.subseconds().count();
  const std::string fraction = micro == 0 ? "" : fmt::format(".{:06d}", micro);
  return day_text(at, "-") + "T" + clock_text(at, ":") + fraction + "Z";
}

std::string to_display(Timestamp time) {
  const auto at = civil(time);
  if (at.clock.to_duration() == microseconds(0)) {
    return day_text(at, "-");
  }
  const bool whole_minutes = at.clock.seconds().count() == 0 && at.clock.subseconds().count() == 0;
  return day_text(at, "-") + " " + clock_text(at, ":").substr(0, whole_minutes ? 5 : 8);
}

std::string to_compact(Timestamp time) {
  const auto at = civil(time);
  return day_text(at, "") + "T" + clock_text(at, "") + "Z";
}

std::optional<Timestamp> from_iso8601(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) {
    return std::nullopt;
  }
  const auto date = std::chrono::year(*year) / *month / *day;
  int micro = 0;
  if (text.size() == 27) {
    micro = digits(text, 20, 6).value_or(-1);
  }
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59 || micro < 0) {
    return std::nullopt;
  }
  const Timestamp time = sys_days(date) + std::chrono::hours(*hour) +
                         std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
                         microseconds(micro);
  return to_iso8601(time) == text ? std::optional(time) : std::nullopt;
}

}  // namespace mlpipe
