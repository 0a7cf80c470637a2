// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/evaluate.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/metrics/regression.hpp"

#include "backtest/simulation_metrics.hpp"
#include "backtest/yardsticks.hpp"

namespace mlpipe::backtest {
namespace {

using metrics::MetricValue;

/// Scored rows: forecasts of three forecasters beside the truth.
struct Sample {
  std::vector<double> truth;         // [n]
  std::vector<double> model;         // [n * outputs]
  std::vector<double> base_rate;     // [n * outputs], from the training rows of the row's fold
  std::vector<double> previous;      // [n * outputs]
  std::vector<std::int64_t> moment;  // [n]
};

void append(std::vector<double>& to, std::span<const double> values) {
  to.insert(to.end(), values.begin(), values.end());
}

class Evaluation {
 public:
  Evaluation(const EvaluationInput& input, const Task& task, const ExecutionOptions& execution)
      : in_(input), task_(task), execution_(execution) {}

  BacktestResult run();

 private:
  [[nodiscard]] Sample sample(std::span<const std::size_t> positions) const;
  [[nodiscard]] std::vector<MetricValue> score(std::span<const double> forecast,
                                               const Sample& sample) const;
  [[nodiscard]] std::vector<std::size_t> scored_positions() const;
  [[nodiscard]] Simulation trade() const;
  void score_folds(BacktestResult& result) const;
  void score_symbols(std::span<const std::size_t> scored, BacktestResult& result) const;
  [[nodiscard]] bool panel() const { return in_.market.symbol_count() > 1; }

  const EvaluationInput& in_;
  const Task& task_;
  const ExecutionOptions& execution_;
  std::vector<std::size_t> training_counts_;     // [n_folds] usable training rows
  std::vector<std::vector<double>> base_rates_;  // [n_folds][outputs]
  std::vector<float> previous_;                  // [n_rows]
};

/// Positions in the predictions whose label is known.
std::vector<std::size_t> Evaluation::scored_positions() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < in_.predictions.size(); ++i) {
    const std::size_t row = in_.predictions.row[i];
    if (in_.dataset.is_scored(row)) {
      out.push_back(i);
    }
  }
  return out;
}

Sample Evaluation::sample(std::span<const std::size_t> positions) const {
  Sample out;
  const std::size_t outputs = task_.outputs();
  for (const std::size_t i : positions) {
    const std::size_t row = in_.predictions.row[i];
    out.truth.push_back(static_cast<double>(in_.dataset.label[row]));
    for (std::size_t k = 0; k < outputs; ++k) {
      out.model.push_back(static_cast<double>(in_.predictions.value[i * outputs + k]));
    }
    const auto& base = base_rates_[in_.predictions.fold[i]];
    append(out.base_rate, base);
    const float previous = previous_[row];
    append(out.previous,
           std::isnan(previous) ? base : hard_forecast(static_cast<double>(previous), task_));
    out.moment.push_back(in_.dataset.time[row].time_since_epoch().count());
  }
  return out;
}

std::vector<MetricValue> Evaluation::score(std::span<const double> forecast,
                                           const Sample& sample) const {
  switch (task_.kind) {
    case Task::Kind::kBinary:
      return metrics::binary_metrics(forecast, sample.truth, task_.threshold);
    case Task::Kind::kMulticlass:
      return metrics::multiclass_metrics(forecast, task_.classes, sample.truth);
    case Task::Kind::kRegression:
      break;
  }
  auto out = metrics::regression_metrics(forecast, sample.truth, sample.base_rate);
  if (panel()) {
    const auto by_moment = metrics::panel_ic_metrics(forecast, sample.truth, sample.moment);
    out.insert(out.end(), by_moment.begin(), by_moment.end());
  }
  return out;
}

Simulation Evaluation::trade() const {
  if (!task_.not_tradable.empty()) {
    Simulation none;
    none.no_returns_reason = task_.not_tradable;
    none.metrics = absent_metrics(none.no_returns_reason);
    return none;
  }
  const auto& p = in_.predictions;
  std::vector<std::size_t> bar(p.size());
  std::vector<double> signal(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    bar[i] = in_.dataset.bar[p.row[i]];
    const float* values = &p.value[i * p.outputs];
    signal[i] = static_cast<double>(values[0]);
    if (task_.kind == Task::Kind::kMulticlass) {
      // On the scale of a probability: 1 is certainly up, 0 certainly down.
      signal[i] = 0.5 + 0.5 * (static_cast<double>(values[task_.up]) -
                               static_cast<double>(values[task_.down]));
    }
  }
  const SignalKind kind =
      task_.kind == Task::Kind::kRegression ? SignalKind::kValue : SignalKind::kProbability;
  return simulate(in_.market, {bar, signal, kind}, in_.day, execution_);
}

void Evaluation::score_folds(BacktestResult& result) const {
  std::vector<std::vector<std::size_t>> positions(in_.folds.size());
  for (const std::size_t i : scored_positions()) {
    positions[in_.predictions.fold[i]].push_back(i);
  }
  for (std::size_t f = 0; f < in_.folds.size(); ++f) {
    const Fold& fold = in_.folds[f];
    const Sample rows = sample(positions[f]);
    result.folds.push_back(
        {fold.test_lower, fold.test_upper, fold.train_bound, training_counts_[f], fold.test.size(),
         positions[f].size(), score(rows.model, rows), score(rows.base_rate, rows),
         return_metrics_between(result.trading, fold.test_lower, fold.test_upper, execution_)});
  }
}

void Evaluation::score_symbols(std::span<const std::size_t> scored, BacktestResult& result) const {
  if (!panel()) {
    return;
  }
  const std::size_t count = in_.market.symbol_count();
  std::vector<std::vector<std::size_t>> positions(count);
  std::vector<std::size_t> tested(count, 0);
  for (const std::size_t row : in_.predictions.row) {
    ++tested[in_.dataset.symbol[row]];
  }
  for (const std::size_t i : scored) {
    positions[in_.dataset.symbol[in_.predictions.row[i]]].push_back(i);
  }
  for (std::size_t s = 0; s < count; ++s) {
    if (tested[s] == 0) {
      continue;
    }
    const Sample rows = sample(positions[s]);
    SymbolScore entry{s, tested[s], score(rows.model, rows), {}};
    const auto& all = result.trading.symbols;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const SymbolReturns& item) { return item.symbol == s; });
    entry.returns =
        found != all.end() ? found->metrics : absent_metrics(result.trading.no_returns_reason);
    result.symbols.push_back(std::move(entry));
  }
}

/// A hard forecast has no meaningful probabilities: their scores say nothing of it.
void drop_probability_scores(std::vector<MetricValue>& list) {
  for (auto& item : list) {
    if (item.name == "log_loss" || item.name == "brier" || item.name == "brier_skill") {
      item = metrics::absent(item.name, "a hard forecast has no probabilities");
    }
  }
}

std::vector<metrics::CalibrationBin> deciles_of(const Sample& sample, const Task& task) {
  if (task.kind == Task::Kind::kRegression || sample.truth.empty()) {
    return {};
  }
  const bool binary = task.kind == Task::Kind::kBinary;
  const std::size_t shown = binary ? 0 : std::min(task.up, task.classes - 1);
  std::vector<double> p(sample.truth.size());
  std::vector<double> y(sample.truth.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    p[i] = sample.model[i * task.outputs() + shown];
    y[i] =
        binary ? sample.truth[i] : (static_cast<std::size_t>(sample.truth[i]) == shown ? 1.0 : 0.0);
  }
  return metrics::calibration_table(p, y, 10, metrics::Binning::kQuantile);
}

BacktestResult Evaluation::run() {
  for (const auto& fold : in_.folds) {
    const auto rows = training_rows(fold, in_.dataset.label_end, in_.dataset.label);
    training_counts_.push_back(rows.size());
    base_rates_.push_back(base_rate_forecast(in_.dataset, rows, task_));
  }
  previous_ = previous_known_label(in_.dataset);
  BacktestResult result;
  result.task = task_;
  result.trading = trade();
  const auto scored = scored_positions();
  const Sample all = sample(scored);
  result.test_rows = in_.predictions.size();
  result.scored_rows = scored.size();
  result.forecast = score(all.model, all);
  const bool regression = task_.kind == Task::Kind::kRegression;
  result.yardsticks.push_back(
      {"base_rate", regression ? "mean of the training rows" : "base rate of the training rows",
       score(all.base_rate, all)});
  result.yardsticks.push_back({"previous_label", "previous label", score(all.previous, all)});
  drop_probability_scores(result.yardsticks.back().forecast);
  result.deciles = deciles_of(all, task_);
  score_folds(result);
  score_symbols(scored, result);
  return result;
}

}  // namespace

BacktestResult evaluate(const EvaluationInput& input, const Task& task,
                        const ExecutionOptions& execution) {
  assert(input.predictions.outputs == task.outputs());
  return Evaluation(input, task, execution).run();
}

FoldScorer make_fold_scorer(const data::Dataset& dataset, const Task& task) {
  return [&dataset, task](const Fold& fold, std::span<const float> predictions) {
    const bool regression = task.kind == Task::Kind::kRegression;
    const std::size_t outputs = task.outputs();
    std::vector<double> truth;
    std::vector<double> forecast;
    for (std::size_t row = fold.test.begin; row < fold.test.end; ++row) {
      if (!dataset.is_scored(row)) {
        continue;
      }
      truth.push_back(static_cast<double>(dataset.label[row]));
      for (std::size_t k = 0; k < outputs; ++k) {
        forecast.push_back(static_cast<double>(predictions[(row - fold.test.begin) * outputs + k]));
      }
    }
    if (truth.empty()) {
      return std::pair(std::string(), 0.0);
    }
    const std::string name = regression ? "rmse" : "log_loss";
    if (task.kind == Task::Kind::kBinary) {
      return std::pair(name, metrics::log_loss(forecast, truth));
    }
    const auto list = regression ? metrics::regression_metrics(forecast, truth, std::vector{0.0})
                                 : metrics::multiclass_metrics(forecast, task.classes, truth);
    return std::pair(name, metrics::value_of(list, name).value_or(0.0));
  };
}

}  // namespace mlpipe::backtest
