// SPDX-License-Identifier: MIT
// Studies read from journals in the form of the *.expected.json of tests/fixtures/optuna.
#pragma once

#include <cmath>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/journal_replay.hpp"
#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/value_json.hpp"

#include "optimize/journal_time.hpp"

namespace fixture {

using nlohmann::json;

inline json strict(json value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>())) {
    return mlpipe::optimize::python_number(value.get<double>());
  }
  if (value.is_structured()) {
    for (auto& child : value) {
      child = strict(child);
    }
  }
  return value;
}

inline json attributes_json(const std::map<std::string, std::string, std::less<>>& attributes) {
  auto out = json::object();
  for (const auto& [key, text] : attributes) {
    out[key] = mlpipe::optimize::parse_python_json(text).value();
  }
  return out;
}

inline json time_json(const std::optional<mlpipe::Timestamp>& time) {
  return time ? json(mlpipe::optimize::journal_time(*time, true)) : json(nullptr);
}

inline json params_json(const mlpipe::optimize::Params& params) {
  json out{{"params", json::object()}, {"params_internal", json::object()}};
  out["distributions"] = json::object();
  for (const auto& [name, param] : params) {
    const auto value = to_external(param.distribution, param.internal);
    out["params"][name] = mlpipe::optimize::from_value(value);
    out["params_internal"][name] = param.internal;
    const auto parsed =
        mlpipe::optimize::parse_python_json(to_optuna_json(param.distribution)).value();
    out["distributions"][name] = parsed.at("attributes");
    out["distributions"][name]["name"] = parsed.at("name");
  }
  return out;
}

/// Everything a trial has, non-finite numbers as texts.
inline json trial_json(const mlpipe::optimize::Trial& trial) {
  json out = params_json(trial.params);
  out["number"] = trial.number;
  out["trial_id"] = trial.id;
  out["state_code"] = static_cast<int>(trial.state);
  out["values"] = trial.values.empty() ? json(nullptr) : json(trial.values);
  out["intermediate_values"] = json::array();
  for (const auto& [step, value] : trial.intermediate_values) {
    out["intermediate_values"].push_back({step, value});
  }
  out["user_attrs"] = attributes_json(trial.user_attributes);
  out["system_attrs"] = attributes_json(trial.system_attributes);
  out["constraints"] = json::object();
  for (const auto& [name, value] : trial.constraints) {
    out["constraints"][name] = value;
  }
  out["datetime_start"] = time_json(trial.started);
  out["datetime_complete"] = time_json(trial.completed);
  return strict(out);
}

inline json study_json(const mlpipe::optimize::Study& study) {
  json out{{"study_id", study.id}, {"study_name", study.name}};
  for (const auto direction : study.directions) {
    out["direction_codes"].push_back(static_cast<int>(direction));
  }
  out["user_attrs"] = attributes_json(study.user_attributes);
  out["system_attrs"] = attributes_json(study.system_attributes);
  out["trials"] = json::array();
  for (const auto& trial : study.trials) {
    out["trials"].push_back(trial_json(trial));
  }
  return strict(out);
}

}  // namespace fixture
