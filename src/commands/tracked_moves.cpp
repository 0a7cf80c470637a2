// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/registry/model_folder.hpp"

#include "commands/tracked_parts.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using tracking::RunRecord;

/// @param which  as registry::find_model() takes it
registry::ModelFolder find(const App& app, const FileSystem::Path& models,
                           const std::string& which) {
  return registry::find_model(*app.files.below(models), which);
}

void add_judged_metrics(const json& report, RunRecord& run) {
  for (const auto& item : report.at("metrics")) {
    const auto name = item.at("name").get<std::string>();
    add_metrics(run, "",
                {{"candidate/" + name, item.at("candidate")},
                 {"baseline/" + name, item.at("baseline")},
                 {"change/" + name, item.at("change")}});
  }
  const auto object_of = [&](const char* key) {
    return report.at(key).is_object() ? report.at(key) : json::object();
  };
  add_metrics(run, "buy_and_hold/", object_of("buy_and_hold"));
  add_metrics(run, "base_rate/", object_of("base_rate"));
  add_metrics(run, "",
              {{"bars", report.at("bars")},
               {"scored_forecasts", report.at("scored_forecasts")},
               {"closed_trades", report.at("closed_trades")}});
  for (const auto& check : report.at("checks")) {
    run.tags.emplace_back("mlpipe.check." + check.at("name").get<std::string>(),
                          check.at("result").get<std::string>());
  }
}

}  // namespace

void add_validate_run(const App& app, const TrackingPlan& plan, const ValidateConfig& config,
                      const ValidateOutcome& outcome, RunRecord& run) {
  const json report = parse_json(outcome.json, "the report of validate");
  run.name = "validate " + outcome.candidate;
  add_param(run, "candidate", outcome.candidate);
  add_param(run, "baseline", outcome.baseline.empty() ? "none" : outcome.baseline);
  add_param(run, "policy", report.at("policy").get<std::string>());
  add_param(run, "window_after", report.at("window").at("after").get<std::string>());
  add_param(run, "window_to", report.at("window").at("to").get<std::string>());
  add_params(run, "validation", report.at("validation"));
  add_judged_metrics(report, run);
  const auto verdict = gate::to_string(outcome.verdict);
  run.tags.emplace_back("mlpipe.verdict", verdict);
  add_description(run, outcome.headline + "\n\n" + outcome.promotion_problem);
  add_artifact(run, outcome.report_markdown, "reports");
  add_artifact(run, outcome.report_html, "reports");
  add_artifact(run, outcome.report_json, "reports");
  add_plots(run, outcome.document);
  // A refit of a hold-out has taken the candidate's place by now: the judged one is meant.
  tracking::ModelVersionRecord version;
  version.model_name = plan.registered_model;
  version.sha256 = report.at("candidate").at("model_sha256").get<std::string>();
  const auto candidate = find(app, config.models_folder, outcome.candidate);
  if (candidate.sha256 == version.sha256) {
    add_model(run, app.files, config.models_folder / candidate.folder);
    version.artifact = "model";
  }
  version.tags = {{"mlpipe.verdict", verdict}};
  run.model = std::move(version);
}

void add_move_run(const App& app, const TrackingPlan& plan, const ProductionMove& move,
                  RunRecord& run) {
  const auto found = find(app, move.models_folder, move.to);
  run.tags.emplace_back("mlpipe.from", move.from.empty() ? "none" : move.from);
  run.tags.emplace_back("mlpipe.to", move.to);
  run.tags.emplace_back("mlpipe.reason", move.reason);
  run.tags.emplace_back("mlpipe.model_sha256", found.sha256);
  add_description(run, "Production moves from " + (move.from.empty() ? "nothing" : move.from) +
                           " to " + move.to +
                           (move.reason.empty() ? "" : ".\n\nReason: " + move.reason));
  add_metrics(run, "",
              found.metadata->value(json::json_pointer("/metrics/forecast"), json::object()));
  add_metrics(run, "",
              found.metadata->value(json::json_pointer("/metrics/returns"), json::object()));
  add_model(run, app.files, move.models_folder / found.folder);
  tracking::ModelVersionRecord version;
  version.model_name = plan.registered_model;
  version.sha256 = found.sha256;
  version.artifact = "model";
  version.tags = {{"mlpipe.version", move.to}};
  version.aliases = {"production"};
  run.model = std::move(version);
}

}  // namespace mlpipe::commands
