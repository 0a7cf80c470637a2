// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mlpipe {

/// A moment, UTC, microseconds since 1970. Bars carry the time of their close.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// A length of time as people write it in a config: civil months and years, or exact days and less.
/// One unit only: "3M", "1y", "30d", "12h", "15min", "10s", or "500" bars (unit kBars).
struct Duration {
  enum class Unit { kBars, kSeconds, kMinutes, kHours, kDays, kWeeks, kMonths, kYears };
  std::int64_t count = 0;
  Unit unit = Unit::kBars;
  auto operator<=>(const Duration&) const = default;
};

/// Reads "500", "500 bars", "30s", "15min", "4h", "30d", "2w", "3M" ("3 months"), "1y". Empty if it
/// is none of these or negative.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

/// The shortest form that parse_duration() reads back.
[[nodiscard]] std::string to_string(const Duration& duration);

/// time - duration. Months and years are civil, the day clamped to the month's end (2024-05-31 - 3M
/// = 2024-02-29); always subtract from a fixed end, never step by step, or the clamped day sticks.
/// More than 10,000 years count as 10,000 years.
/// @throws ConfigError for a duration in bars, which has no length.
[[nodiscard]] Timestamp subtract(Timestamp time, const Duration& duration);

/// How long it is; months and years as those before 1970-01-01.
/// @throws ConfigError for a duration in bars, which has no length.
[[nodiscard]] std::chrono::microseconds length_of(const Duration& duration);

/// duration times factor, e.g. "3M" * 4 = "12M".
[[nodiscard]] Duration multiply(const Duration& duration, std::int64_t factor);

/// "2026-11-23T02:00:00Z", with ".123456" only where there are fractions.
[[nodiscard]] std::string to_iso8601(Timestamp time);

/// "2026-11-23" when the time is midnight UTC, else as to_iso8601 with a blank and no seconds when
/// they are 0.
[[nodiscard]] std::string to_display(Timestamp time);

/// "20261123T020000Z": for names of files and folders.
[[nodiscard]] std::string to_compact(Timestamp time);

/// Reads exactly what to_iso8601 writes; empty otherwise.
[[nodiscard]] std::optional<Timestamp> from_iso8601(std::string_view text);

}  // namespace mlpipe
