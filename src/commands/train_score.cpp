// SPDX-License-Identifier: MIT
#include "commands/train_score.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "mlpipe/backtest/walk_forward.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "commands/stage.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::size_t kLargeFit = 8'000'000;  ///< values: 160,000 rows of 50 features

/// Fits one fold and predicts its test rows.
class FoldFitter {
 public:
  FoldFitter(const App& app, const TrainingData& data, const training::FitOptions& fit,
             std::span<const backtest::Fold> folds)
      : app_(app), data_(data), fit_(fit), rounds_(folds.size()), evals_(folds.size()) {
    std::size_t longest = 0;
    std::size_t most_rows = 0;
    for (const auto& fold : folds) {
      longest = std::max(longest, fold.train.size());
      most_rows = std::max(most_rows, fold.train.size() + fold.test.size());
    }
    const auto& set = data.dataset;
    at_once_ = std::clamp(static_cast<int>(folds.size()), 1, app.threads);
    if (is_large_fit(set, longest)) {
      at_once_ = std::clamp(static_cast<int>(set.rows() / most_rows), 1, at_once_);
    }
    threads_a_fold_ = std::max(1, app.threads / at_once_);
  }

  /// Folds go side by side with one thread each, which costs least; large ones only as many as
  /// are, together with the rows they predict, no larger than the final fit, which needs its
  /// working memory anyway, and with the threads shared out among them. The models' bytes do not
  /// depend on it.
  [[nodiscard]] int at_once() const noexcept { return at_once_; }

  std::vector<float> operator()(std::size_t index, const backtest::Fold& fold) {
    const auto& set = data_.dataset;
    const auto rows = fold_rows(set, fold, fit_);
    const auto booster = training::fit(set, rows.fit, rows.stop, fit_, threads_a_fold_, app_.stop);
    rounds_[index] = booster.rounds();
    evals_[index] = booster.evals();
    return booster.predict(set.view(fold.test), threads_a_fold_);
  }

  [[nodiscard]] const std::vector<int>& rounds() const noexcept { return rounds_; }
  [[nodiscard]] const std::vector<std::vector<model::EvalSeries>>& evals() const noexcept {
    return evals_;
  }

 private:
  const App& app_;
  const TrainingData& data_;
  const training::FitOptions& fit_;
  std::vector<int> rounds_;
  std::vector<std::vector<model::EvalSeries>> evals_;
  int at_once_ = 1;
  int threads_a_fold_ = 1;
};

double score_of(const std::vector<metrics::MetricValue>& values, const std::string& metric) {
  return metrics::value_of(values, metric).value_or(std::nan(""));
}

}  // namespace

backtest::InnerSplit fold_rows(const data::Dataset& dataset, const backtest::Fold& fold,
                               const training::FitOptions& fit) {
  auto rows = backtest::training_rows(fold, dataset.label_end, dataset.label);
  if (fit.boost.early_stopping_rounds > 0) {
    return backtest::inner_split(rows, dataset.time, dataset.label_end);
  }
  return {std::move(rows), {}, {}};
}

bool is_large_fit(const data::Dataset& dataset, std::size_t rows) {
  return rows * dataset.cols() > kLargeFit;
}

backtest::Task backtest_task(const TrainConfig& config, const TrainingData& data) {
  using Kind = backtest::Task::Kind;
  backtest::Task task;
  const auto& labels = data.labels;
  task.kind = labels.task == labels::Task::kBinary       ? Kind::kBinary
              : labels.task == labels::Task::kMulticlass ? Kind::kMulticlass
                                                         : Kind::kRegression;
  task.classes = labels.class_count();
  task.up = task.classes > 0 ? task.classes - 1 : 0;
  if (config.pipeline.label.kind == "column") {
    task.not_tradable = "the label is a column of the file, which does not say what to buy or sell";
  }
  return task;
}

Windows plan_windows(const TrainConfig& config, const TrainingData& data) {
  Windows windows;
  windows.options = backtest::fill_open_lengths(config.pipeline.walk_forward, data.dataset.time,
                                                data.dataset.label_end);
  windows.splits =
      backtest::split_walk_forward(data.dataset.time, data.dataset.label_end, windows.options);
  backtest::require_disjoint_tests(windows.splits.folds);
  return windows;
}

training::FitOptions fit_options(const TrainConfig& config, const TrainingData& data,
                                 const model::Params& params) {
  training::FitOptions fit;
  fit.model = config.pipeline.model;
  fit.task = model_task(data.labels.task);
  fit.boost.params =
      model::complete_params(params, fit.task, data.labels.class_count(), config.seed);
  fit.boost.max_rounds = fit.model.max_rounds;
  fit.boost.early_stopping_rounds = fit.model.early_stopping_rounds;
  fit.boost.feature_names = data.dataset.feature_names;
  fit.boost.categorical = data.dataset.categorical;
  return fit;
}

int median_rounds(std::vector<int> rounds) {
  std::sort(rounds.begin(), rounds.end());
  return rounds.empty() ? 1 : std::max(1, rounds[(rounds.size() - 1) / 2]);
}

FoldForecasts forecast_folds(const App& app, const TrainConfig& config, const TrainingData& data,
                             std::span<const backtest::Fold> folds,
                             const training::FitOptions& fit) {
  const auto task = backtest_task(config, data);
  FoldFitter fitter(app, data, fit, folds);
  FoldForecasts out;
  out.predictions = stage(app, "walk_forward", [&] {
    return backtest::run_walk_forward(folds, task.outputs(), fitter.at_once(), std::ref(fitter),
                                      backtest::make_fold_scorer(data.dataset, task), app.events,
                                      app.stop);
  });
  out.rounds = fitter.rounds();
  out.evals = fitter.evals();
  return out;
}

backtest::BacktestResult score_forecasts(const App& app, const TrainConfig& config,
                                         const TrainingData& data,
                                         std::span<const backtest::Fold> folds,
                                         const backtest::OosPredictions& predictions) {
  const auto days =
      data.market.intraday ? data::local_close_days(data.market) : std::vector<std::int64_t>();
  return stage(app, "score", [&] {
    return backtest::evaluate({data.dataset, data.market, folds, predictions, days},
                              backtest_task(config, data), config.pipeline.execution);
  });
}

WalkForward run_walk_forward(const App& app, const TrainConfig& config, const TrainingData& data,
                             const Windows& windows, const training::FitOptions& fit) {
  const auto& folds = windows.splits.folds;
  const auto task = backtest_task(config, data);
  auto forecasts = forecast_folds(app, config, data, folds, fit);
  WalkForward out;
  out.rounds = std::move(forecasts.rounds);
  out.evals = std::move(forecasts.evals);
  out.result = score_forecasts(app, config, data, folds, forecasts.predictions);
  out.predictions = std::move(forecasts.predictions);
  out.metric = task.kind == backtest::Task::Kind::kRegression ? "rmse" : "log_loss";
  out.score = score_of(out.result.forecast, out.metric);
  for (const auto& fold : out.result.folds) {
    out.fold_scores.push_back(score_of(fold.forecast, out.metric));
  }
  return out;
}

}  // namespace mlpipe::commands
