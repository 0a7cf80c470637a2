// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/windows.hpp"

namespace mlpipe::drift {
namespace {

using Unit = Duration::Unit;

/// A table's rows in time.
class Rows {
 public:
  Rows(std::size_t rows, std::span<const Timestamp> times)
      : rows_(rows), times_(times), spacing_(typical_spacing(times)) {
    assert(times.empty() || times.size() == rows);
  }

  /// The place at or before this one where the time changes.
  [[nodiscard]] std::size_t whole(std::size_t place) const {
    if (times_.empty() || place == 0 || place == rows_) {
      return place;
    }
    const auto first = std::lower_bound(times_.begin(), times_.end(), times_[place]);
    return static_cast<std::size_t>(first - times_.begin());
  }
  /// Rows no later than a time.
  [[nodiscard]] std::size_t until(Timestamp time) const {
    return static_cast<std::size_t>(std::upper_bound(times_.begin(), times_.end(), time) -
                                    times_.begin());
  }
  /// Of the last row before a place; nothing without times.
  [[nodiscard]] Timestamp time_before(std::size_t place) const {
    return times_.empty() ? Timestamp{} : times_[place - 1];
  }
  /// Is every row after this time there? The first may lie a step behind it.
  [[nodiscard]] bool reaches_back_to(Timestamp time) const {
    return times_.front() - spacing_ <= time;
  }

 private:
  std::size_t rows_;
  std::span<const Timestamp> times_;
  std::chrono::microseconds spacing_;
};

/// Where a window ends: behind a row, and at a time where there are times.
struct End {
  std::size_t row = 0;
  Timestamp time{};
};

/// The k-th end from the last, `previous` being that before; row 0 if there is none.
End next_end(const Rows& rows, const End& last, const End& previous, const Duration& step,
             std::size_t k) {
  if (step.unit != Unit::kBars) {
    const Timestamp time = subtract(last.time, multiply(step, static_cast<std::int64_t>(k)));
    return {rows.until(time), time};
  }
  const auto count = static_cast<std::size_t>(step.count);
  if (previous.row <= count) {
    return {};
  }
  const std::size_t row = rows.whole(previous.row - count);
  return row == 0 ? End{} : End{row, rows.time_before(row)};
}

/// Empty if the table does not reach back so far.
std::optional<RowWindow> window_at(const Rows& rows, const End& end, const Duration& length) {
  if (length.unit == Unit::kBars) {
    const auto count = static_cast<std::size_t>(length.count);
    return end.row < count ? std::nullopt
                           : std::optional(RowWindow{rows.whole(end.row - count), end.row});
  }
  const Timestamp lower = subtract(end.time, length);
  return rows.reaches_back_to(lower) ? std::optional(RowWindow{rows.until(lower), end.row})
                                     : std::nullopt;
}

void require_times(const Duration& duration, const std::string& pointer,
                   std::span<const Timestamp> times) {
  assert(duration.count > 0);
  if (duration.unit != Unit::kBars && times.empty()) {
    throw ConfigError(pointer, "\"" + to_string(duration) +
                                   "\" needs rows with times; give a number of rows instead");
  }
}

}  // namespace

std::vector<RowWindow> plan_windows(std::size_t rows, std::span<const Timestamp> times,
                                    const Duration& length, const std::optional<Duration>& step) {
  const Duration stride = step.value_or(length);
  if (rows == 0) {
    return {};
  }
  require_times(length, "/windows", times);
  require_times(stride, "/step", times);
  const Rows table(rows, times);
  const End last{rows, table.time_before(rows)};
  std::vector<RowWindow> out;
  End end = last;
  for (std::size_t k = 1; end.row > 0; ++k) {
    const auto window = window_at(table, end, length);
    if (!window) {
      break;
    }
    if (k > kMostWindows) {
      throw ConfigError("/step", "\"" + to_string(stride) + "\" makes more than " +
                                     grouped(kMostWindows) + " windows of " + grouped(rows) +
                                     " rows; give a longer one");
    }
    if (window->rows() > 0 && (out.empty() || *window != out.back())) {
      out.push_back(*window);
    }
    end = next_end(table, last, end, stride, k);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

RowWindow newest_window(std::size_t rows, std::span<const Timestamp> times,
                        const Duration& length) {
  require_times(length, "/windows", times);
  const Rows table(rows, times);
  if (length.unit == Unit::kBars) {
    const auto count = static_cast<std::size_t>(length.count);
    return {rows > count ? table.whole(rows - count) : 0, rows};
  }
  return {rows == 0 ? 0 : table.until(subtract(times.back(), length)), rows};
}

}  // namespace mlpipe::drift
