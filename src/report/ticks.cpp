// SPDX-License-Identifier: MIT
#include "ticks.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>

#include "mlpipe/core/text.hpp"

namespace mlpipe::report {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array kMonthNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<double, 5> kNiceSteps = {1.0, 2.0, 2.5, 5.0, 10.0};

/// Digits after the point that a multiple of step needs, 2.5 counting as two figures.
int digits_of(double step) {
  int digits = 0;
  while (digits < 12 && std::abs(step - std::round(step)) > 1e-9 * std::abs(step)) {
    step *= 10.0;
    ++digits;
  }
  return digits;
}

std::string tick_label(double value, double step, NumberStyle style) {
  const double scale = style == NumberStyle::kPercent ? 100.0 : 1.0;
  return format_number(value, {style == NumberStyle::kCount ? NumberStyle::kNumber : style,
                               digits_of(step * scale)});
}

std::vector<Tick> multiples(double first, double last, double step, NumberStyle style) {
  std::vector<Tick> out;
  const std::int64_t end = std::llround(last / step);
  for (std::int64_t i = std::llround(first / step); i <= end; ++i) {
    const double at = static_cast<double>(i) * step;
    out.push_back({at, tick_label(at, step, style)});
  }
  return out;
}

/// figure * 10^e inside [low, high], for each e that is a multiple of decade_step.
std::vector<Tick> decade_ticks(double low, double high, const std::vector<double>& figures,
                               int decade_step, NumberStyle style) {
  std::vector<Tick> out;
  const int end = static_cast<int>(std::floor(std::log10(high)));
  for (int e = static_cast<int>(std::floor(std::log10(low))); e <= end; ++e) {
    for (const double figure : figures) {
      const double at = figure * std::pow(10.0, e);
      if (e % decade_step == 0 && at >= low && at <= high) {
        out.push_back({at, tick_label(at, at, style)});
      }
    }
  }
  return out;
}

double microseconds_of(Timestamp time) {
  return static_cast<double>(time.time_since_epoch().count());
}

std::string day_label(const year_month_day& date) {
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         kMonthNames[static_cast<unsigned>(date.month()) - 1];
}

Timestamp first_time(const std::vector<Tick>& ticks) {
  return Timestamp(microseconds(static_cast<std::int64_t>(ticks.front().at)));
}

std::string year_label(Timestamp time) {
  return std::to_string(static_cast<int>(year_month_day(floor<days>(time)).year()));
}

std::string two_digits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

/// Every `step` months from January of a year that is a multiple of the step.
std::vector<Tick> month_ticks(Timestamp first, Timestamp last, int step) {
  const auto begin = year_month_day(floor<days>(first));
  const int step_years = std::max(step / 12, 1);
  auto at = std::chrono::year(static_cast<int>(begin.year()) / step_years * step_years) /
            std::chrono::January;
  std::vector<Tick> out;
  bool has_year = false;
  for (; sys_days(at / 1) <= last; at += std::chrono::months(step)) {
    if (sys_days(at / 1) >= first) {
      const unsigned month = static_cast<unsigned>(at.month());
      out.push_back({microseconds_of(sys_days(at / 1)),
                     month == 1 ? std::to_string(static_cast<int>(at.year()))
                                : std::string(kMonthNames[month - 1])});
      has_year = has_year || month == 1;
    }
  }
  if (!has_year && !out.empty()) {
    out.front().label += " " + year_label(first_time(out));
  }
  return out;
}

/// The 1st of a month and each `step` days on, except where the next 1st is near.
std::vector<Tick> day_ticks(Timestamp first, Timestamp last, int step) {
  std::vector<Tick> out;
  for (auto day = floor<days>(first); day <= last; day += days(1)) {
    const year_month_day date(day);
    const int index = static_cast<int>(static_cast<unsigned>(date.day())) - 1;
    if (day >= first && index % step == 0 && (step == 1 || index + step / 2 < 30)) {
      out.push_back({microseconds_of(day), day_label(date)});
    }
  }
  if (!out.empty()) {
    out.front().label += " " + year_label(first_time(out));
  }
  return out;
}

std::vector<Tick> clock_ticks(Timestamp first, Timestamp last, std::chrono::seconds step) {
  std::vector<Tick> out;
  bool has_day = false;
  for (Timestamp at = floor<days>(first); at <= last; at += step) {
    if (at < first) {
      continue;
    }
    const auto day = floor<days>(at);
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(at - day).count();
    std::string label = two_digits(second / 3600) + ":" + two_digits(second / 60 % 60);
    if (second % 60 != 0) {
      label += ":" + two_digits(second % 60);
    }
    out.push_back({microseconds_of(at), second == 0 ? day_label(year_month_day(day)) : label});
    has_day = has_day || second == 0;
  }
  if (!has_day && !out.empty()) {
    out.front().label =
        day_label(year_month_day(floor<days>(first_time(out)))) + " " + out.front().label;
  }
  return out;
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, int most, NumberStyle style) {
  // Beyond some nine equal digits there is nothing to see, and multiples lose their last bit.
  if (!(high - low > 1e-9 * std::max(std::abs(low), std::abs(high)))) {
    const double pad = low == 0.0 ? 1.0 : 0.05 * std::abs(low);
    return linear_ticks(low - pad, high + pad, most, style);
  }
  double magnitude = std::pow(10.0, std::floor(std::log10((high - low) / most)));
  for (;; magnitude *= 10.0) {
    for (const double nice : kNiceSteps) {
      const double step = nice * magnitude;
      // A hair of slack, or 0.3 / 0.1 would ask for one tick more.
      const double first = std::floor(low / step + 1e-9);
      const double last = std::ceil(high / step - 1e-9);
      const bool is_whole = step >= 1.0 && step == std::round(step);
      if (last - first + 1.0 <= most && (style != NumberStyle::kCount || is_whole)) {
        return multiples(first * step, last * step, step, style);
      }
    }
  }
}

std::vector<Tick> log_ticks(double low, double high, int most, NumberStyle style) {
  if (high / low < 4.0) {
    std::vector<Tick> out;
    for (auto& tick : linear_ticks(low, high, most, style)) {
      if (tick.at >= low && tick.at <= high) {
        out.push_back(std::move(tick));
      }
    }
    return out;
  }
  const std::vector<std::vector<double>> densities = {
      {1.0, 1.5, 2.0, 3.0, 5.0, 7.0}, {1.0, 2.0, 5.0}, {1.0, 3.0}};
  for (const auto& figures : densities) {
    auto ticks = decade_ticks(low, high, figures, 1, style);
    if (static_cast<int>(ticks.size()) <= most) {
      return ticks;
    }
  }
  for (int decades = 1;; ++decades) {
    auto ticks = decade_ticks(low, high, {1.0}, decades, style);
    if (static_cast<int>(ticks.size()) <= most) {
      return ticks;
    }
  }
}

std::vector<Tick> time_ticks(Timestamp first, Timestamp last, int most) {
  using std::chrono::duration_cast;
  using std::chrono::seconds;
  const auto length = duration_cast<seconds>(last - first).count();
  for (const int step : {1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200}) {
    if (length / step < most) {
      auto ticks = clock_ticks(first, last, seconds(step));
      if (static_cast<int>(ticks.size()) <= most) {
        return ticks;
      }
    }
  }
  for (const int step : {1, 7, 14}) {
    if (length / 86400 / step < most) {
      auto ticks = day_ticks(first, last, step);
      if (static_cast<int>(ticks.size()) <= most) {
        return ticks;
      }
    }
  }
  constexpr std::int64_t kSecondsOfMonth = 2629746;
  for (const int step : {1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 60000}) {
    if (length / kSecondsOfMonth / step > most) {
      continue;
    }
    auto ticks = month_ticks(first, last, step);
    if (static_cast<int>(ticks.size()) <= most) {
      return ticks;
    }
  }
  return {};
}

}  // namespace mlpipe::report
