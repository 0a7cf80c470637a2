// SPDX-License-Identifier: MIT
#include "cli/drift_command.hpp"

#include "mlpipe/commands/drift.hpp"
#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/notify/github_runner.hpp"

#include "cli/config_file.hpp"
#include "cli/console.hpp"
#include "cli/github.hpp"
#include "cli/tracked_command.hpp"

namespace mlpipe::cli {
namespace {

using commands::DriftOutcome;
using drift::Verdict;
using nlohmann::ordered_json;
using notify::Annotation;

constexpr const char* kSettings = "config/drift.json";

/// The document of a settings file, with what was typed written over it, so that one reader checks
/// both.
nlohmann::json with_typed(nlohmann::json document, const DriftArgs& args) {
  if (!document.is_object()) {
    return document;
  }
  if (args.rule) {
    document["rule"] = *args.rule;
  }
  if (args.fail_on) {
    document["fail_on"] = *args.fail_on;
  }
  if (!args.windows.empty()) {
    document["windows"] = nlohmann::json::array();
    for (const auto& window : args.windows) {
      document["windows"].push_back(to_string(window));
    }
  }
  if (args.step) {
    document["step"] = to_string(*args.step);
  }
  return document;
}

commands::DriftConfig drift_config(const commands::App& app, const DriftArgs& args,
                                   const GlobalArgs& global) {
  const auto file = read_config_file(app.files, global.config, kSettings, "--config");
  commands::DriftConfig config;
  config.options = drift::parse_drift_options(
      with_typed(file ? file->json : nlohmann::json(drift::write_drift_options({})), args),
      file ? file->source : "defaults (there is no config/drift.json)");
  config.current = args.current;
  config.reference = args.reference;
  config.ledger = args.ledger;
  config.model = args.model;
  config.dry_run = global.dry_run;
  config.models_folder = args.models;
  config.reports_folder = args.reports;
  return config;
}

std::string text_of(const DriftOutcome& outcome) {
  std::string text = outcome.summary;
  if (outcome.report_html.empty()) {
    return text + "\ndry run: nothing was written or recorded\n";
  }
  text += "\nreport   " + outcome.report_html.string() + "\n         " +
          outcome.report_markdown.string() + "\n         " + outcome.report_json.string() +
          "\n         " + outcome.report_junit.string() + "\n";
  if (outcome.retrain) {
    text += "next     mlpipe train --use-best          a new model from the newest rows\n";
  }
  return text;
}

ordered_json json_of(const DriftOutcome& outcome, bool dry_run) {
  const auto path_or_null = [](const FileSystem::Path& path) {
    return path.empty() ? ordered_json(nullptr) : ordered_json(path.string());
  };
  return {{"dry_run", dry_run},
          {"model", outcome.model},
          {"verdict", drift::to_string(outcome.verdict)},
          {"drifted", outcome.failed},
          {"retrain", outcome.retrain},
          {"ask_for_training", outcome.ask_for_training},
          {"alerts", outcome.alerts},
          {"headline", outcome.headline},
          {"reports",
           {{"markdown", path_or_null(outcome.report_markdown)},
            {"html", path_or_null(outcome.report_html)},
            {"json", path_or_null(outcome.report_json)},
            {"junit", path_or_null(outcome.report_junit)},
            {"history", path_or_null(outcome.history)}}},
          {"check", ordered_json::parse(outcome.json)}};
}

/// On GitHub the verdict stands beside the run, the report in the step's summary, and the next
/// steps can ask for it.
void annotate(const commands::App& app, const DriftOutcome& outcome) {
  if (!on_github()) {
    return;
  }
  const Annotation kind = outcome.failed                    ? Annotation::kError
                          : outcome.verdict == Verdict::kOk ? Annotation::kNotice
                                                            : Annotation::kWarning;
  stderr_writer()(notify::annotation(kind, "mlpipe drift: " + drift::to_string(outcome.verdict),
                                     outcome.headline));
  try {
    add_step_summary(app.files, outcome.markdown);
    add_step_output(app.files, "drifted", outcome.failed ? "true" : "false");
    add_step_output(app.files, "verdict", drift::to_string(outcome.verdict));
    add_step_output(app.files, "retrain", outcome.ask_for_training ? "true" : "false");
  } catch (const Error& error) {
    app.events.on(Warning{"github.summary", error.what()});  // no reason to change a verdict
  }
}

Outcome show_history(const commands::App& app, const DriftArgs& args) {
  const auto shown = commands::read_drift_history(app, args.reports);
  auto records = ordered_json::array();
  for (const auto& record : shown.history.records) {
    records.push_back(ordered_json::parse(drift::to_line(record)));
  }
  return {ExitCode::kOk, shown.text, {{"checks", std::move(records)}}};
}

}  // namespace

Outcome run_drift_command(const commands::App& app, const DriftArgs& args,
                          const GlobalArgs& global) {
  if (args.history) {
    return show_history(app, args);
  }
  const auto config = drift_config(app, args, global);
  if (global.print_config) {
    const auto options = drift::write_drift_options(config.options);
    return {ExitCode::kOk, to_json_file(options), {{"config", options}}};
  }
  TrackedCommand track(app, global, tracking_options(app, {}), "drift");
  const auto outcome = track.watch([&] { return commands::run_drift(app, config); });
  track.finish([&](const auto& plan, auto& run) { commands::add_drift_run(plan, outcome, run); });
  if (args.annotate) {
    annotate(app, outcome);
  }
  return {outcome.exit_code, global.json ? "" : text_of(outcome),
          global.json ? json_of(outcome, global.dry_run) : ordered_json()};
}

}  // namespace mlpipe::cli
