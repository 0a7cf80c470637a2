// SPDX-License-Identifier: MIT
// The JSON of tests/fixtures/optuna as mlpipe's types.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/trial.hpp"

namespace fixture {

using mlpipe::optimize::Distribution;
using mlpipe::optimize::Params;
using mlpipe::optimize::Trial;
using mlpipe::optimize::TrialState;
using mlpipe::optimize::Value;
using nlohmann::json;

inline double number_of(const json& value) {
  if (!value.is_string()) {
    return value.get<double>();
  }
  const auto text = value.get<std::string>();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return text == "NaN"        ? std::numeric_limits<double>::quiet_NaN()
         : text == "Infinity" ? kInfinity
                              : -kInfinity;
}

inline std::vector<double> numbers_of(const json& list) {
  std::vector<double> out;
  for (const auto& value : list) {
    out.push_back(number_of(value));
  }
  return out;
}

inline Value value_of(const json& value) {
  return value.is_null()             ? Value()
         : value.is_boolean()        ? Value(value.get<bool>())
         : value.is_number_integer() ? Value(value.get<std::int64_t>())
         : value.is_number()         ? Value(value.get<double>())
                                     : Value(value.get<std::string>());
}

/// {"name": "IntDistribution", "low": 1, ...}
inline Distribution distribution_of(const json& flat) {
  return mlpipe::optimize::parse_optuna_json(
      json{{"name", flat.at("name")}, {"attributes", flat}}.dump());
}

/// The distributions of a list whose entries also name their "param".
inline std::map<std::string, Distribution> distributions_of(const json& list) {
  std::map<std::string, Distribution> out;
  for (const auto& entry : list) {
    out.emplace(entry.at("param").get<std::string>(), distribution_of(entry));
  }
  return out;
}

inline TrialState state_of(const std::string& name) {
  static const std::map<std::string, TrialState> kStates = {{"RUNNING", TrialState::kRunning},
                                                            {"COMPLETE", TrialState::kComplete},
                                                            {"PRUNED", TrialState::kPruned},
                                                            {"FAIL", TrialState::kFail},
                                                            {"WAITING", TrialState::kWaiting}};
  return kStates.at(name);
}

/// @param distributions  of every parameter that may occur
inline Trial trial_of(const json& entry, const std::map<std::string, Distribution>& distributions) {
  Trial trial;
  trial.number = entry.at("number").get<std::int64_t>();
  trial.state = state_of(entry.at("state").get<std::string>());
  if (!entry.at("value").is_null()) {
    trial.values = {number_of(entry.at("value"))};
  }
  if (entry.contains("params_internal")) {
    for (const auto& [name, value] : entry.at("params_internal").items()) {
      trial.params[name] = {distributions.at(name), number_of(value)};
    }
  }
  for (const auto& report : entry.at("intermediate_values")) {
    trial.intermediate_values[report.at(0).get<std::int64_t>()] = number_of(report.at(1));
  }
  if (entry.contains("constraints")) {
    for (const auto& [name, value] : entry.at("constraints").items()) {
      trial.constraints[name] = number_of(value);
    }
  }
  return trial;
}

}  // namespace fixture
