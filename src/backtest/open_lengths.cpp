// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/backtest/split.hpp"

#include "backtest/time_axis.hpp"

namespace mlpipe::backtest {
namespace {

// Enough folds to see whether a result holds over time, few enough that each can be judged.
constexpr std::size_t kFolds = 10;

/// How many distinct times the first known label reaches ahead.
std::size_t label_reach(const TimeAxis& axis, std::span<const Timestamp> time,
                        std::span<const Timestamp> label_end) {
  for (std::size_t row = 0; row < label_end.size(); ++row) {
    if (label_end[row] != Timestamp::max()) {
      return axis.count_until(label_end[row]) - axis.count_until(time[row]);
    }
  }
  return 0;
}

Duration bars(std::size_t count) {
  return {static_cast<std::int64_t>(std::max<std::size_t>(count, 1)), Duration::Unit::kBars};
}

std::size_t train_bars(const TimeAxis& axis, const Duration& train) {
  if (train.unit == Duration::Unit::kBars) {
    return static_cast<std::size_t>(train.count);
  }
  return axis.size() - axis.count_until(go_back(axis.last(), {train}));
}

}  // namespace

SplitOptions fill_open_lengths(const SplitOptions& options, std::span<const Timestamp> time,
                               std::span<const Timestamp> label_end) {
  SplitOptions filled = options;
  const TimeAxis axis(time);
  if (filled.train.count == 0) {
    filled.train = bars(axis.size() / 2);
  }
  if (filled.test.count == 0) {
    const std::size_t used = train_bars(axis, filled.train) + label_reach(axis, time, label_end);
    filled.test = bars(axis.size() > used ? (axis.size() - used) / kFolds : 1);
  }
  return filled;
}

}  // namespace mlpipe::backtest
