// SPDX-License-Identifier: MIT
#include "backtest/time_axis.hpp"

#include <algorithm>

namespace mlpipe::backtest {
namespace {

constexpr std::int64_t kMaxMonths = 12LL * 10'000;
constexpr std::int64_t kMaxSeconds = 86'400LL * 366 * 10'000;

std::int64_t months_of(const Duration& length) {
  switch (length.unit) {
    case Duration::Unit::kMonths:
      return length.count;
    case Duration::Unit::kYears:
      return 12 * length.count;
    default:
      return 0;
  }
}

std::int64_t seconds_of(const Duration& length) {
  switch (length.unit) {
    case Duration::Unit::kSeconds:
      return length.count;
    case Duration::Unit::kMinutes:
      return 60 * length.count;
    case Duration::Unit::kHours:
      return 3'600 * length.count;
    case Duration::Unit::kDays:
      return 86'400 * length.count;
    case Duration::Unit::kWeeks:
      return 604'800 * length.count;
    default:
      return 0;
  }
}

}  // namespace

Timestamp go_back(Timestamp origin, const std::vector<Duration>& lengths) {
  std::int64_t months = 0;
  std::int64_t seconds = 0;
  for (const auto& length : lengths) {
    months += std::clamp(months_of(length), -kMaxMonths, kMaxMonths);
    seconds += std::clamp(seconds_of(length), -kMaxSeconds, kMaxSeconds);
  }
  months = std::clamp(months, -kMaxMonths, kMaxMonths);
  seconds = std::clamp(seconds, -kMaxSeconds, kMaxSeconds);
  return subtract(subtract(origin, {months, Duration::Unit::kMonths}),
                  {seconds, Duration::Unit::kSeconds});
}

TimeAxis::TimeAxis(std::span<const Timestamp> time) {
  for (std::size_t row = 0; row < time.size(); ++row) {
    if (row == 0 || time[row] != time[row - 1]) {
      times_.push_back(time[row]);
      first_row_.push_back(row);
    }
  }
  first_row_.push_back(time.size());
  std::vector<Timestamp::duration> steps;
  for (std::size_t i = 1; i < times_.size(); ++i) {
    steps.push_back(times_[i] - times_[i - 1]);
  }
  if (!steps.empty()) {
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    usual_step_ = *middle;
  }
}

std::size_t TimeAxis::index_of_row(std::size_t row) const {
  const auto next = std::upper_bound(first_row_.begin(), first_row_.end(), row);
  return static_cast<std::size_t>(next - first_row_.begin()) - 1;
}

std::size_t TimeAxis::count_until(Timestamp bound) const {
  return static_cast<std::size_t>(std::upper_bound(times_.begin(), times_.end(), bound) -
                                  times_.begin());
}

std::optional<Timestamp> TimeAxis::back_from(Timestamp bound, const Duration& length) const {
  if (length.unit != Duration::Unit::kBars) {
    return go_back(bound, {length});
  }
  if (length.count == 0) {
    return bound;
  }
  const auto until = static_cast<std::int64_t>(count_until(bound));
  if (until <= length.count) {
    return std::nullopt;
  }
  return times_[static_cast<std::size_t>(until - 1 - length.count)];
}

}  // namespace mlpipe::backtest
