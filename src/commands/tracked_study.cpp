// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/trial_attributes.hpp"

#include "commands/tracked_parts.hpp"
#include "commands/trial_runner.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using optimize::Trial;
using optimize::TrialState;
using tracking::RunRecord;

/// Complete ones, the best first.
std::vector<const Trial*> best_trials(const report::StudyReport& study, std::size_t most) {
  std::vector<const Trial*> out;
  for (const auto& trial : study.trials) {
    if (trial.state == TrialState::kComplete && !trial.values.empty()) {
      out.push_back(&trial);
    }
  }
  const bool down = study.direction == optimize::Direction::kMinimize;
  std::stable_sort(out.begin(), out.end(), [&](const Trial* a, const Trial* b) {
    return down ? a->values.front() < b->values.front() : a->values.front() > b->values.front();
  });
  out.resize(std::min(out.size(), most));
  return out;
}

json attribute(const Trial& trial, const char* name) {
  const auto found = trial.user_attributes.find(name);
  const auto value = found == trial.user_attributes.end()
                         ? std::nullopt
                         : optimize::parse_python_json(found->second);
  return value ? *value : json();
}

RunRecord child_of(const RunRecord& parent, const report::StudyReport& study, const Trial& trial) {
  RunRecord out;
  out.uid = tracking::make_uid(parent.uid + " trial " + std::to_string(trial.number));
  out.parent_uid = parent.uid;
  out.experiment = parent.experiment;
  out.name = "trial " + std::to_string(trial.number);
  out.user = parent.user;
  out.source = parent.source;
  out.status = tracking::RunStatus::kFinished;
  out.start = trial.started.value_or(parent.start);
  out.end = trial.completed;
  out.tags = {{"mlpipe.trial.number", std::to_string(trial.number)},
              {"mlpipe.trial.state", "COMPLETE"},
              {"mlpipe.study", study.identity.study}};
  for (const auto& [name, value] : optimize::point_of(trial)) {
    add_param(out, name, optimize::to_string(value));
  }
  add_metric(out, study.metric, trial.values.front());
  const json shown = attribute(trial, kMetrics);
  if (shown.is_object()) {
    for (const auto& [name, value] : shown.items()) {
      if (name != study.metric) {
        add_metrics(out, "", {{name, value}});
      }
    }
  }
  for (const auto& [step, value] : trial.intermediate_values) {
    add_metric(out, "fold/" + study.metric, value, step);
  }
  return out;
}

/// The value of each complete trial and the best so far, by the number of the trial.
void add_course(const report::StudyReport& study, RunRecord& run) {
  const bool down = study.direction == optimize::Direction::kMinimize;
  double best = std::nan("");
  std::size_t pruned = 0;
  for (const auto& trial : study.trials) {
    pruned += trial.state == TrialState::kPruned ? 1 : 0;
    if (trial.state != TrialState::kComplete || trial.values.empty()) {
      continue;
    }
    const double value = trial.values.front();
    best = std::isnan(best) || (down ? value < best : value > best) ? value : best;
    const Timestamp time = trial.completed.value_or(run.start);
    run.metrics.push_back({study.metric, value, trial.number, time});
    run.metrics.push_back({"best_value", best, trial.number, time});
  }
  add_metric(run, "trials", static_cast<double>(study.trials.size()));
  add_metric(run, "pruned", static_cast<double>(pruned));
}

void add_result(const report::StudyReport& study, RunRecord& run) {
  const auto add = [&](const char* name, const report::Quantity& quantity) {
    if (quantity.value) {
      add_metric(run, name, *quantity.value);
    }
  };
  add("deflated_sharpe", study.honesty.deflated);
  add("overfitting_probability", study.honesty.overfitting);
  if (study.best) {
    add("final_window", study.best->final_score);
    for (const auto& [name, value] : study.best->params) {
      run.tags.emplace_back("mlpipe.best." + name, optimize::to_string(value));
    }
    if (study.best->trial) {
      run.tags.emplace_back("mlpipe.best_trial", std::to_string(*study.best->trial));
    }
  }
  for (const auto& rival : study.rivals) {
    add_metric(run, "search/" + rival.name, rival.search_score.value.value_or(std::nan("")));
  }
}

}  // namespace

void add_study_run(const TrackingPlan& plan, const OptimizeConfig& config,
                   const OptimizeOutcome& outcome, RunRecord& run) {
  const auto& study = outcome.report;
  const auto& identity = study.identity;
  run.uid = tracking::make_uid("study " + identity.study + " in " + plan.experiment);
  run.name = "study " + identity.study;
  const json settings = optimize::write_study_options(config.study);
  add_param(run, "objective", study.metric);
  add_param(run, "sampler", identity.sampler);
  add_param(run, "pruner", identity.pruner);
  add_param(run, "seed", std::to_string(identity.seed));
  add_params(run, "space", settings.value("space", json::object()));
  run.tags.emplace_back("mlpipe.study", identity.study);
  run.tags.emplace_back("mlpipe.data_sha256", identity.data_sha256);
  add_description(run, outcome.headline + "\n\n" + outcome.best_update);
  add_course(study, run);
  add_result(study, run);
  run.start = identity.created.value_or(run.start);
  add_artifact(run, outcome.report_markdown, "reports");
  add_artifact(run, outcome.report_html, "reports");
  add_artifact(run, outcome.report_json, "reports");
  add_plots(run, outcome.document);
  for (const Trial* trial : best_trials(study, plan.trials)) {
    run.children.push_back(child_of(run, study, *trial));
  }
}

}  // namespace mlpipe::commands
