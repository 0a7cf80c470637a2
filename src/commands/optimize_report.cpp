// SPDX-License-Identifier: MIT
#include "commands/optimize_report.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/metrics/returns.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/optimize/importance.hpp"
#include "mlpipe/report/render.hpp"
#include "mlpipe/version.hpp"

#include "commands/trial_runner.hpp"

namespace mlpipe::commands {
namespace {

using report::Quantity;

Quantity quantity(std::optional<double> value, const std::string& reason) {
  return value && std::isfinite(*value) ? Quantity(*value) : Quantity::undefined(reason);
}

std::string folds_text(const StudyResult& result) {
  const auto& windows = result.sets.windows();
  const auto& options = windows.options;
  return std::to_string(windows.search.size()) + " to search on, " +
         std::to_string(windows.final.size()) + " kept for the end; " +
         (options.window == backtest::WindowKind::kRolling ? "rolling" : "expanding") +
         " window, train " + to_string(options.train) + ", test " + to_string(options.test);
}

report::StudyIdentity identity(const App& app, const StudyResult& result) {
  const auto& train = result.config.train;
  report::StudyIdentity out;
  out.study = result.study.terms().name;
  out.storage = result.study.journal().name();
  const auto& trials = result.study.study().trials;
  if (!trials.empty()) {
    out.created = trials.front().started;
  }
  out.now = app.clock.now();
  out.data_source = train.pipeline.data.source;
  out.data_sha256 = result.sets.base()->data.market.report.sha256;
  out.label =
      train.pipeline.label.kind + ", horizon " + std::to_string(train.pipeline.label.horizon);
  out.folds = folds_text(result);
  out.execution = backtest::describe_sizing(train.pipeline.execution) + "; " +
                  backtest::describe_cost(train.pipeline.execution);
  out.sampler = optimize::describe(result.config.study.sampler);
  out.pruner = optimize::describe(result.config.study.pruner);
  out.seed = train.seed;
  out.workers = result.workers;
  out.batch = static_cast<int>(result.config.study.batch);
  out.wall_seconds = std::chrono::duration<double>(result.wall).count();
  out.mlpipe_version = kVersion;
  out.xgboost_version = model::to_string(model::library_version());
  out.git_commit = train.provenance.git_commit;
  return out;
}

report::StudyCandidate candidate(const Candidate& given, std::size_t searched) {
  const auto& scores = given.scores;
  report::StudyCandidate out{given.name, given.trial, given.point, {}, {}, {}};
  out.search_score = quantity(scores.search, scores.reason);
  out.final_score =
      quantity(scores.final, scores.reason.empty() ? "no fold is kept for the end" : scores.reason);
  for (std::size_t fold = 0; fold < std::min(searched, scores.fold_scores.size()); ++fold) {
    out.fold_scores.push_back(quantity(scores.fold_scores[fold], "undefined in this fold"));
  }
  return out;
}

report::StudyHonesty honesty(const StudyResult& result) {
  const auto& evidence = result.evidence;
  const auto year = result.best ? result.best->scores.returns_a_year : std::nullopt;
  const auto annual = [&](std::optional<double> bar) {
    return bar && year ? quantity(*bar * std::sqrt(*year), "")
                       : Quantity::undefined(evidence.no_deflated_reason.empty()
                                                 ? "how many bars make a year is not known"
                                                 : evidence.no_deflated_reason);
  };
  const auto sharpe = evidence.best ? std::optional(evidence.best->sharpe) : std::nullopt;
  report::StudyHonesty out;
  out.sharpe = quantity(sharpe, evidence.no_deflated_reason);
  out.sharpe_annual = annual(sharpe);
  out.expected = quantity(evidence.expected_maximum, evidence.no_deflated_reason);
  out.expected_annual = annual(evidence.expected_maximum);
  out.deflated = quantity(evidence.deflated, evidence.no_deflated_reason);
  out.trials = static_cast<double>(evidence.tried);
  const auto& overfitting = evidence.overfitting;
  out.overfitting = overfitting ? Quantity(overfitting->probability)
                                : Quantity::undefined(evidence.no_overfitting_reason);
  out.loss = overfitting ? Quantity(overfitting->loss_probability)
                         : Quantity::undefined(evidence.no_overfitting_reason);
  out.splits = overfitting ? overfitting->splits : 0;
  return out;
}

void fill_final_window(const StudyResult& result, report::StudyReport& out) {
  const auto& final = result.sets.windows().final;
  if (final.empty()) {
    out.no_final_reason = "final_folds is 0";
    return;
  }
  const auto rows = result.best             ? result.best->scores.final_rows
                    : result.rivals.empty() ? std::size_t{0}
                                            : result.rivals.front().scores.final_rows;
  out.final_window = {final.front().test_lower, final.back().test_upper, rows};
}

std::vector<std::string> conventions(const StudyResult& result) {
  std::vector<std::string> out = {
      std::string(result.objective.title) + ": " + std::string(result.objective.definition) +
          "; of the joined forecasts of all folds, not a mean of the folds' values.",
      "Trials are fitted on the older folds alone, and labels that become known only in the final "
      "window are left out; the final window is scored once, after the search."};
  if (result.config.study.batch > 0) {
    out.push_back("A trial knows the results of those " +
                  std::to_string(result.config.study.batch) +
                  " before it and older ones: the same seed gives the same trials for any number "
                  "of workers.");
  }
  return out;
}

}  // namespace

report::StudyReport study_report(const App& app, const StudyResult& result) {
  const std::size_t searched = result.sets.windows().search.size();
  const auto& study = result.study.study();
  report::StudyReport out;
  out.identity = identity(app, result);
  out.metric = result.objective.name;
  out.direction = result.study.terms().direction;
  for (const auto& bound : result.config.study.constraints) {
    out.constraints.push_back(optimize::describe(bound));
  }
  out.space = result.config.study.space;
  out.trials = study.trials;
  for (const auto& trial : study.trials) {
    out.duplicates += trial.user_attributes.contains(optimize::kTwinOf) ? 1U : 0U;
  }
  out.trials_in_this_run = result.search.begun;
  out.importances = optimize::param_importances(history_of(study));
  if (result.best) {
    out.best = candidate(*result.best, searched);
  }
  for (const auto& rival : result.rivals) {
    out.rivals.push_back(candidate(rival, searched));
  }
  fill_final_window(result, out);
  out.best_file = result.best_update;
  out.honesty = honesty(result);
  out.conventions = conventions(result);
  return out;
}

OptimizeOutcome write_study(const App& app, const StudyResult& result) {
  OptimizeOutcome out;
  out.report = study_report(app, result);
  out.headline = report::headline(out.report);
  out.summary = report::summary(out.report);
  out.best_update = result.best_update;
  out.document = report::make_study_report(out.report);
  const auto& folder = result.config.train.reports_folder;
  out.report_markdown = folder / "study_report.md";
  out.report_html = folder / "study_report.html";
  out.report_json = folder / "study_report.json";
  const std::vector<std::pair<FileSystem::Path, std::string>> files = {
      {out.report_markdown, report::to_markdown(out.document)},
      {out.report_html, report::to_html(out.document)},
      {out.report_json, to_json_file(report::study_json(out.report))}};
  for (const auto& [path, text] : files) {
    app.files.replace(path, text);
    app.events.on(ArtifactWritten{path.string(), text.size()});
  }
  return out;
}

}  // namespace mlpipe::commands
