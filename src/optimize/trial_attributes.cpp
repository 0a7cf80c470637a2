// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/trial_attributes.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/value_json.hpp"

namespace mlpipe::optimize {
namespace {

constexpr const char* kFixedParams = "fixed_params";

}  // namespace

Point point_of(const Trial& trial) {
  Point out;
  for (const auto& [name, param] : trial.params) {
    out[name] = to_external(param.distribution, param.internal);
  }
  return out;
}

Point fixed_of(const Trial& trial) {
  Point out = point_of(trial);
  const auto it = trial.system_attributes.find(kFixedParams);
  const auto given =
      it == trial.system_attributes.end() ? std::nullopt : parse_python_json(it->second);
  if (given && given->is_object()) {
    for (const auto& [name, json] : given->items()) {
      if (const auto value = to_value(json)) {
        out.try_emplace(name, *value);
      }
    }
  }
  return out;
}

Trial queued_trial(const Point& fixed) {
  auto values = nlohmann::ordered_json::object();
  for (const auto& [name, value] : fixed) {
    values[name] = from_value(value);
  }
  Trial out;
  out.state = TrialState::kWaiting;
  out.system_attributes[kFixedParams] = to_python_json(values);
  return out;
}

bool has_values(const Trial& trial, const Point& point) {
  const Point own = fixed_of(trial);
  return std::all_of(point.begin(), point.end(), [&](const auto& wanted) {
    const auto it = own.find(wanted.first);
    return it != own.end() && same_value(it->second, wanted.second);
  });
}

std::string user_attribute(const Trial& trial, const std::string& name) {
  const auto it = trial.user_attributes.find(name);
  if (it == trial.user_attributes.end()) {
    return "";
  }
  const auto value = parse_python_json(it->second);
  return value && value->is_string() ? value->get<std::string>() : it->second;
}

}  // namespace mlpipe::optimize
