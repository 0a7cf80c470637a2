// SPDX-License-Identifier: MIT
#include <cmath>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/metric_format.hpp"

#include "training_sections.hpp"
#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

/// Counts without decimals.
std::string value_text(double value) {
  const bool is_count = value == std::floor(value) && value >= 0.0;
  return format_number(value, {is_count ? NumberStyle::kCount : NumberStyle::kNumber, 4});
}

void add_test(Table& table, const std::string& name, const std::string& statistic,
              std::optional<double> better, std::optional<double> worse, const std::string& note) {
  table.rows.push_back({name, statistic, p_text(better), p_text(worse), note});
}

void add_loss_test(const gate::LossTest& test, const std::string& unit, Table& table) {
  const std::string title = metric_title(test.metric) + (test.metric == "rmse" ? ", squared" : "");
  if (test.diebold_mariano) {
    add_test(table, "Diebold-Mariano, " + title, "t " + fixed(test.diebold_mariano->statistic, 3),
             test.diebold_mariano->p_better, test.diebold_mariano->p_worse,
             grouped(test.diebold_mariano->n) + " " + unit);
  }
  if (test.cosine) {
    add_test(table, "Cosine test, " + title, "t " + fixed(test.cosine->statistic, 3),
             test.cosine->p_better, test.cosine->p_worse,
             grouped(test.cosine->n) + " " + unit + ", labels overlap");
  }
  if (test.bootstrap) {
    add_test(table, "Stationary bootstrap, " + title,
             "mean difference " + format_signed(test.mean_difference, {NumberStyle::kNumber, 6}),
             test.bootstrap->p_better, test.bootstrap->p_worse,
             "mean block " + fixed(test.block, 1) + " " + unit);
  }
}

/// At which level "better" was asked, and why at that one.
std::string look_text(const ValidationReport& report) {
  if (report.policy == "refresh") {
    return "A refresh of production's recipe need not be better.";
  }
  return "This is look " + std::to_string(report.look) +
         " at a new recipe since the last promotion, within a year: being better is asked at the "
         "level " +
         fixed(report.level, 4) + ", since alpha " + shortest(report.options.alpha) +
         " is shared out among all looks.";
}

}  // namespace

void add_checks(const ValidationReport& report, Document& document) {
  document.add(Heading{2, "Checks"});
  Table table;
  table.columns = {{"", Align::kLeft},       {"check", Align::kLeft}, {"result", Align::kLeft},
                   {"value", Align::kRight}, {"bound", Align::kLeft}, {"meaning", Align::kLeft}};
  for (const auto& check : report.checks) {
    const std::string result = gate::to_string(check.result);
    table.rows.push_back({check.group, check.title,
                          check.result == gate::CheckResult::kFail ? bold(result) : Text(result),
                          check.value ? value_text(*check.value) : "", check.bound,
                          check.explanation});
  }
  document.add(std::move(table));
  document.add(Paragraph{
      "G1: the candidate is sound, and there is enough to judge it on. G2: it holds what the "
      "config "
      "asks of it alone. G3: it is not worse than production. G4: it is better. Values are in the "
      "metric's own unit; against something else they are the candidate's lead."});
}

void add_tests(const ValidationReport& report, Document& document) {
  const auto& comparison = report.comparison;
  if (!is_compared(report)) {
    return;
  }
  document.add(Heading{2, "Paired tests"});
  Table table;
  table.columns = {{"test", Align::kLeft},
                   {"statistic", Align::kRight},
                   {"p better", Align::kRight},
                   {"p worse", Align::kRight},
                   {"on", Align::kLeft}};
  add_loss_test(comparison.primary, "bars", table);
  if (comparison.brier) {
    add_loss_test(*comparison.brier, "bars", table);
  }
  if (comparison.mcnemar) {
    add_test(table, "McNemar, exact",
             grouped(comparison.only_candidate) + " : " + grouped(comparison.only_baseline),
             comparison.mcnemar->p_better, comparison.mcnemar->p_worse,
             "forecasts that exactly one called right");
  }
  for (const auto& [name, test] :
       {std::pair("Jobson-Korkie-Memmel, Sharpe", &comparison.jobson_korkie_memmel),
        std::pair("Ledoit-Wolf, Sharpe", &comparison.ledoit_wolf)}) {
    if (*test) {
      add_test(table, name, "z " + fixed((*test)->statistic, 3), (*test)->p_better,
               (*test)->p_worse, grouped((*test)->n) + " returns");
    }
  }
  document.add(std::move(table));
  document.add(Paragraph{
      "The gate asks the Diebold-Mariano test and the bootstrap of the first loss, and takes the "
      "more cautious. " +
      look_text(report)});
}

void add_detectable(const ValidationReport& report, Document& document) {
  if (report.detectable.empty()) {
    return;
  }
  document.add(Heading{2, "What this window could have found"});
  Table table;
  table.columns = {{"metric", Align::kLeft},
                   {"least difference", Align::kRight},
                   {"margin", Align::kRight},
                   {"power at the margin", Align::kRight}};
  for (const auto& found : report.detectable) {
    table.rows.push_back({metric_title(found.metric), distance_text(found.metric, found.effect),
                          found.margin ? distance_text(found.metric, found.margin) : "",
                          found.power_at_margin
                              ? format_number(*found.power_at_margin, {NumberStyle::kPercent, 0})
                              : ""});
  }
  document.add(std::move(table));
  document.add(Paragraph{
      "A true difference smaller than this would have been missed more often than one time in "
      "five: \"not significant\" says little about it."});
}

void add_models(const ValidationReport& report, Document& document) {
  document.add(Heading{2, "Models"});
  Table table;
  table.columns = {{"", Align::kLeft}, {"candidate", Align::kLeft}};
  std::vector<const JudgedModel*> models{&report.candidate};
  if (report.baseline) {
    table.columns.push_back({"production", Align::kLeft});
    models.push_back(&*report.baseline);
  }
  const auto row = [&](const std::string& title, auto&& tell) {
    std::vector<Text> cells{title};
    for (const auto* model : models) {
      cells.emplace_back(tell(*model));
    }
    table.rows.push_back(std::move(cells));
  };
  const auto time_text = [](const std::optional<Timestamp>& time) {
    return time ? to_display(*time) : std::string("unknown");
  };
  row("name", [](const auto& m) { return m.name; });
  row("forecasts judged", [](const auto& m) { return m.forecasts; });
  row("stored model trained on",
      [&](const auto& m) { return time_text(m.train_from) + " to " + time_text(m.train_to); });
  row("last label ended", [&](const auto& m) { return time_text(m.last_label_end); });
  row("trials", [](const auto& m) { return std::to_string(m.trials); });
  row("features", [](const auto& m) { return grouped(m.features); });
  row("rounds", [](const auto& m) { return std::to_string(m.rounds); });
  row("model SHA-256", [](const auto& m) { return m.model_sha256; });
  row("recipe SHA-256",
      [](const auto& m) { return m.recipe_sha256.empty() ? "none" : m.recipe_sha256; });
  document.add(std::move(table));
}

void add_method(const ValidationReport& report, Document& document) {
  document.add(Heading{2, "How it was judged"});
  KeyValues list;
  list.entries = {{"data", report.data_source},
                  {"data SHA-256", report.data_sha256},
                  {"label", report.label},
                  {"window", "after " + to_display(report.window_from) + ", up to " +
                                 to_display(report.window_to)},
                  {"policy", report.policy + ": " + report.policy_reason},
                  {"seed", std::to_string(report.seed)},
                  {"mlpipe", report.mlpipe_version},
                  {"XGBoost", report.xgboost_version}};
  document.add(std::move(list));
  BulletList conventions;
  conventions.items.assign(report.conventions.begin(), report.conventions.end());
  if (is_compared(report)) {
    conventions.items.emplace_back(
        "Intervals and p-values of metrics: paired stationary bootstrap, the same bars drawn for "
        "both models (Politis and Romano 1994), " +
        grouped(report.options.replicates) +
        " times or more, block length by Politis and White 2004; p-values are one-sided and "
        "centred. Metrics that depend on the order of bars get none.");
  }
  if (!conventions.items.empty()) {
    document.add(std::move(conventions));
  }
}

}  // namespace mlpipe::report
