// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mlpipe/backtest/evaluate.hpp"
#include "mlpipe/metrics/metric.hpp"
#include "mlpipe/optimize/options.hpp"
#include "mlpipe/optimize/search.hpp"

#include "commands/matrix_cache.hpp"
#include "commands/search_sets.hpp"

namespace mlpipe::commands {

/// What trials are judged by.
struct TrialMeasure {
  const metrics::Metric* objective = nullptr;
  std::vector<optimize::Bound> constraints;
  optimize::PrunerKind pruner = optimize::PrunerKind::kNone;
  optimize::HalvingOptions halving;
};

/// Attributes that a trial leaves beside its value: all JSON.
inline constexpr const char* kFoldScores = "mlpipe:fold_scores";  ///< [n_folds] of the objective
inline constexpr const char* kRounds = "mlpipe:rounds";           ///< [n_folds]
inline constexpr const char* kMetrics = "mlpipe:metrics";         ///< by name

/// Evaluates parameters on the folds of a search. Called from several threads at once.
class TrialRunner {
 public:
  /// @param threads  for each trial, and for what a worker does of another's
  TrialRunner(const App& app, const TrainConfig& config, SearchSets& sets, TrialMeasure measure,
              int threads);

  [[nodiscard]] optimize::Evaluation operator()(optimize::RunningTrial& running);

 private:
  struct Job;
  [[nodiscard]] int threads_a_fold(const Job& job) const;
  bool run_folds(Job& job, optimize::RunningTrial& running);
  bool run_halving(Job& job, optimize::RunningTrial& running);
  [[nodiscard]] MatrixCache::Matrix matrix(const Job& job, std::size_t fold, int threads);
  void forecast(Job& job, std::size_t fold, model::Boosting& boosting, int threads) const;
  [[nodiscard]] double fold_score(const Job& job, std::size_t fold) const;
  [[nodiscard]] optimize::Evaluation evaluation(const Job& job) const;

  const App& app_;
  const TrainConfig& config_;
  SearchSets& sets_;
  TrialMeasure measure_;
  int threads_;

  MatrixCache matrices_;
};

/// Of the joined forecasts, or of the account.
[[nodiscard]] metrics::MetricValue find_metric_value(const backtest::BacktestResult& result,
                                                     std::string_view name);

/// Is the metric one of returns and trades, not of forecasts?
[[nodiscard]] bool is_trading_metric(std::string_view name);

}  // namespace mlpipe::commands
