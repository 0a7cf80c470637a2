// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/walk_forward.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::backtest {
namespace {

/// Longest first: a long fold begun last would keep one thread busy while the others idle.
std::vector<std::size_t> longest_first(std::span<const Fold> folds) {
  std::vector<std::size_t> order(folds.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return folds[a].train.size() > folds[b].train.size();
  });
  return order;
}

void check_predictions(std::size_t index, const Fold& fold, std::size_t outputs,
                       std::span<const float> values) {
  const std::string where =
      "fold " + std::to_string(index + 1) + " (tested up to " + to_display(fold.test_upper) + "): ";
  if (values.size() != fold.test.size() * outputs) {
    throw ModelError(where + grouped(values.size()) + " predictions for " +
                     grouped(fold.test.size()) + " rows of " + std::to_string(outputs));
  }
  if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); })) {
    throw ModelError(where + "the model predicts a number that is not finite");
  }
}

}  // namespace

OosPredictions run_walk_forward(std::span<const Fold> folds, std::size_t outputs, int threads,
                                const FitPredict& fit_predict, const FoldScorer& score,
                                EventSink& events, const StopFlag& stop) {
  require_disjoint_tests(folds);
  const auto order = longest_first(folds);
  std::vector<std::vector<float>> predictions(folds.size());
  parallel_for(threads, folds.size(), [&](std::size_t task) {
    stop.check();
    const std::size_t index = order[task];
    auto values = fit_predict(index, folds[index]);
    check_predictions(index, folds[index], outputs, values);
    if (score) {
      const auto [metric, value] = score(folds[index], values);
      events.on(FoldCompleted{index, folds.size(), metric, value});
    }
    predictions[index] = std::move(values);
  });
  OosPredictions out;
  out.outputs = outputs;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    for (std::size_t row = folds[f].test.begin; row < folds[f].test.end; ++row) {
      out.row.push_back(row);
      out.fold.push_back(static_cast<std::uint32_t>(f));
    }
    out.value.insert(out.value.end(), predictions[f].begin(), predictions[f].end());
  }
  return out;
}

}  // namespace mlpipe::backtest
