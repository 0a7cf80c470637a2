// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "mlpipe/core/text.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/version.hpp"

#include "commands/train_documents.hpp"

namespace mlpipe::commands {
namespace {

using metrics::MetricValue;
using report::NumberFormat;
using report::NumberStyle;
using report::Quantity;

constexpr NumberFormat kThree{NumberStyle::kNumber, 3};
constexpr NumberFormat kPercent{NumberStyle::kPercent, 1};
// A curve of more points than a screen has pixels tells nothing more; the file would grow without
// end.
constexpr std::size_t kCurvePoints = 20'000;

NumberFormat format_of(const metrics::Metric& metric) {
  if (metric.unit == "rows" || metric.unit == "bars" || metric.unit == "trades") {
    return {NumberStyle::kCount, 0};
  }
  if (metric.name == "log_loss" || metric.name == "brier" || metric.unit == "target") {
    return {NumberStyle::kNumber, metric.unit == "target" ? 6 : 4};
  }
  const bool share =
      metric.unit == "fraction" && metric.name != "roc_auc" && metric.name != "macro_auc";
  return share ? kPercent : kThree;
}

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
                        format_of(metric),
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

void fill_run(const TrainingRun& run, const model::Booster& booster, const ModelIdentity& identity,
              int threads, report::TrainingReport& out) {
  const auto& pipeline = run.config.pipeline;
  const auto& market = run.data.market;
  const std::size_t inputs = run.data.features.inputs().size();
  out.run = {identity.run_id,
             run.created,
             kVersion,
             model::to_string(model::library_version()),
             run.config.provenance.git_commit,
             run.config.seed,
             config_hash(run.config),
             market.report.sha256,
             market.report.source,
             grouped(run.data.features.features().size()) + " computed, " + grouped(inputs) +
                 " of the file",
             pipeline.label.kind +
                 (pipeline.label.kind == "column" ? " " + pipeline.data.target.value_or("") : ""),
             grouped(pipeline.label.horizon) + (pipeline.label.horizon == 1 ? " bar" : " bars"),
             model::find_param(booster.params(), "objective").value_or(""),
             threads};
}

std::string describe(const data::Finding& finding, const std::string& source) {
  std::string text = source + ":" + std::to_string(finding.line);
  if (finding.column > 0) {
    text += ":" + std::to_string(finding.column) + " (" + finding.column_name + ")";
  }
  return text + ": " + finding.kind + (finding.value.empty() ? "" : ": " + quote(finding.value));
}

void fill_data(const TrainingRun& run, report::TrainingReport& out) {
  constexpr std::size_t kFirstFindings = 20;
  const auto& market = run.data.market;
  const auto [oldest, newest] =
      std::minmax_element(market.close_time.begin(), market.close_time.end());
  out.data.rows = market.rows();
  out.data.labelled_rows = run.data.labelled;
  out.data.features = run.data.dataset.cols();
  out.data.symbols = market.symbols;
  out.data.first_bar = *oldest;
  out.data.last_bar = *newest;
  out.data.detected = market.report.detected;
  for (const auto& count : market.report.counts) {
    out.data.findings.emplace_back(count.kind, count.count);
  }
  for (const auto& finding : market.report.findings) {
    if (out.data.first_findings.size() < kFirstFindings) {
      out.data.first_findings.push_back(describe(finding, market.report.source));
    }
  }
  out.data.skipped_rows =
      market.report.rows_read - std::min(market.report.rows_read, market.report.rows_kept);
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
    columns.push_back({std::string(metric.title), format_of(metric)});
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
  folds.score_format = format_of(metric);
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

void fill_model(const TrainingRun& run, const model::Booster& booster,
                report::TrainingReport& out) {
  const auto gains = booster.importance(model::Importance::kTotalGain);
  double total = 0.0;
  for (const auto& [name, gain] : gains) {
    total += gain;
  }
  for (const auto& [name, gain] : gains) {
    out.importance.push_back({name, total > 0 ? gain / total : 0.0});
  }
  const auto& names = run.data.labels.class_names;
  out.calibration.event = names.empty() ? "" : names.back();
  for (const auto& bin : run.walk.result.deciles) {
    out.calibration.bins.push_back({bin.mean_forecast, bin.observed, static_cast<double>(bin.n)});
  }
  for (const auto& [name, value] : booster.params()) {
    out.recipe.parameters.emplace_back(name, value);
  }
  out.recipe.origin = run.params_origin;
  out.recipe.trials = static_cast<int>(std::min<std::int64_t>(run.trials, 1'000'000'000));
  out.recipe.final_rounds = booster.rounds();
  out.recipe.rounds_rule = run.fit.boost.early_stopping_rounds > 0
                               ? "the median of the folds' best rounds"
                               : "max_rounds, early stopping is off";
  out.recipe.train_scope =
      "all labelled rows up to " + to_display(run.data.known_to) +
      (run.config.holdout ? " (holdout " + to_string(*run.config.holdout) + ")" : "");
}

void fill_conventions(const TrainingRun& run, report::TrainingReport& out) {
  const auto& execution = run.config.pipeline.execution;
  const auto& trading = run.walk.result.trading;
  out.conventions.fill = backtest::describe(trading.fill);
  out.conventions.cost =
      shortest(execution.commission_bps + execution.half_spread_bps + execution.slippage_bps) +
      " bp of the traded fraction (" + shortest(execution.commission_bps) + " commission, " +
      shortest(execution.half_spread_bps) + " half spread, " + shortest(execution.slippage_bps) +
      " slippage)";
  if (trading.metric_year.bars_per_year) {
    out.conventions.bars_a_year = *trading.metric_year.bars_per_year;
  }
  out.conventions.bars_a_year_inferred = trading.metric_year.inferred;
  out.conventions.sizing = backtest::describe_sizing(execution);
  if (trading.daily) {
    out.conventions.others.emplace_back(
        "Bars within a day are compounded to days before anything is annualised.");
  }
  out.conventions.others.emplace_back(
      "A short held over several bars is rebalanced to its target at each bar.");
  out.conventions.others.emplace_back(
      "The standard error of the AUC counts rows as independent; overlapping labels and "
      "symbols of one market are not, so the truth is wider.");
}

std::vector<std::string> warnings_of(const TrainingRun& run) {
  std::vector<std::string> out = run.data.warnings;
  out.insert(out.end(), run.windows.splits.notes.begin(), run.windows.splits.notes.end());
  const auto& notes = run.walk.result.trading.notes;
  out.insert(out.end(), notes.begin(), notes.end());
  return out;
}

}  // namespace

report::TrainingReport training_report(const TrainingRun& run, const model::Booster& booster,
                                       const ModelIdentity& identity,
                                       const std::vector<WrittenArtifact>& files) {
  report::TrainingReport out;
  out.name = run.data.market.report.source;
  fill_run(run, booster, identity, run.threads, out);
  fill_data(run, out);
  out.out_of_sample_rows = run.walk.result.scored_rows;
  out.skill = skill_of(run);
  fill_metrics(run, out);
  fill_equity(run, out);
  fill_folds(run, out);
  fill_model(run, booster, out);
  fill_conventions(run, out);
  out.warnings = warnings_of(run);
  for (const auto& file : files) {
    out.files.push_back({file.path, file.bytes, file.sha256});
  }
  out.next_steps = {{"mlpipe train --data YOUR.csv", "train on your own prices"},
                    {"mlpipe train --print-config > config/pipeline.json",
                     "write down every setting, then change some"},
                    {"mlpipe train --holdout 3M", "leave the newest three months unseen"}};
  return out;
}

}  // namespace mlpipe::commands
