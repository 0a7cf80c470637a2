// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/period.hpp"

#include "training_sections.hpp"

namespace mlpipe::report {
namespace {

constexpr NumberFormat kCount{NumberStyle::kCount, 0};

void add_metric_table(const MetricTable& metrics, Document& document) {
  Table table;
  table.columns = {{"metric", Align::kLeft}, {"model", Align::kRight}};
  for (const auto& name : metrics.yardsticks) {
    table.columns.push_back({name, Align::kRight});
  }
  const bool has_direction =
      std::any_of(metrics.rows.begin(), metrics.rows.end(),
                  [](const MetricRow& row) { return best_yardstick(row).has_value(); });
  if (has_direction) {
    table.columns.push_back({"model is", Align::kLeft});
  }
  Reasons reasons;
  for (const auto& row : metrics.rows) {
    std::vector<Text> cells{row.name,
                            bold(reasons.cell(row.model, row.format, row.name + " of the model"))};
    for (std::size_t i = 0; i < metrics.yardsticks.size(); ++i) {
      const bool is_given = i < row.yardsticks.size() &&
                            (row.yardsticks[i].defined() || !row.yardsticks[i].reason.empty());
      cells.emplace_back(is_given ? reasons.cell(row.yardsticks[i], row.format,
                                                 row.name + " of " + metrics.yardsticks[i])
                                  : std::string());
    }
    const auto best = best_yardstick(row);
    if (best && row.model.defined()) {
      const int order =
          compare(*row.model.value, *row.yardsticks[*best].value, row.better, row.format);
      cells.emplace_back(order > 0 ? "better" : order < 0 ? "worse" : "equal");
    }
    table.rows.push_back(std::move(cells));
  }
  document.add(std::move(table));
  reasons.add_to(document);
}

void add_equity(const EquityCurve& equity, Document& document) {
  if (equity.time.empty()) {
    return;
  }
  LineChart growth;
  growth.time = equity.time;
  growth.series = {{"model, after costs", equity.model}};
  if (!equity.benchmark.empty()) {
    growth.series.push_back({"buy and hold", equity.benchmark});
  }
  growth.y_title = "growth of 1, log scale";
  growth.y_format = {NumberStyle::kNumber, 2};
  growth.scale = Scale::kLog;
  document.add(
      Figure{"Equity", "Growth of 1 over the out-of-sample bars of all folds.", std::move(growth)});
  if (equity.model_drawdown.empty()) {
    return;
  }
  LineChart drawdown;
  drawdown.time = equity.time;
  drawdown.series = {{"model", equity.model_drawdown}};
  if (!equity.benchmark_drawdown.empty()) {
    drawdown.series.push_back({"buy and hold", equity.benchmark_drawdown});
  }
  drawdown.y_title = "below the last peak";
  drawdown.y_format = {NumberStyle::kPercent, 1};
  drawdown.filled = true;
  document.add(Figure{"Drawdown", "Loss since the highest equity so far.", std::move(drawdown)});
}

/// How much better than naive a fold is; NaN if that is undefined.
double edge_of(const FoldRow& fold, Better better) {
  if (!fold.score.defined() || !fold.naive_score.defined()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double edge = *fold.score.value - *fold.naive_score.value;
  return better == Better::kLower ? -edge : edge;
}

void add_fold_overview(const FoldSummary& summary, Document& document) {
  std::size_t judged = 0;
  std::size_t above = 0;
  std::size_t worst = 0;
  FoldBars bars;
  for (std::size_t i = 0; i < summary.folds.size(); ++i) {
    const double edge = edge_of(summary.folds[i], summary.better);
    bars.bars.push_back({"fold " + std::to_string(i + 1) + ", " +
                             period_text(summary.folds[i].test_from, summary.folds[i].test_to),
                         edge});
    if (std::isfinite(edge)) {
      const bool is_first = judged++ == 0;
      above += edge > 0.0 ? 1 : 0;
      worst = is_first || edge < bars.bars[worst].value ? i : worst;
    }
  }
  if (judged == 0) {
    document.add(Paragraph{"No fold can be set against " + summary.naive_name + "."});
    return;
  }
  const auto& fold = summary.folds[worst];
  document.add(Paragraph{bold(grouped(above) + " of " + counted(judged, "fold")) + " beat " +
                         summary.naive_name + " on " + summary.score_name + ". The worst is fold " +
                         std::to_string(worst + 1) + ", " +
                         period_text(fold.test_from, fold.test_to) + ": " +
                         format_quantity(fold.score, summary.score_format) + " against " +
                         format_quantity(fold.naive_score, summary.score_format) + "."});
  bars.reference_name = "no edge";
  bars.y_title = "edge in " + summary.score_name;
  bars.format = summary.score_format;
  document.add(Figure{"Edge over " + summary.naive_name + " by fold",
                      "Bars above the line are folds in which the model was better.",
                      std::move(bars)});
}

Table fold_table(const FoldSummary& summary, Reasons& reasons) {
  Table table;
  table.columns = {{"fold", Align::kRight},       {"test period", Align::kLeft},
                   {"train rows", Align::kRight}, {"test rows", Align::kRight},
                   {"rounds", Align::kRight},     {summary.score_name, Align::kRight},
                   {"naive", Align::kRight}};
  for (const auto& column : summary.columns) {
    table.columns.push_back({column.name, Align::kRight});
  }
  for (std::size_t i = 0; i < summary.folds.size(); ++i) {
    const auto& fold = summary.folds[i];
    const std::string place = " of fold " + std::to_string(i + 1);
    std::vector<Text> cells{
        std::to_string(i + 1),
        period_text(fold.test_from, fold.test_to),
        grouped(fold.train_rows),
        grouped(fold.test_rows),
        format_number(fold.rounds, kCount),
        reasons.cell(fold.score, summary.score_format, summary.score_name + place),
        reasons.cell(fold.naive_score, summary.score_format, "naive score" + place)};
    for (std::size_t c = 0; c < summary.columns.size(); ++c) {
      const auto& column = summary.columns[c];
      cells.emplace_back(c < fold.values.size()
                             ? reasons.cell(fold.values[c], column.format, column.name + place)
                             : std::string());
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace

void add_returns(const TrainingReport& report, Document& document) {
  document.add(Heading{2, "Returns"});
  if (report.returns.rows.empty()) {
    document.add(Paragraph{"n/a: " +
                           (report.no_returns_reason.empty() ? std::string("no backtest was run")
                                                             : report.no_returns_reason) +
                           "."});
    return;
  }
  add_equity(report.equity, document);
  add_metric_table(report.returns, document);
  Text costs = "All figures are out of sample";
  if (!report.conventions.fill.empty()) {
    costs = costs + ", filled at the " + report.conventions.fill;
  }
  if (!report.conventions.cost.empty()) {
    costs = costs + ", after costs of " + report.conventions.cost;
  }
  document.add(Paragraph{costs + "."});
}

void add_metrics(const TrainingReport& report, Document& document) {
  if (report.metrics.rows.empty()) {
    return;
  }
  document.add(Heading{2, "Forecasts against the yardsticks"});
  add_metric_table(report.metrics, document);
}

void add_folds(const TrainingReport& report, Document& document) {
  const auto& summary = report.folds;
  if (summary.folds.empty()) {
    return;
  }
  document.add(Heading{2, "Folds"});
  add_fold_overview(summary, document);
  Reasons reasons;
  document.add(fold_table(summary, reasons));
  reasons.add_to(document);
  if (!summary.scheme.empty()) {
    document.add(Paragraph{"Walk-forward: " + summary.scheme + "."});
  }
}

void add_symbols(const TrainingReport& report, Document& document) {
  constexpr std::size_t kMostShown = 40;
  const auto& symbols = report.symbols;
  if (symbols.rows.empty()) {
    return;
  }
  document.add(Heading{2, "Symbols"});
  Table table;
  table.columns = {{"symbol", Align::kLeft}, {"test rows", Align::kRight}};
  for (const auto& column : symbols.columns) {
    table.columns.push_back({column.name, Align::kRight});
  }
  Reasons reasons;
  const std::size_t shown = std::min(symbols.rows.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& row = symbols.rows[i];
    std::vector<Text> cells{code(row.symbol), grouped(row.test_rows)};
    for (std::size_t c = 0; c < symbols.columns.size() && c < row.values.size(); ++c) {
      cells.emplace_back(reasons.cell(row.values[c], symbols.columns[c].format,
                                      symbols.columns[c].name + " of " + row.symbol));
    }
    table.rows.push_back(std::move(cells));
  }
  document.add(std::move(table));
  reasons.add_to(document);
  if (shown < symbols.rows.size()) {
    document.add(Paragraph{"The first " + grouped(shown) + " of " + grouped(symbols.rows.size()) +
                           " symbols; the metadata file has them all."});
  }
}

}  // namespace mlpipe::report
