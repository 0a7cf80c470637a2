// SPDX-License-Identifier: MIT
#include "commands/train_report_scores.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/metric_format.hpp"

namespace mlpipe::commands {
namespace {

using metrics::MetricValue;
using report::NumberFormat;
using report::NumberStyle;
using report::Quantity;

constexpr NumberFormat kThree{NumberStyle::kNumber, 3};
// A curve of more points than a screen has pixels tells nothing more; the file would grow without
// end.
constexpr std::size_t kCurvePoints = 20'000;

report::Better better_of(const metrics::Metric& metric) {
  switch (metric.better) {
    case metrics::Direction::kMaximise:
      return report::Better::kHigher;
    case metrics::Direction::kMinimise:
      return report::Better::kLower;
    case metrics::Direction::kNeutral:
      break;
  }
  return report::Better::kNeither;
}

Quantity quantity(const std::vector<MetricValue>& list, std::string_view name) {
  for (const auto& value : list) {
    if (value.name == name) {
      return value.value ? Quantity(*value.value) : Quantity::undefined(value.reason);
    }
  }
  return Quantity::undefined("does not apply");
}

report::MetricRow metric_row(const MetricValue& value,
                             const std::vector<const std::vector<MetricValue>*>& yardsticks,
                             const std::vector<std::string_view>& headline) {
  const auto& metric = metrics::find_metric(value.name);
  report::MetricRow row{std::string(metric.title),
                        report::metric_format(metric),
                        better_of(metric),
                        value.value ? Quantity(*value.value) : Quantity::undefined(value.reason),
                        {},
                        false};
  for (const auto* list : yardsticks) {
    row.yardsticks.push_back(quantity(*list, value.name));
  }
  row.in_headline = std::find(headline.begin(), headline.end(), value.name) != headline.end();
  return row;
}

void fill_metrics(const TrainingRun& run, report::TrainingReport& out) {
  const auto& result = run.walk.result;
  std::vector<const std::vector<MetricValue>*> lists;
  for (const auto& yardstick : result.yardsticks) {
    out.metrics.yardsticks.push_back(yardstick.title);
    lists.push_back(&yardstick.forecast);
  }
  for (const auto& value : result.forecast) {
    out.metrics.rows.push_back(metric_row(value, lists, {"accuracy", "log_loss", "rmse"}));
  }
  out.no_returns_reason = result.trading.no_returns_reason;
  if (!out.no_returns_reason.empty()) {
    return;
  }
  out.returns.yardsticks = {"buy and hold"};
  for (const auto& value : result.trading.metrics) {
    out.returns.rows.push_back(metric_row(value, {&result.trading.benchmark_metrics},
                                          {"sharpe", "total_return", "max_drawdown"}));
  }
}

/// Of the AUC under no skill: sqrt((P + N + 1) / (12 P N)), Mann and Whitney 1947; of a rank
/// correlation 1 / sqrt(n - 1). Rows count as independent, which overlapping labels and panels are
/// not: the truth is wider.
report::Skill skill_of(const TrainingRun& run) {
  const auto& forecast = run.walk.result.forecast;
  const double n = static_cast<double>(run.walk.result.scored_rows);
  report::Skill skill;
  skill.format = kThree;
  switch (run.data.labels.task) {
    case labels::Task::kBinary: {
      skill.value = quantity(forecast, "roc_auc");
      const double p = n * metrics::value_of(forecast, "base_rate").value_or(0.0);
      if (p > 0 && p < n) {
        skill.standard_error = std::sqrt((n + 1) / (12 * p * (n - p)));
      }
      break;
    }
    case labels::Task::kMulticlass:
      skill.name = "macro AUC";
      skill.value = quantity(forecast, "macro_auc");
      skill.standard_error = Quantity::undefined("there is no simple formula for several classes");
      break;
    case labels::Task::kRegression:
      skill.name = "rank IC";
      skill.without_skill = 0.0;
      skill.value = quantity(forecast, "rank_ic");
      if (n > 1) {
        skill.standard_error = 1.0 / std::sqrt(n - 1);
      }
      break;
  }
  return skill;
}

template <class T>
std::vector<T> thinned(const std::vector<T>& values) {
  const std::size_t n = values.size();
  if (n <= kCurvePoints) {
    return values;
  }
  std::vector<T> out;
  out.reserve(kCurvePoints);
  for (std::size_t i = 0; i < kCurvePoints; ++i) {
    out.push_back(values[(n - 1) * i / (kCurvePoints - 1)]);
  }
  return out;
}

void fill_equity(const TrainingRun& run, report::TrainingReport& out) {
  const auto& series = run.walk.result.trading.series;
  const auto model = backtest::equity_curve(series.net);
  const auto benchmark = backtest::equity_curve(series.benchmark);
  out.equity = {thinned(series.time), thinned(model.equity), thinned(benchmark.equity),
                thinned(model.drawdown), thinned(benchmark.drawdown)};
}

std::string scheme_text(const TrainingRun& run) {
  const auto& options = run.windows.options;
  const auto length = [](const Duration& d) {
    return d.unit == Duration::Unit::kBars ? grouped(static_cast<std::uint64_t>(d.count)) + " bars"
                                           : to_string(d);
  };
  const bool rolling = options.window == backtest::WindowKind::kRolling;
  std::string text = (rolling ? "rolling window of " : "expanding window of at least ") +
                     length(options.train) + ", test " + length(options.test) +
                     ", labels that had not ended are purged";
  if (options.embargo.count > 0) {
    text += ", embargo " + length(options.embargo);
  }
  return text;
}

bool classes(const TrainingRun& run) {
  return run.data.labels.task != labels::Task::kRegression;
}

/// The few numbers shown for each fold and each symbol.
std::vector<std::string_view> row_metrics(const TrainingRun& run) {
  std::vector<std::string_view> names;
  switch (run.data.labels.task) {
    case labels::Task::kBinary:
      names = {"roc_auc", "accuracy"};
      break;
    case labels::Task::kMulticlass:
      names = {"macro_auc", "accuracy"};
      break;
    case labels::Task::kRegression:
      names = {"rank_ic", "r2"};
      break;
  }
  if (run.walk.result.trading.no_returns_reason.empty()) {
    names.insert(names.end(), {"total_return", "sharpe"});
  }
  return names;
}

std::vector<report::FoldColumn> row_columns(const TrainingRun& run) {
  std::vector<report::FoldColumn> columns;
  for (const auto name : row_metrics(run)) {
    const auto& metric = metrics::find_metric(name);
    columns.push_back({std::string(metric.title), report::metric_format(metric)});
  }
  return columns;
}

std::vector<Quantity> row_values(const TrainingRun& run, const std::vector<MetricValue>& forecast,
                                 const std::vector<MetricValue>& returns) {
  std::vector<Quantity> values;
  for (const auto name : row_metrics(run)) {
    const bool of_returns = name == "total_return" || name == "sharpe";
    values.push_back(quantity(of_returns ? returns : forecast, name));
  }
  return values;
}

void fill_folds(const TrainingRun& run, report::TrainingReport& out) {
  auto& folds = out.folds;
  const auto& metric = metrics::find_metric(run.walk.metric);
  folds.score_name = metric.title;
  folds.naive_name =
      classes(run) ? "the base rate of the training rows" : "the mean of the training rows";
  folds.score_format = report::metric_format(metric);
  folds.better = better_of(metric);
  folds.columns = row_columns(run);
  folds.scheme = scheme_text(run);
  const auto& scores = run.walk.result.folds;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto& fold = scores[i];
    folds.folds.push_back({fold.test_lower, fold.test_upper, fold.train_rows, fold.test_rows,
                           run.walk.rounds[i], quantity(fold.forecast, run.walk.metric),
                           quantity(fold.base_rate, run.walk.metric),
                           row_values(run, fold.forecast, fold.returns)});
  }
  if (!run.walk.result.symbols.empty()) {
    out.symbols.columns = row_columns(run);
  }
  for (const auto& symbol : run.walk.result.symbols) {
    out.symbols.rows.push_back({run.data.market.symbols[symbol.symbol], symbol.test_rows,
                                row_values(run, symbol.forecast, symbol.returns)});
  }
}

}  // namespace

void fill_scores(const TrainingRun& run, report::TrainingReport& out) {
  out.out_of_sample_rows = run.walk.result.scored_rows;
  out.skill = skill_of(run);
  fill_metrics(run, out);
  fill_equity(run, out);
  fill_folds(run, out);
}

}  // namespace mlpipe::commands
