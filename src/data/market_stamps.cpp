// SPDX-License-Identifier: MIT
#include "data/market_stamps.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/data/time_zone.hpp"

namespace mlpipe::data {
namespace {

using Unit = Duration::Unit;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

struct BarLength {
  std::int64_t micros = 0;
  int months = 0;
};

std::int64_t day_of(std::int64_t local_micros) {
  return local_micros / kDay - (local_micros % kDay < 0 ? 1 : 0);
}

std::chrono::year_month_day date_of(std::int64_t local_micros) {
  return std::chrono::year_month_day(
      std::chrono::sys_days(std::chrono::days(day_of(local_micros))));
}

std::int64_t add_months(std::int64_t local_micros, int months) {
  const auto date = date_of(local_micros);
  const auto moved = date.year() / date.month() + std::chrono::months(months);
  const auto last = moved / std::chrono::last;
  const auto day = std::min(date.day(), last.day());
  const std::int64_t days = std::chrono::sys_days(moved / day).time_since_epoch().count();
  return days * kDay + (local_micros - day_of(local_micros) * kDay);
}

BarLength bar_length_of(const Duration& bar) {
  switch (bar.unit) {
    case Unit::kSeconds:
      return {bar.count * kSecond, 0};
    case Unit::kMinutes:
      return {bar.count * 60 * kSecond, 0};
    case Unit::kHours:
      return {bar.count * 3600 * kSecond, 0};
    case Unit::kDays:
      return {bar.count * kDay, 0};
    case Unit::kWeeks:
      return {bar.count * 7 * kDay, 0};
    case Unit::kMonths:
      return {0, static_cast<int>(bar.count)};
    case Unit::kYears:
      return {0, static_cast<int>(12 * bar.count)};
    case Unit::kBars:
      break;
  }
  throw ConfigError("/data/bar", "must be a length of time, not a number of bars");
}

template <class Key>
Key most_frequent(const std::map<Key, std::size_t>& counts) {
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

/// The most frequent step on the local clock; of two equally frequent ones the shorter.
BarLength infer_length(std::span<const std::int64_t> times, std::span<const std::size_t> offsets,
                       ZoneClock& clock, const std::string& source) {
  std::map<std::int64_t, std::size_t> steps;
  std::map<int, std::size_t> month_steps;
  bool same_day_of_month = true;
  for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
    for (std::size_t i = offsets[s] + 1; i < offsets[s + 1]; ++i) {
      const std::int64_t from = clock.to_local(times[i - 1]);
      const std::int64_t to = clock.to_local(times[i]);
      ++steps[to - from];
      const auto a = date_of(from);
      const auto b = date_of(to);
      same_day_of_month = same_day_of_month && a.day() == b.day();
      if (same_day_of_month) {
        ++month_steps[static_cast<int>((b.year() / b.month() - a.year() / a.month()).count())];
      }
    }
  }
  if (steps.empty()) {
    throw DataError(source +
                    ": the length of a bar cannot be told from the times; set \"data.bar\", e.g. "
                    "\"1h\", or \"data.stamp\": \"close\"");
  }
  const std::int64_t step = most_frequent(steps);
  if (same_day_of_month && step >= 28 * kDay) {
    return {0, most_frequent(month_steps)};
  }
  return {step, 0};
}

std::string text_of(const BarLength& bar) {
  if (bar.months > 0) {
    return to_string(Duration{bar.months, Unit::kMonths});
  }
  constexpr std::int64_t kUnits[] = {kDay, 3600 * kSecond, 60 * kSecond};
  constexpr Unit kNames[] = {Unit::kDays, Unit::kHours, Unit::kMinutes};
  for (std::size_t i = 0; i < std::size(kUnits); ++i) {
    if (bar.micros % kUnits[i] == 0) {
      return to_string(Duration{bar.micros / kUnits[i], kNames[i]});
    }
  }
  return shortest(static_cast<double>(bar.micros) / static_cast<double>(kSecond)) + "s";
}

std::int64_t close_of(std::int64_t open, const BarLength& bar, ZoneClock& clock) {
  if (bar.months == 0 && bar.micros % kDay != 0) {
    return open + bar.micros;
  }
  const std::int64_t local = clock.to_local(open);
  return clock.to_utc(bar.months > 0 ? add_months(local, bar.months) : local + bar.micros).earlier;
}

}  // namespace

std::string move_to_close(std::vector<std::int64_t>& times, std::span<const std::size_t> offsets,
                          const DataOptions& options, const std::string& source) {
  ZoneClock clock(options.time_zone);
  const BarLength bar =
      options.bar ? bar_length_of(*options.bar) : infer_length(times, offsets, clock, source);
  for (std::int64_t& time : times) {
    time = close_of(time, bar, clock);
  }
  for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
    for (std::size_t i = offsets[s] + 1; i < offsets[s + 1]; ++i) {
      if (times[i] <= times[i - 1]) {
        throw DataError(source + ": with bars of " + text_of(bar) + " two bars would close at " +
                        to_display(Timestamp(std::chrono::microseconds(times[i]))) +
                        "; set \"data.bar\" to the length of the bars");
      }
    }
  }
  return options.bar ? "" : text_of(bar);
}

bool is_intraday(std::span<const std::int64_t> times, std::span<const std::size_t> offsets,
                 const std::string& time_zone) {
  ZoneClock clock(time_zone);
  for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
    std::int64_t before = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = offsets[s]; i < offsets[s + 1]; ++i) {
      const std::int64_t day = day_of(clock.to_local(times[i]));
      if (day == before) {
        return true;
      }
      before = day;
    }
  }
  return false;
}

}  // namespace mlpipe::data
