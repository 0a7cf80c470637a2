// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/backtest/evaluate.hpp"
#include "mlpipe/backtest/split.hpp"
#include "mlpipe/commands/train.hpp"
#include "mlpipe/model/booster.hpp"
#include "mlpipe/training/fit.hpp"

#include "commands/train_data.hpp"

namespace mlpipe::commands {

/// The windows of a run, and the options that made them: lengths that the config leaves open are
/// filled in.
struct Windows {
  backtest::SplitOptions options;
  backtest::Splits splits;
};

[[nodiscard]] Windows plan_windows(const TrainConfig& config, const TrainingData& data);

/// What all fits of a run share: completed parameters, names, weights.
[[nodiscard]] training::FitOptions fit_options(const TrainConfig& config, const TrainingData& data,
                                               const model::Params& params);

/// Rows of a fold's fit, and those that early stopping looks at: none without it.
[[nodiscard]] backtest::InnerSplit fold_rows(const data::Dataset& dataset,
                                             const backtest::Fold& fold,
                                             const training::FitOptions& fit);

/// Is a fit of so many rows large enough to be worth several threads?
[[nodiscard]] bool is_large_fit(const data::Dataset& dataset, std::size_t rows);

/// What is forecast, and how forecasts are traded.
[[nodiscard]] backtest::Task backtest_task(const TrainConfig& config, const TrainingData& data);

struct FoldForecasts {
  backtest::OosPredictions predictions;
  std::vector<int> rounds;                            ///< [n_folds] that each fold's model holds
  std::vector<std::vector<model::EvalSeries>> evals;  ///< [n_folds] what XGBoost evaluated
};
/// Fits and predicts every fold, in parallel.
[[nodiscard]] FoldForecasts forecast_folds(const App& app, const TrainConfig& config,
                                           const TrainingData& data,
                                           std::span<const backtest::Fold> folds,
                                           const training::FitOptions& fit);

/// Scores and trades forecasts, wherever they come from.
[[nodiscard]] backtest::BacktestResult score_forecasts(const App& app, const TrainConfig& config,
                                                       const TrainingData& data,
                                                       std::span<const backtest::Fold> folds,
                                                       const backtest::OosPredictions& predictions);

/// The lower median of the folds' rounds, at least 1. @param rounds  [n_folds]
[[nodiscard]] int median_rounds(std::vector<int> rounds);

struct WalkForward {
  backtest::BacktestResult result;
  std::vector<int> rounds;                            ///< [n_folds] that each fold's model holds
  std::vector<std::vector<model::EvalSeries>> evals;  ///< [n_folds] what XGBoost evaluated
  backtest::OosPredictions predictions;
  std::string metric;               ///< that speaks for a set of parameters: "log_loss" or "rmse"
  double score = 0.0;               ///< of that metric, on the joined forecasts; NaN if undefined
  std::vector<double> fold_scores;  ///< [n_folds]

  /// Rounds of the final fit.
  [[nodiscard]] int median_rounds() const { return commands::median_rounds(rounds); }
};

/// Fits and predicts every fold, in parallel, and scores the joined forecasts.
[[nodiscard]] WalkForward run_walk_forward(const App& app, const TrainConfig& config,
                                           const TrainingData& data, const Windows& windows,
                                           const training::FitOptions& fit);

}  // namespace mlpipe::commands
