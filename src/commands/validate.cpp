// SPDX-License-Identifier: MIT
#include "mlpipe/commands/validate.hpp"

#include <utility>

#include "mlpipe/commands/open_registry.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/report/render.hpp"

#include "commands/replayed_sources.hpp"
#include "commands/validate_judge.hpp"
#include "commands/validate_promote.hpp"
#include "commands/validate_report.hpp"

namespace mlpipe::commands {
namespace {

void write_report(const App& app, const FileSystem::Path& file, const std::string& text) {
  app.files.replace(file, text);
  app.events.on(ArtifactWritten{file.string(), text.size()});
}

void write_reports(const App& app, const ValidateConfig& config, ValidateOutcome& outcome) {
  const auto stem = config.reports_folder / "model_comparison";
  outcome.report_markdown = stem.string() + ".md";
  outcome.report_html = stem.string() + ".html";
  outcome.report_json = stem.string() + ".json";
  write_report(app, outcome.report_markdown, outcome.markdown);
  write_report(app, outcome.report_html, report::to_html(outcome.document));
  write_report(app, outcome.report_json, outcome.json);
}

}  // namespace

ValidateOutcome run_validate(const App& outside, const ValidateConfig& config) {
  // Two recipes read the data, and a refit reads them again.
  ReplayedSources sources(outside.sources);
  const App app{outside.files, outside.clock,   sources,      outside.events,
                outside.stop,  outside.threads, outside.actor};
  gate::require_thresholds(config.pipeline.validation, config.provenance.config_source);
  auto opened = open_registry(app, config.models_folder);
  const Judgement judgement = judge(app, *opened.files, config);
  const auto report = validation_report(judgement, config);
  ValidateOutcome outcome;
  outcome.document = report::make_validation_report(report);
  outcome.verdict = report.verdict;
  outcome.headline = report::headline(report);
  outcome.summary = report::summary(report);
  outcome.markdown = report::to_markdown(outcome.document);
  outcome.json = report::validation_json(report);
  outcome.candidate = report.candidate.name;
  outcome.baseline = report.baseline ? report.baseline->name : "";
  outcome.checks = report.checks;
  if (config.dry_run) {
    return outcome;
  }
  app.stop.check();
  write_reports(app, config, outcome);
  opened.models.record_judgement(outcome.candidate, stored_verdict(judgement, outcome.headline),
                                 judgement.look);
  if (config.promote && outcome.verdict == gate::Verdict::kPromote) {
    promote_candidate(app, config, judgement, opened.models, outcome);
  }
  return outcome;
}

}  // namespace mlpipe::commands
