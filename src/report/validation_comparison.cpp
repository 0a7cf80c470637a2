// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <string_view>

#include "mlpipe/report/metric_format.hpp"

#include "training_sections.hpp"
#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

std::string percent_text(std::optional<double> value) {
  return value ? format_signed(*value, {NumberStyle::kNumber, 1}) + "%" : "";
}

Quantity quantity_of(const metrics::MetricValue& value) {
  return value.value ? Quantity(*value.value) : Quantity::undefined(value.reason);
}

std::string value_cell(Reasons& reasons, const metrics::MetricValue& value,
                       const std::string& place) {
  const std::string text = metric_text(value.name, value.value);
  (void)reasons.cell(quantity_of(value), {}, place);
  return text;
}

void add_row(const ValidationReport& report, const gate::MetricDifference& item, Reasons& reasons,
             Table& table) {
  const std::string title = metric_title(item.name);
  std::vector<Text> cells{title,
                          bold(value_cell(reasons, item.candidate, title + " of the candidate"))};
  if (report.baseline) {
    cells.emplace_back(value_cell(reasons, item.baseline, title + " of production"));
    cells.emplace_back(change_text(item.name, item.difference));
    cells.emplace_back(percent_text(item.improvement));
    cells.emplace_back(item.low ? interval_text(item.name, *item.low, *item.high) : "");
    cells.emplace_back(item.p_better ? leaning_text(item) : "");
  }
  const auto yardstick = yardstick_of(report, item.name).value;
  cells.emplace_back(yardstick ? metric_text(item.name, yardstick) : "");
  table.rows.push_back(std::move(cells));
}

/// What production's own training measured, beside the same now.
void add_stored(const ValidationReport& report, Document& document) {
  if (!report.baseline || report.baseline->stored.empty()) {
    return;
  }
  Table table;
  table.columns = {{"metric of production", Align::kLeft},
                   {"stored by its training", Align::kRight},
                   {"on this window", Align::kRight}};
  for (const auto& stored : report.baseline->stored) {
    for (const auto& item : report.comparison.metrics) {
      if (item.name == stored.name) {
        table.rows.push_back({metric_title(item.name), metric_text(item.name, stored.value),
                              metric_text(item.name, item.baseline.value)});
      }
    }
  }
  document.add(
      Details{"What production's own training measured, on other bars",
              {Block{Paragraph{"Nothing is decided on these: the bars are not the candidate's."}},
               Block{std::move(table)}}});
}

/// What most readers look for, and whatever the config holds the candidate to.
bool is_key(const ValidationReport& report, const std::string& metric) {
  constexpr std::array<std::string_view, 17> kKeys{"accuracy",  "balanced_accuracy",
                                                   "mcc",       "roc_auc",
                                                   "macro_auc", "log_loss",
                                                   "brier",     "rmse",
                                                   "r2",        "ic",
                                                   "rank_ic",   "total_return",
                                                   "sharpe",    "max_drawdown",
                                                   "turnover",  "trades",
                                                   "dsr"};
  const auto& options = report.options;
  const auto names_it = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(),
                       [&](const auto& bound) { return bound.metric == metric; });
  };
  return std::find(kKeys.begin(), kKeys.end(), metric) != kKeys.end() || names_it(options.floors) ||
         names_it(options.margins) || names_it(options.over_base_rate) ||
         names_it(options.over_buy_and_hold);
}

Table comparison_table(const ValidationReport& report, bool key, Reasons& reasons) {
  Table table;
  table.columns = {{"metric", Align::kLeft}, {"candidate", Align::kRight}};
  if (report.baseline) {
    for (const char* name : {"production", "change", "better by", "90% interval", "p"}) {
      table.columns.push_back({name, Align::kRight});
    }
  }
  table.columns.push_back({"no skill", Align::kRight});
  for (const auto& item : report.comparison.metrics) {
    if (is_key(report, item.name) == key) {
      add_row(report, item, reasons, table);
    }
  }
  return table;
}

}  // namespace

void add_comparison(const ValidationReport& report, Document& document) {
  if (report.comparison.metrics.empty()) {
    return;
  }
  document.add(Heading{2, "Comparison"});
  Reasons reasons;
  document.add(comparison_table(report, true, reasons));
  document.add(Details{"All other metrics", {Block{comparison_table(report, false, reasons)}}});
  const std::string no_skill = "\"No skill\" is the base rate's forecast, or buy and hold.";
  document.add(Paragraph{report.baseline ? "The interval is that of the change, p one-sided for "
                                           "the side to which it leans. \"Better by\" is "
                                           "for people; nothing is decided on "
                                           "per cents. " +
                                               no_skill
                                         : no_skill});
  reasons.add_to(document);
  add_stored(report, document);
}

}  // namespace mlpipe::report
