// SPDX-License-Identifier: MIT
#include "optimize/trial_end.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/python_json.hpp"

namespace mlpipe::optimize {
namespace {

std::vector<double> pruned_value(const Trial& trial) {
  const auto step = last_step(trial);
  const double value = step ? trial.intermediate_values.at(*step) : std::nan("");
  return std::isnan(value) ? std::vector<double>{} : std::vector<double>{value};
}

}  // namespace

Trial ended(const Trial& trial, const TrialEnd& end, Timestamp now) {
  Trial out = trial;
  out.state = end.state;
  out.completed = now;
  for (const auto& [key, value] : end.attributes) {
    out.user_attributes[key] = value;
  }
  if (!end.constraints.empty()) {
    out.system_attributes[kConstraintsAttribute] = to_python_json(end.constraints);
  }
  if (end.state == TrialState::kComplete && !(end.value && std::isfinite(*end.value))) {
    out.state = TrialState::kFail;
    out.user_attributes[kErrorAttribute] = to_python_json("the objective is not a finite number");
  }
  out.values.clear();
  if (out.state == TrialState::kComplete) {
    out.values = {*end.value};
  } else if (out.state == TrialState::kPruned) {
    out.values = pruned_value(out);
  }
  return out;
}

Trial ended_as(const Trial& trial, const Trial& twin, Timestamp now) {
  Trial out = trial;
  out.state = twin.state;
  out.values = twin.values;
  out.intermediate_values = twin.intermediate_values;
  out.completed = now;
  for (const auto& [key, value] : twin.user_attributes) {
    // What whoever queued a trial wrote on it, is of that trial alone.
    if (key.starts_with(kOwnPrefix)) {
      out.user_attributes[key] = value;
    }
  }
  out.user_attributes[kTwinOf] = std::to_string(twin.number);
  if (const auto it = twin.system_attributes.find(kConstraintsAttribute);
      it != twin.system_attributes.end()) {
    out.system_attributes[kConstraintsAttribute] = it->second;
  }
  return out;
}

}  // namespace mlpipe::optimize
