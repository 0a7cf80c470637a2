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

/// Half of the bars; more in a short history, where half would be refused as too few rows and a
/// test window still fits behind what is needed.
std::size_t open_train(std::size_t bars, std::size_t rows, std::size_t reach,
                       const SplitOptions& options) {
  const std::size_t half = bars / 2;
  if (rows == 0) {
    return half;
  }
  const std::size_t needed = (options.min_train_rows * bars + rows - 1) / rows + reach;
  return needed + reach + options.min_test_bars <= bars ? std::max(half, needed) : half;
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
  const std::size_t reach = label_reach(axis, time, label_end);
  if (filled.train.count == 0) {
    filled.train = bars(open_train(axis.size(), time.size(), reach, options));
  }
  if (filled.test.count == 0) {
    const std::size_t used = train_bars(axis, filled.train) + reach;
    const std::size_t left = axis.size() > used ? axis.size() - used : 1;
    filled.test = bars(std::max(left / kFolds, std::min(left, options.min_test_bars)));
  }
  return filled;
}

}  // namespace mlpipe::backtest
