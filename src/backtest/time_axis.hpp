// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "mlpipe/core/time.hpp"

namespace mlpipe::backtest {

/// origin minus all lengths at once: months together first, then exact time, so that a day clamped
/// to a month's end never sticks. Negative counts go forward. What would leave 10,000 years is cut.
[[nodiscard]] Timestamp go_back(Timestamp origin, const std::vector<Duration>& lengths);

/// The distinct times of rows in time order.
class TimeAxis {
 public:
  /// @param time  [n_rows], not decreasing, not empty
  explicit TimeAxis(std::span<const Timestamp> time);

  [[nodiscard]] std::size_t size() const noexcept { return times_.size(); }
  [[nodiscard]] Timestamp at(std::size_t index) const { return times_[index]; }
  [[nodiscard]] Timestamp first() const { return times_.front(); }
  [[nodiscard]] Timestamp last() const { return times_.back(); }
  /// First row of a distinct time; the number of rows for index size().
  [[nodiscard]] std::size_t first_row(std::size_t index) const { return first_row_[index]; }
  [[nodiscard]] std::size_t index_of_row(std::size_t row) const;
  /// How many distinct times are <= bound.
  [[nodiscard]] std::size_t count_until(Timestamp bound) const;
  /// bound minus a length; in bars, the distinct time so many before the last one <= bound. Empty
  /// if that is before the data.
  [[nodiscard]] std::optional<Timestamp> back_from(Timestamp bound, const Duration& length) const;
  /// The least lower bound of a window that the data fill: one usual step before the first time.
  [[nodiscard]] Timestamp earliest_lower() const { return first() - usual_step_; }
  [[nodiscard]] bool covers(Timestamp lower) const { return lower >= earliest_lower(); }

 private:
  std::vector<Timestamp> times_;
  std::vector<std::size_t> first_row_;
  Timestamp::duration usual_step_{};
};

}  // namespace mlpipe::backtest
