// SPDX-License-Identifier: MIT
#include "commands/validate_window.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"

namespace mlpipe::commands {
namespace {

std::size_t first_after(const data::Dataset& dataset, Timestamp time) {
  return static_cast<std::size_t>(std::upper_bound(dataset.time.begin(), dataset.time.end(), time) -
                                  dataset.time.begin());
}

}  // namespace

JudgingWindow newest_window(const data::Dataset& dataset, const Duration& length) {
  std::size_t row = dataset.rows();
  while (row > 0 && !dataset.is_scored(row - 1)) {
    --row;
  }
  if (row == 0) {
    throw DataError("no bar has a label that has ended: there is nothing to judge on");
  }
  const Timestamp upper = dataset.time[row - 1];
  return {subtract(upper, length), upper};
}

std::vector<backtest::Fold> refit_folds(const data::Dataset& dataset, const JudgingWindow& window,
                                        std::optional<Duration> cadence) {
  std::vector<Timestamp> bounds{window.upper};
  for (std::int64_t k = 1; cadence; ++k) {
    const Timestamp bound = subtract(window.upper, multiply(*cadence, k));
    if (bound <= window.lower) {
      break;
    }
    bounds.push_back(bound);
  }
  bounds.push_back(window.lower);
  std::reverse(bounds.begin(), bounds.end());
  std::vector<backtest::Fold> folds;
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
    backtest::Fold fold;
    fold.test_lower = bounds[i];
    fold.test_upper = bounds[i + 1];
    fold.test = {first_after(dataset, bounds[i]), first_after(dataset, bounds[i + 1])};
    fold.train = {0, fold.test.begin};
    fold.train_bound = fold.test_lower;
    if (fold.test.size() > 0) {
      folds.push_back(fold);
    }
  }
  return folds;
}

std::size_t label_moments(const data::Dataset& dataset, const JudgingWindow& window) {
  std::vector<Timestamp> moments = dataset.time;
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  std::size_t longest = 1;
  for (std::size_t row = first_after(dataset, window.lower); row < dataset.rows(); ++row) {
    if (dataset.time[row] > window.upper || !dataset.is_scored(row)) {
      continue;
    }
    const auto begin = std::lower_bound(moments.begin(), moments.end(), dataset.time[row]);
    const auto end = std::lower_bound(begin, moments.end(), dataset.label_end[row]);
    longest = std::max(longest, static_cast<std::size_t>(end - begin));
  }
  return longest;
}

}  // namespace mlpipe::commands
