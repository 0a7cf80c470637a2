// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/backtest/split.hpp"
#include "mlpipe/core/error.hpp"

namespace mlpipe::backtest {

std::vector<std::size_t> training_rows(const Fold& fold, std::span<const Timestamp> label_end,
                                       std::span<const float> label) {
  std::vector<std::size_t> rows;
  rows.reserve(fold.train.size());
  for (std::size_t row = fold.train.begin; row < fold.train.end; ++row) {
    if (label_end[row] <= fold.train_bound && (label.empty() || !std::isnan(label[row]))) {
      rows.push_back(row);
    }
  }
  return rows;
}

void require_disjoint_tests(std::span<const Fold> folds) {
  for (std::size_t f = 1; f < folds.size(); ++f) {
    if (folds[f].test.begin < folds[f - 1].test.end) {
      throw ConfigError("/walk_forward/step",
                        "shorter than test: test windows overlap, and a row would be predicted "
                        "twice; leave step out, or make it at least as long as test");
    }
  }
}

InnerSplit inner_split(std::span<const std::size_t> rows, std::span<const Timestamp> time,
                       std::span<const Timestamp> label_end, double fraction) {
  assert(fraction > 0.0 && fraction < 1.0);
  std::vector<Timestamp> times;
  for (const std::size_t row : rows) {
    if (times.empty() || times.back() != time[row]) {
      times.push_back(time[row]);
    }
  }
  InnerSplit out;
  if (times.size() < 2) {
    return out;
  }
  const auto wanted =
      static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(times.size()) - 1e-9));
  const std::size_t stops = std::clamp<std::size_t>(wanted, 1, times.size() - 1);
  out.stop_first = times[times.size() - stops];
  for (const std::size_t row : rows) {
    if (time[row] >= out.stop_first) {
      out.stop.push_back(row);
    } else if (label_end[row] < out.stop_first) {
      out.fit.push_back(row);
    }
  }
  return out;
}

}  // namespace mlpipe::backtest
