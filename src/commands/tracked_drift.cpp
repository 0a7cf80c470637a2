// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

#include "commands/tracked_parts.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using tracking::RunRecord;

void add_column(const json& column, std::int64_t step, RunRecord& run) {
  if (!column.is_object()) {
    return;
  }
  const auto name = column.at("name").get<std::string>();
  for (const char* number : {"psi", "psi_adjusted", "q"}) {
    const auto value = column.find(number);
    if (value != column.end() && value->is_number()) {
      add_metric(run, std::string(number) + "/" + name, value->get<double>(), step);
    }
  }
}

void add_check(const json& report, drift::Verdict verdict, std::int64_t step, RunRecord& run) {
  add_metric(run, "verdict", drift::rank(verdict), step);
  add_metrics(run, "features/", report.at("counts"), step);
  add_metric(run, "rows", report.at("current").at("rows").get<double>(), step);
  add_column(report.at("prediction"), step, run);
  for (const auto& feature : report.at("features")) {
    add_column(feature, step, run);
  }
  const json& performance = report.at("performance");
  if (performance.is_object()) {
    for (const char* score : {"log_loss", "roc_auc"}) {
      add_metrics(run, std::string("performance/") + score + "_", performance.at(score), step);
    }
  }
}

std::int64_t age_in_days(const json& report) {
  const auto made = from_iso8601(report.at("made_at").get<std::string>());
  const auto& last = report.at("reference").at("last");
  const auto trained = last.is_string() ? from_iso8601(last.get<std::string>()) : std::nullopt;
  return made && trained ? std::chrono::floor<std::chrono::days>(*made - *trained).count() : 0;
}

}  // namespace

void add_drift_run(const TrackingPlan& plan, const DriftOutcome& outcome, RunRecord& run) {
  const json report = parse_json(outcome.json, "the report of drift");
  const auto sha256 = report.at("model").at("sha256").get<std::string>();
  RunRecord check = run;
  check.name = "drift " + outcome.model + " " + to_display(run.start);
  add_params(check, "", report.at("options"));
  add_param(check, "source", report.at("current").at("source").get<std::string>());
  add_check(report, outcome.verdict, 0, check);
  check.tags.emplace_back("mlpipe.verdict", drift::to_string(outcome.verdict));
  check.tags.emplace_back("mlpipe.retrain", outcome.retrain ? "true" : "false");
  add_description(check, outcome.headline + "\n\n" + join(outcome.alerts, "\n"));
  for (const auto* file : {&outcome.report_markdown, &outcome.report_html, &outcome.report_json,
                           &outcome.report_junit}) {
    add_artifact(check, *file, "reports");
  }
  add_plots(check, outcome.document);
  // The model's own run, which grows by a step with each check.
  run.uid = tracking::make_uid("drift of " + sha256 + " in " + plan.experiment);
  run.name = "drift of " + outcome.model;
  run.tags.emplace_back("mlpipe.model_sha256", sha256);
  add_check(report, outcome.verdict, age_in_days(report), run);
  check.parent_uid = run.uid;
  run.children = {std::move(check)};
}

}  // namespace mlpipe::commands
