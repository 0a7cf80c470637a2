// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/backtest/split.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/interrupt.hpp"

namespace mlpipe::backtest {

/// Fits on a fold's training rows (training_rows()) and predicts its test rows, row by row:
/// [fold.test.size() * outputs]. Called from several threads at once, each fold once. A parameter,
/// so that the backtester knows no model.
using FitPredict = std::function<std::vector<float>(std::size_t fold_index, const Fold& fold)>;

/// Name and value of the one number shown while folds complete, from a fold's predictions.
using FoldScorer = std::function<std::pair<std::string, double>(
    const Fold& fold, std::span<const float> predictions)>;

/// Out-of-sample predictions, each row at most once, in row order.
struct OosPredictions {
  std::size_t outputs = 1;          ///< numbers for each row: 1, or the classes
  std::vector<std::size_t> row;     ///< [n] of the Dataset
  std::vector<std::uint32_t> fold;  ///< [n] which fold predicted it
  std::vector<float> value;         ///< [n * outputs]
  [[nodiscard]] std::size_t size() const noexcept { return row.size(); }
};

/// Runs every fold, the longest train window first, up to `threads` at a time, and joins their test
/// predictions. The result does not depend on the number of threads.
/// @param score  reported as FoldCompleted when a fold is done; may be empty: nothing is reported
/// @throws ConfigError if test windows overlap; ModelError if a fold's predictions have the wrong
/// size or are not finite; whatever fit_predict throws; Interrupted between folds
[[nodiscard]] OosPredictions run_walk_forward(std::span<const Fold> folds, std::size_t outputs,
                                              int threads, const FitPredict& fit_predict,
                                              const FoldScorer& score, EventSink& events,
                                              const StopFlag& stop);

}  // namespace mlpipe::backtest
