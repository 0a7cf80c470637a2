// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/core/text.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/version.hpp"

#include "commands/train_documents.hpp"
#include "commands/train_report_scores.hpp"

namespace mlpipe::commands {
namespace {

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
  out.conventions.cost = backtest::describe_cost(execution);
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
  fill_scores(run, out);
  fill_model(run, booster, out);
  fill_conventions(run, out);
  out.warnings = warnings_of(run);
  for (const auto& file : files) {
    out.files.push_back({file.path, file.bytes, file.sha256});
  }
  out.next_steps = {{"mlpipe train --data YOUR.csv", "train on your own prices"},
                    {"mlpipe train --print-config > my.json",
                     "write every setting down, change some, then mlpipe train --config my.json"},
                    {"mlpipe train --holdout 3M", "leave the newest three months unseen"}};
  return out;
}

}  // namespace mlpipe::commands
