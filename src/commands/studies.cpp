// SPDX-License-Identifier: MIT
#include "mlpipe/commands/studies.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/journal_rescue.hpp"
#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/shared_study.hpp"
#include "mlpipe/optimize/value_json.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::ordered_json;
using optimize::Study;
using optimize::Trial;

constexpr std::array<const char*, 5> kStates = {"RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING"};

const char* state_name(optimize::TrialState state) {
  return kStates.at(static_cast<std::size_t>(state));
}

std::vector<std::string> names_of(const optimize::JournalReplay& replay) {
  std::vector<std::string> out;
  for (const auto& [id, study] : replay.studies()) {
    out.push_back(study.name);
  }
  return out;
}

const Study& find_study(const optimize::Journal& journal, const std::string& name) {
  const auto& replay = journal.replay();
  const auto names = names_of(replay);
  if (name.empty() && names.size() == 1) {
    return replay.studies().begin()->second;
  }
  if (name.empty() && names.size() > 1) {
    throw ConfigError("--study: name one of " + join(names, ", "));
  }
  const Study* found = name.empty() ? nullptr : replay.find(name);
  if (found == nullptr) {
    throw NotFoundError(journal.name() + ": there is no study" +
                        (name.empty() ? "" : " " + quote(name) + did_you_mean(name, names)));
  }
  return *found;
}

std::size_t count(const Study& study, optimize::TrialState state) {
  return static_cast<std::size_t>(
      std::count_if(study.trials.begin(), study.trials.end(),
                    [&](const Trial& trial) { return trial.state == state; }));
}

std::optional<Timestamp> last_end(const Study& study) {
  std::optional<Timestamp> out;
  for (const auto& trial : study.trials) {
    if (trial.completed && (!out || *trial.completed > *out)) {
      out = trial.completed;
    }
  }
  return out;
}

/// The name of the objective, if whoever made the study gave it one.
std::string metric_of(const Study& study) {
  const auto it = study.system_attributes.find("study:metric_names");
  const auto names =
      it == study.system_attributes.end() ? std::nullopt : optimize::parse_python_json(it->second);
  return names && names->is_array() && !names->empty() && names->front().is_string()
             ? names->front().get<std::string>()
             : "value";
}

ordered_json params_json(const Trial& trial) {
  ordered_json out = ordered_json::object();
  for (const auto& [name, value] : optimize::point_of(trial)) {
    out[name] = optimize::from_value(value);
  }
  return out;
}

ordered_json status_json(const Study& study) {
  ordered_json out{{"study", study.name}, {"metric", metric_of(study)}};
  out["direction"] =
      study.directions.front() == optimize::Direction::kMaximize ? "maximise" : "minimise";
  for (std::size_t state = 0; state < kStates.size(); ++state) {
    std::string name = kStates.at(state);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    out["trials"][name] = count(study, static_cast<optimize::TrialState>(state));
  }
  const auto best = best_trial(history_of(study));
  out["best"] = nullptr;
  if (best) {
    const Trial& trial = study.trials[*best];
    out["best"] = {
        {"trial", trial.number}, {"value", trial.values.front()}, {"params", params_json(trial)}};
  }
  const auto end = last_end(study);
  out["last_end"] = end ? ordered_json(to_iso8601(*end)) : ordered_json(nullptr);
  return out;
}

std::string status_text(const ordered_json& status) {
  const auto& trials = status["trials"];
  std::string out = status["study"].get<std::string>() + "\n  trials   " +
                    trials["complete"].dump() + " complete, " + trials["pruned"].dump() +
                    " pruned, " + trials["fail"].dump() + " failed, " + trials["running"].dump() +
                    " running, " + trials["waiting"].dump() + " waiting\n";
  if (!status["best"].is_null()) {
    const auto& best = status["best"];
    out += "  best     " + status["metric"].get<std::string>() + " " +
           shortest(best["value"].get<double>()) + ", trial " + best["trial"].dump() + "\n";
    for (const auto& [name, value] : best["params"].items()) {
      out += "           " + name + " " + value.dump() + "\n";
    }
  }
  if (!status["last_end"].is_null()) {
    out += "  last     " + status["last_end"].get<std::string>() + "\n";
  }
  return out;
}

std::string time_text(const std::optional<Timestamp>& time) {
  return time ? to_iso8601(*time) : "";
}

std::string value_text(const optimize::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : optimize::to_string(value);
}

std::string duration_text(const Trial& trial) {
  if (!trial.started || !trial.completed) {
    return "";
  }
  return fixed(std::chrono::duration<double>(*trial.completed - *trial.started).count(), 3);
}

std::string export_csv(const Study& study) {
  std::set<std::string> params;
  std::set<std::string> attributes;
  for (const auto& trial : study.trials) {
    for (const auto& [name, param] : trial.params) {
      params.insert(name);
    }
    for (const auto& [name, value] : trial.user_attributes) {
      attributes.insert(name);
    }
  }
  std::string out = "number,value,datetime_start,datetime_complete,duration";
  for (const auto& name : params) {
    out += "," + csv_field("params_" + name);
  }
  for (const auto& name : attributes) {
    out += "," + csv_field("user_attrs_" + name);
  }
  out += ",state\n";
  for (const auto& trial : study.trials) {
    const auto point = optimize::point_of(trial);
    out += std::to_string(trial.number) + "," +
           (trial.values.empty() ? "" : shortest(trial.values.front())) + "," +
           time_text(trial.started) + "," + time_text(trial.completed) + "," + duration_text(trial);
    for (const auto& name : params) {
      const auto it = point.find(name);
      out += "," + (it == point.end() ? "" : csv_field(value_text(it->second)));
    }
    for (const auto& name : attributes) {
      out += "," + csv_field(optimize::user_attribute(trial, name));
    }
    out += std::string(",") + state_name(trial.state) + "\n";
  }
  return out;
}

ordered_json trial_json(const Trial& trial) {
  // NaN and infinity are no JSON: null.
  const auto number = [](double x) {
    return std::isfinite(x) ? ordered_json(x) : ordered_json(nullptr);
  };
  ordered_json out{{"number", trial.number}, {"state", state_name(trial.state)}};
  out["value"] = trial.values.empty() ? ordered_json(nullptr) : number(trial.values.front());
  out["datetime_start"] = time_text(trial.started);
  out["datetime_complete"] = time_text(trial.completed);
  out["params"] = params_json(trial);
  out["intermediate_values"] = ordered_json::object();
  for (const auto& [step, value] : trial.intermediate_values) {
    out["intermediate_values"][std::to_string(step)] = number(value);
  }
  out["user_attrs"] = ordered_json::object();
  for (const auto& [name, text] : trial.user_attributes) {
    out["user_attrs"][name] =
        ordered_json(optimize::parse_python_json(text).value_or(nlohmann::json(text)));
  }
  return out;
}

}  // namespace

StudiesOutcome studies_status(const JournalOpener& open, const StudiesArgs& args) {
  const auto opened = open(args.storage);
  const auto& replay = opened.journal->refresh();
  StudiesOutcome out;
  ordered_json all{{"storage", opened.journal->name()}, {"studies", ordered_json::array()}};
  const auto add = [&](const Study& study) {
    all["studies"].push_back(status_json(study));
    out.text += (out.text.empty() ? "" : "\n") + status_text(all["studies"].back());
  };
  if (!args.study.empty() || replay.studies().empty()) {
    add(find_study(*opened.journal, args.study));
  } else {
    for (const auto& [id, study] : replay.studies()) {
      add(study);
    }
  }
  out.json = all.dump();
  return out;
}

StudiesOutcome export_study(const JournalOpener& open, const StudiesArgs& args, bool json_lines) {
  const auto opened = open(args.storage);
  opened.journal->refresh();
  const Study& study = find_study(*opened.journal, args.study);
  StudiesOutcome out;
  ordered_json all{{"study", study.name}, {"trials", ordered_json::array()}};
  for (const auto& trial : study.trials) {
    all["trials"].push_back(trial_json(trial));
    if (json_lines) {
      out.text += optimize::to_python_json(all["trials"].back(), optimize::Spacing::kCompact);
      out.text += "\n";
    }
  }
  out.json = all.dump();
  if (!json_lines) {
    out.text = export_csv(study);
  }
  return out;
}

StudiesOutcome repair_studies(const App& app, const JournalOpener& open, const StudiesArgs& args,
                              bool fail_running) {
  const auto opened = open(args.storage);
  StudiesOutcome out;
  const auto repaired = opened.repair();
  ordered_json all{{"storage", opened.journal->name()}, {"damaged_lines", ordered_json::array()}};
  for (const auto& fix : repaired.fixes) {
    all["damaged_lines"].push_back({{"line", fix.line}, {"lost", fix.lost}});
    out.text +=
        "line " + std::to_string(fix.line) + ": " +
        (fix.lost.empty() ? "its end was missing" : "dropped " + quote(fix.lost.substr(0, 200))) +
        "\n";
  }
  if (!repaired.fixes.empty()) {
    out.text += "the damaged journal is kept as " + repaired.kept.string() + "\n";
    all["kept"] = repaired.kept.string();
  }
  opened.journal->refresh();
  if (!args.study.empty()) {
    (void)find_study(*opened.journal, args.study);  // a name that is not there is no clean bill
  }
  std::size_t dead = 0;
  opened.journal->write([&](const optimize::JournalReplay& replay) {
    std::vector<optimize::JournalChange> changes;
    dead = 0;
    for (const auto& [id, study] : replay.studies()) {
      if (!args.study.empty() && study.name != args.study) {
        continue;
      }
      const auto is_dead = [&](const std::string& worker) {
        return fail_running || opened.is_dead(worker);
      };
      const auto failed = fail_abandoned(replay, study, is_dead, app.clock.now());
      dead += failed.size();
      changes.insert(changes.end(), failed.begin(), failed.end());
    }
    return changes;
  });
  all["abandoned_trials"] = dead;
  out.text += std::to_string(dead) + (dead == 1 ? " trial" : " trials") +
              " of workers that are no more: failed\n";
  if (repaired.fixes.empty() && dead == 0) {
    out.text = "nothing was damaged, and no trial was abandoned\n";
  }
  out.json = all.dump();
  return out;
}

}  // namespace mlpipe::commands
