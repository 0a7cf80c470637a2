// SPDX-License-Identifier: MIT
// The calendar of a bar's close, in the market's time zone.
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "mlpipe/data/time_zone.hpp"

#include "families.hpp"

namespace mlpipe::features {
namespace {

using std::chrono::duration_cast;
using std::chrono::floor;

template <std::size_t kPeriod>
std::array<double, kPeriod> circle(double (*wave)(double)) {
  std::array<double, kPeriod> values{};
  for (std::size_t i = 0; i < kPeriod; ++i) {
    values[i] =
        wave(2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(kPeriod));
  }
  return values;
}

double sine(double x) {
  return std::sin(x);
}
double cosine(double x) {
  return std::cos(x);
}

/// out[t] = value(local day, local time of day)
template <class Value>
void for_each_close(const BarSpan& bars, Out out, Value value) {
  data::ZoneClock clock{std::string(bars.time_zone)};
  for (std::size_t t = 0; t < bars.size(); ++t) {
    const Timestamp local{
        std::chrono::microseconds(clock.to_local(bars.time[t].time_since_epoch().count()))};
    const auto day = floor<std::chrono::days>(local);
    out[t] = value(day, local - day);
  }
}

/// Monday is 0.
std::size_t weekday_of(std::chrono::sys_days day) {
  return std::chrono::weekday(day).iso_encoding() - 1U;
}

void weekday_wave(const BarSpan& bars, double (*wave)(double), Out out) {
  for_each_close(bars, out, [values = circle<7>(wave)](std::chrono::sys_days day, auto /*rest*/) {
    return values[weekday_of(day)];
  });
}

void hour_wave(const BarSpan& bars, double (*wave)(double), Out out) {
  for_each_close(bars, out, [values = circle<24>(wave)](std::chrono::sys_days /*day*/, auto rest) {
    return values[static_cast<std::size_t>(duration_cast<std::chrono::hours>(rest).count())];
  });
}

void month_wave(const BarSpan& bars, double (*wave)(double), Out out) {
  for_each_close(bars, out, [values = circle<12>(wave)](std::chrono::sys_days day, auto /*rest*/) {
    return values[static_cast<unsigned>(std::chrono::year_month_day(day).month()) - 1U];
  });
}

}  // namespace

void day_of_week(const BarSpan& bars, std::size_t /*n*/, Out out) {
  for_each_close(bars, out, [](std::chrono::sys_days day, auto /*rest*/) {
    return static_cast<double>(weekday_of(day));
  });
}

void day_of_week_sin(const BarSpan& bars, std::size_t /*n*/, Out out) {
  weekday_wave(bars, sine, out);
}
void day_of_week_cos(const BarSpan& bars, std::size_t /*n*/, Out out) {
  weekday_wave(bars, cosine, out);
}
void hour_sin(const BarSpan& bars, std::size_t /*n*/, Out out) {
  hour_wave(bars, sine, out);
}
void hour_cos(const BarSpan& bars, std::size_t /*n*/, Out out) {
  hour_wave(bars, cosine, out);
}
void month_sin(const BarSpan& bars, std::size_t /*n*/, Out out) {
  month_wave(bars, sine, out);
}
void month_cos(const BarSpan& bars, std::size_t /*n*/, Out out) {
  month_wave(bars, cosine, out);
}

}  // namespace mlpipe::features
