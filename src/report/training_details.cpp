// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/core/text.hpp"

#include "training_sections.hpp"

namespace mlpipe::report {
namespace {

/// Adds an entry unless there is nothing to say.
void put(KeyValues& list, const std::string& key, const std::string& value,
         Mark mark = Mark::kPlain) {
  if (!value.empty()) {
    list.entries.emplace_back(key, mark == Mark::kCode ? code(value) : Text(value));
  }
}

std::string symbols_text(const std::vector<std::string>& symbols) {
  constexpr std::size_t kMostNamed = 8;
  if (symbols.size() > kMostNamed) {
    return grouped(symbols.size()) + ", " + symbols.front() + " to " + symbols.back();
  }
  return join(symbols, ", ");
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 10'000) {
    return grouped(bytes) + " B";
  }
  const double kilobytes = static_cast<double>(bytes) / 1e3;
  return kilobytes < 10'000.0 ? format_number(kilobytes, {NumberStyle::kNumber, 0}) + " kB"
                              : format_number(kilobytes / 1e3, {NumberStyle::kNumber, 1}) + " MB";
}

void add_findings(const DataSummary& data, Document& document) {
  if (data.findings.empty()) {
    document.add(Paragraph{"No findings: no bad rows, duplicates or impossible bars."});
    return;
  }
  Table table;
  table.columns = {{"finding", Align::kLeft}, {"count", Align::kRight}};
  for (const auto& [kind, count] : data.findings) {
    table.rows.push_back({kind, grouped(count)});
  }
  document.add(std::move(table));
  if (data.skipped_rows > 0) {
    document.add(
        Paragraph{bold(counted(data.skipped_rows, "row") + " skipped") + " because of findings."});
  }
  if (!data.first_findings.empty()) {
    BulletList list;
    list.items.assign(data.first_findings.begin(), data.first_findings.end());
    document.add(Details{"The first " + counted(data.first_findings.size(), "finding"),
                         {Block{std::move(list)}}});
  }
}

std::string year_text(const Conventions& conventions) {
  const auto& bars = conventions.bars_a_year;
  if (!bars.defined()) {
    return "not annualised" + (bars.reason.empty() ? "" : ": " + bars.reason);
  }
  return format_number(*bars.value, {NumberStyle::kNumber, 0}) + " bars a year" +
         (conventions.bars_a_year_inferred ? ", inferred from the bars' times"
                                           : ", from the configuration");
}

}  // namespace

void add_calibration(const TrainingReport& report, Document& document) {
  const auto& calibration = report.calibration;
  if (calibration.bins.empty() && !report.forecasts) {
    return;
  }
  document.add(Heading{2, calibration.bins.empty() ? "Forecasts" : "Calibration"});
  if (!calibration.bins.empty()) {
    const CalibrationChart chart{calibration.bins, calibration.event};
    document.add(Figure{"Forecast probability against what happened",
                        "On the dashed line a forecast of 55% comes true 55 times in 100.", chart});
  }
  if (report.forecasts) {
    document.add(Figure{"How the forecasts are spread",
                        "The narrower the heap, the less the model tells one bar from another.",
                        *report.forecasts});
  }
}

void add_importance(const TrainingReport& report, Document& document) {
  constexpr std::size_t kMostShown = 20;
  if (report.importance.empty()) {
    return;
  }
  document.add(Heading{2, "Feature importance"});
  const std::size_t shown = std::min(report.importance.size(), kMostShown);
  BarChart chart;
  for (std::size_t i = 0; i < shown; ++i) {
    chart.bars.push_back({report.importance[i].feature, report.importance[i].gain_share});
  }
  chart.value_title = "share of total gain";
  chart.format = {NumberStyle::kPercent, 1};
  const std::string which =
      shown < report.importance.size()
          ? "The first " + grouped(shown) + " of " + grouped(report.importance.size()) + " features"
          : "All " + counted(shown, "feature");
  document.add(Figure{which + " by gain in the final model",
                      "Gain says what the trees used, not what causes the market to move.",
                      std::move(chart)});
}

void add_data(const TrainingReport& report, Document& document) {
  const auto& data = report.data;
  document.add(Heading{2, "Data"});
  KeyValues list;
  put(list, "source", report.run.data_source, Mark::kCode);
  put(list, "rows", grouped(data.rows) + ", of which " + grouped(data.labelled_rows) + " labelled");
  put(list, "first bar", to_display(data.first_bar));
  put(list, "last bar", to_display(data.last_bar));
  put(list, data.symbols.size() == 1 ? "symbol" : "symbols", symbols_text(data.symbols));
  put(list, "features",
      grouped(data.features) +
          (report.run.feature_set.empty() ? "" : ": " + report.run.feature_set));
  put(list, "label", report.run.label);
  put(list, "horizon", report.run.horizon);
  put(list, "detected", join(data.detected, "; "));
  document.add(std::move(list));
  document.add(Heading{3, "Data quality"});
  add_findings(data, document);
}

void add_recipe(const TrainingReport& report, Document& document) {
  const auto& recipe = report.recipe;
  document.add(Heading{2, "Model"});
  KeyValues list;
  put(list, "objective", report.run.objective, Mark::kCode);
  put(list, "trained on", recipe.train_scope);
  put(list, "rounds",
      format_number(recipe.final_rounds, {NumberStyle::kCount, 0}) +
          (recipe.rounds_rule.empty() ? "" : ", " + recipe.rounds_rule));
  put(list, "parameters from",
      recipe.origin + (recipe.origin_detail.empty() ? "" : ", " + recipe.origin_detail));
  document.add(std::move(list));
  if (!recipe.parameters.empty()) {
    Table table;
    table.columns = {{"parameter", Align::kLeft}, {"value", Align::kLeft}};
    for (const auto& [name, value] : recipe.parameters) {
      table.rows.push_back({code(name), code(value)});
    }
    document.add(std::move(table));
  }
}

void add_identity(const TrainingReport& report, Document& document) {
  const auto& run = report.run;
  document.add(Heading{2, "This run"});
  KeyValues list;
  put(list, "run", run.run_id, Mark::kCode);
  put(list, "created", to_iso8601(run.created));
  put(list, "mlpipe", run.mlpipe_version);
  put(list, "XGBoost", run.xgboost_version);
  put(list, "git commit", run.git_commit, Mark::kCode);
  put(list, "seed", std::to_string(run.seed));
  put(list, "configuration SHA-256", run.config_hash, Mark::kCode);
  put(list, "data SHA-256", run.data_hash, Mark::kCode);
  put(list, "threads",
      run.threads > 0 ? std::to_string(run.threads) + " (the result does not depend on it)" : "");
  document.add(std::move(list));
}

void add_files(const TrainingReport& report, Document& document) {
  if (!report.files.empty()) {
    document.add(Heading{2, "Files written"});
    Table table;
    table.columns = {{"file", Align::kLeft}, {"size", Align::kRight}, {"SHA-256", Align::kLeft}};
    for (const auto& file : report.files) {
      table.rows.push_back({code(file.path), bytes_text(file.bytes), code(file.sha256)});
    }
    document.add(std::move(table));
  }
  if (!report.next_steps.empty()) {
    document.add(Heading{2, "What to type next"});
    std::string lines;
    for (const auto& step : report.next_steps) {
      lines += (lines.empty() ? "" : "\n") + ("# " + step.purpose + "\n") + step.command;
    }
    document.add(CodeBlock{std::move(lines)});
  }
}

void add_conventions(const TrainingReport& report, Document& document) {
  const auto& conventions = report.conventions;
  document.add(Heading{2, "Conventions"});
  KeyValues list;
  put(list, "out of sample",
      "each row is forecast once, by a model whose training rows and their labels end before it");
  if (!report.returns.rows.empty()) {
    put(list, "fill", conventions.fill);
    put(list, "costs", conventions.cost);
    put(list, "position", conventions.sizing);
    put(list, "annualisation", year_text(conventions));
    put(list, "Sharpe ratio",
        "mean of returns over their standard deviation (n - 1), annualised; intraday bars are "
        "compounded to days first");
    put(list, "drawdown",
        "equity over its highest value so far, less 1: a loss is negative; the start counts");
  }
  put(list, "standard error", "of the skill measure if there were no skill");
  put(list, "n/a", "undefined, with the reason; never counted as zero");
  document.add(std::move(list));
  if (!conventions.others.empty()) {
    BulletList others;
    others.items.assign(conventions.others.begin(), conventions.others.end());
    document.add(std::move(others));
  }
}

}  // namespace mlpipe::report
