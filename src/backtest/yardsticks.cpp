// SPDX-License-Identifier: MIT
#include "backtest/yardsticks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace mlpipe::backtest {

std::vector<double> base_rate_forecast(const data::Dataset& dataset,
                                       std::span<const std::size_t> training_rows,
                                       const Task& task) {
  std::vector<double> out(task.outputs(), 0.0);
  for (const std::size_t row : training_rows) {
    const double label = static_cast<double>(dataset.label[row]);
    if (task.kind == Task::Kind::kMulticlass) {
      out[static_cast<std::size_t>(label)] += 1.0;
    } else {
      out[0] += label;
    }
  }
  const auto n = static_cast<double>(std::max<std::size_t>(training_rows.size(), 1));
  for (auto& value : out) {
    value /= n;
  }
  return out;
}

std::vector<double> hard_forecast(double label, const Task& task) {
  std::vector<double> out(task.outputs(), 0.0);
  if (task.kind == Task::Kind::kMulticlass) {
    out[static_cast<std::size_t>(label)] = 1.0;
  } else {
    out[0] = label;
  }
  return out;
}

std::vector<float> previous_known_label(const data::Dataset& dataset) {
  const std::size_t n = dataset.rows();
  std::vector<std::size_t> known;
  for (std::size_t row = 0; row < n; ++row) {
    if (dataset.is_scored(row)) {
      known.push_back(row);
    }
  }
  // In the order in which labels become known; of those known together the youngest row counts.
  std::stable_sort(known.begin(), known.end(), [&](std::size_t a, std::size_t b) {
    return dataset.label_end[a] < dataset.label_end[b];
  });
  const std::size_t symbols =
      dataset.symbol.empty() ? 0
                             : 1 + *std::max_element(dataset.symbol.begin(), dataset.symbol.end());
  std::vector<float> latest(symbols, std::numeric_limits<float>::quiet_NaN());
  std::vector<float> out(n, std::numeric_limits<float>::quiet_NaN());
  std::size_t next = 0;
  // A label known at its own row's close is what that row's forecast is held against, so it is
  // "previous" for later rows only.
  const auto before = [&](std::size_t earlier, std::size_t row) {
    return earlier < row && dataset.label_end[earlier] <= dataset.time[row];
  };
  for (std::size_t row = 0; row < n; ++row) {
    for (; next < known.size() && before(known[next], row); ++next) {
      latest[dataset.symbol[known[next]]] = dataset.label[known[next]];
    }
    out[row] = latest[dataset.symbol[row]];
  }
  return out;
}

}  // namespace mlpipe::backtest
