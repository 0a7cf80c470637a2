// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/metric_format.hpp"

#include "axis.hpp"
#include "study_sections.hpp"
#include "training_sections.hpp"

namespace mlpipe::report {
namespace {

using optimize::Trial;
using optimize::TrialState;

constexpr std::size_t kTopTrials = 10;

std::string number_text(double value) {
  return value_text(Axis{}, value);
}

std::string range_text(const std::string& kind, double low, double high, bool log, double step) {
  return kind + ", " + number_text(low) + " to " + number_text(high) +
         (log ? ", logarithmic" : "") + (step > 0.0 ? ", step " + number_text(step) : "");
}

std::string words(const optimize::Distribution& distribution) {
  if (optimize::is_single(distribution)) {
    const auto* real = std::get_if<optimize::FloatDistribution>(&distribution);
    const auto* whole = std::get_if<optimize::IntDistribution>(&distribution);
    return "always " + (real != nullptr    ? number_text(real->low)
                        : whole != nullptr ? number_text(static_cast<double>(whole->low))
                                           : param_text(optimize::to_external(distribution, 0.0)));
  }
  if (const auto* real = std::get_if<optimize::FloatDistribution>(&distribution)) {
    return range_text("number", real->low, real->high, real->log, real->step.value_or(0.0));
  }
  if (const auto* whole = std::get_if<optimize::IntDistribution>(&distribution)) {
    return range_text("whole number", static_cast<double>(whole->low),
                      static_cast<double>(whole->high), whole->log,
                      whole->step == 1 ? 0.0 : static_cast<double>(whole->step));
  }
  std::vector<std::string> choices;
  for (const auto& choice : std::get<optimize::CategoricalDistribution>(distribution).choices) {
    choices.push_back(param_text(choice));
  }
  return "one of " + join(choices, ", ");
}

std::string condition_text(const optimize::SpaceParam& param) {
  if (!param.when) {
    return "";
  }
  std::vector<std::string> values;
  for (const auto& value : param.when->values) {
    values.push_back(param_text(value));
  }
  return "; if " + param.when->param + " is " + join(values, " or ");
}

std::vector<const StudyCandidate*> candidates_of(const StudyReport& report) {
  std::vector<const StudyCandidate*> out;
  if (report.best) {
    out.push_back(&*report.best);
  }
  for (const auto& rival : report.rivals) {
    out.push_back(&rival);
  }
  return out;
}

/// Name -> what it ranges over: the space, the most important first, then what else is set.
std::vector<std::pair<std::string, std::string>> all_params(const StudyReport& report) {
  std::vector<std::pair<std::string, std::string>> out;
  std::set<std::string> seen;
  const auto add = [&](const std::string& name, const std::string& what) {
    if (seen.insert(name).second) {
      out.emplace_back(name, what);
    }
  };
  for (const auto* param : by_importance(report)) {
    add(param->name, words(param->distribution) + condition_text(*param));
  }
  for (const auto& param : report.space) {
    add(param.name, words(param.distribution) + condition_text(param));
  }
  for (const auto* candidate : candidates_of(report)) {
    for (const auto& [name, value] : candidate->params) {
      add(name, "not searched");
    }
  }
  return out;
}

std::string constraint_state(const Trial& trial) {
  std::vector<std::string> exceeded;
  for (const auto& [name, value] : trial.constraints) {
    if (!(value <= 0.0)) {
      exceeded.push_back(name + " by " + (std::isnan(value) ? "n/a" : number_text(value)));
    }
  }
  return exceeded.empty() ? "met" : "exceeded: " + join(exceeded, ", ");
}

std::string params_text(const StudyReport& report, const Trial& trial) {
  std::vector<std::string> parts;
  for (const auto* param : by_importance(report)) {
    const auto found = trial.params.find(param->name);
    if (found != trial.params.end()) {
      parts.push_back(
          param->name + " " +
          param_text(optimize::to_external(found->second.distribution, found->second.internal)));
    }
  }
  return join(parts, ", ");
}

std::string duration_text(const Trial& trial) {
  if (!trial.started || !trial.completed) {
    return "";
  }
  using Seconds = std::chrono::duration<double>;
  return seconds_text(
      std::chrono::duration_cast<Seconds>(*trial.completed - *trial.started).count());
}

KeyValues identity_of(const StudyReport& report) {
  const auto& id = report.identity;
  KeyValues out;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) {
      out.entries.emplace_back(key, value);
    }
  };
  add("study", id.study);
  add("storage", id.storage);
  add("created", id.created ? to_display(*id.created) : "");
  add("reported", to_display(id.now));
  add("data", id.data_source);
  add("data SHA-256", id.data_sha256);
  add("label", id.label);
  add("folds", id.folds);
  add("execution", id.execution);
  add("objective", metric_title(report.metric) + (report.direction == optimize::Direction::kMinimize
                                                      ? ", the lower the better"
                                                      : ", the higher the better"));
  add("constraints", join(report.constraints, "; "));
  add("sampler", id.sampler);
  add("pruner", id.pruner);
  add("seed", std::to_string(id.seed));
  add("workers", std::to_string(id.workers) + ", batches of " + std::to_string(id.batch));
  add("trials", counts_text(counts_of(report)));
  add("duplicates", grouped(report.duplicates) + ", answered from an equal trial");
  add("in this run",
      counted(report.trials_in_this_run, "trial") + ", " + seconds_text(id.wall_seconds));
  add("mlpipe", id.mlpipe_version + (id.git_commit.empty() ? "" : ", commit " + id.git_commit));
  add("XGBoost", id.xgboost_version);
  return out;
}

}  // namespace

std::string param_text(const optimize::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return *text;
  }
  const auto* real = std::get_if<double>(&value);
  return real != nullptr && std::isfinite(*real) ? number_text(*real) : optimize::to_string(value);
}

std::string seconds_text(double seconds) {
  if (!(seconds >= 0.0)) {
    return "";
  }
  if (seconds < 59.95) {
    return fixed(seconds, 1) + " s";
  }
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  return whole < 3600
             ? std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s"
             : std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

double internal_of(const Trial& trial, const optimize::SpaceParam& param) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const auto found = trial.params.find(param.name);
  if (found == trial.params.end()) {
    return kNaN;
  }
  const auto& [distribution, internal] = found->second;
  return optimize::to_internal(param.distribution, optimize::to_external(distribution, internal))
      .value_or(kNaN);
}

std::optional<double> importance_of(const StudyReport& report, const std::string& param) {
  const auto found = std::find_if(report.importances.begin(), report.importances.end(),
                                  [&](const auto& item) { return item.name == param; });
  return found == report.importances.end() ? std::nullopt : std::optional(found->share);
}

std::vector<const optimize::SpaceParam*> by_importance(const StudyReport& report) {
  std::vector<const optimize::SpaceParam*> out;
  for (const auto& param : report.space) {
    if (!optimize::is_single(param.distribution)) {
      out.push_back(&param);
    }
  }
  std::stable_sort(out.begin(), out.end(), [&](const auto* a, const auto* b) {
    return importance_of(report, a->name).value_or(-1.0) >
           importance_of(report, b->name).value_or(-1.0);
  });
  return out;
}

void add_parameters(const StudyReport& report, Document& document) {
  const auto params = all_params(report);
  if (params.empty()) {
    return;
  }
  document.add(Heading{2, "Parameters"});
  Table table;
  table.columns = {{"parameter", Align::kLeft}};
  const auto candidates = candidates_of(report);
  for (const auto* candidate : candidates) {
    table.columns.push_back({candidate->name, Align::kRight});
  }
  table.columns.push_back({"importance", Align::kRight});
  table.columns.push_back({"searched over", Align::kLeft});
  for (const auto& [name, what] : params) {
    std::vector<Text> cells{code(name)};
    for (const auto* candidate : candidates) {
      const auto found = candidate->params.find(name);
      cells.emplace_back(found == candidate->params.end() ? "" : param_text(found->second));
    }
    const auto importance = importance_of(report, name);
    cells.emplace_back(importance ? format_number(*importance, {NumberStyle::kPercent, 1}) : "");
    cells.emplace_back(what);
    table.rows.push_back(std::move(cells));
  }
  document.add(std::move(table));
  document.add(Paragraph{"Numbers are shown to four figures; the JSON has all of them."});
}

void add_top_trials(const StudyReport& report, Document& document) {
  const auto trials = ranked(report);
  if (trials.empty()) {
    return;
  }
  document.add(Heading{2, "Best trials"});
  const bool constrained = std::any_of(
      trials.begin(), trials.end(), [](const Trial* trial) { return !trial->constraints.empty(); });
  Table table;
  table.columns = {{"trial", Align::kRight},
                   {in_sentence(metric_title(report.metric)), Align::kRight}};
  if (constrained) {
    table.columns.push_back({"constraints", Align::kLeft});
  }
  table.columns.push_back({"duration", Align::kRight});
  table.columns.push_back({"parameters", Align::kLeft});
  for (std::size_t i = 0; i < std::min(trials.size(), kTopTrials); ++i) {
    const Trial& trial = *trials[i];
    std::vector<Text> cells{std::to_string(trial.number),
                            metric_text(report.metric, trial.values.front())};
    if (constrained) {
      cells.emplace_back(constraint_state(trial));
    }
    cells.emplace_back(duration_text(trial));
    cells.emplace_back(params_text(report, trial));
    table.rows.push_back(std::move(cells));
  }
  document.add(std::move(table));
}

void add_study_method(const StudyReport& report, Document& document) {
  document.add(Heading{2, "How it was searched"});
  document.add(identity_of(report));
  if (!report.conventions.empty()) {
    BulletList list;
    list.items.assign(report.conventions.begin(), report.conventions.end());
    document.add(std::move(list));
  }
}

}  // namespace mlpipe::report
