// SPDX-License-Identifier: MIT
#include "commands/tuned_pipeline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/value_json.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using optimize::Value;

constexpr const char* kEstimators = "n_estimators";
constexpr const char* kEstimatorsPointer = "/model/max_rounds";

/// Where a pointer may lead: what a trial may choose without being judged by another measure.
constexpr std::array<std::string_view, 5> kTunable = {"/label/", "/features/", "/model/",
                                                      "/execution/", "/walk_forward/train"};

bool is_pointer(const std::string& name) {
  return name.starts_with('/');
}

/// As JSON whose kinds compare: from_value() keeps the order of keys.
json to_json(const Value& value) {
  return json(optimize::from_value(value));
}

void check_pointer(const std::string& name) {
  const bool tunable = std::any_of(kTunable.begin(), kTunable.end(), [&](std::string_view begin) {
    return begin.ends_with('/') ? name.starts_with(begin) : name == begin;
  });
  if (!tunable) {
    throw ConfigError(name,
                      "cannot be searched over; what can is under /label, /features, /model "
                      "and /execution, and /walk_forward/train");
  }
}

void set_pointer(json& document, const std::string& name, const json& value) {
  check_pointer(name);
  const json::json_pointer pointer(name);
  if (!document.contains(pointer)) {
    throw ConfigError(name, "is no setting of the pipeline; mlpipe train --print-config shows all");
  }
  document[pointer] = value;
}

void set_param(json& params, const std::string& name, const json& value) {
  for (auto it = params.begin(); it != params.end();) {
    it = model::main_name(it.key()) == model::main_name(name) ? params.erase(it) : std::next(it);
  }
  params[name] = value;
}

/// What XGBoost takes where nothing is given.
json default_of(const std::string& name) {
  static const std::map<std::string, json, std::less<>> kDefaults = {{"eta", 0.3},
                                                                     {"gamma", 0.0},
                                                                     {"max_depth", 6},
                                                                     {"min_child_weight", 1.0},
                                                                     {"max_delta_step", 0.0},
                                                                     {"subsample", 1.0},
                                                                     {"colsample_bytree", 1.0},
                                                                     {"colsample_bylevel", 1.0},
                                                                     {"colsample_bynode", 1.0},
                                                                     {"reg_lambda", 1.0},
                                                                     {"lambda", 1.0},
                                                                     {"reg_alpha", 0.0},
                                                                     {"alpha", 0.0},
                                                                     {"max_bin", 256},
                                                                     {"grow_policy", "depthwise"},
                                                                     {"max_leaves", 0},
                                                                     {"scale_pos_weight", 1.0},
                                                                     {"booster", "gbtree"},
                                                                     {"tree_method", "hist"}};
  const auto it = kDefaults.find(model::main_name(name));
  return it == kDefaults.end() ? json() : it->second;
}

json own_value(const std::string& name, const json& document) {
  if (name == kEstimators) {
    return document.at(json::json_pointer(kEstimatorsPointer));
  }
  if (is_pointer(name)) {
    const json::json_pointer pointer(name);
    return document.contains(pointer) ? document.at(pointer) : json();
  }
  for (const auto& [key, value] : document.at("/model/params"_json_pointer).items()) {
    if (model::main_name(key) == model::main_name(name)) {
      return value;
    }
  }
  return default_of(name);
}

/// The nearest value that the distribution has; empty if it has none like it.
std::optional<Value> fitted(const optimize::Distribution& distribution, const json& value) {
  if (const auto* choices = std::get_if<optimize::CategoricalDistribution>(&distribution)) {
    const auto it = std::find_if(choices->choices.begin(), choices->choices.end(),
                                 [&](const Value& choice) { return to_json(choice) == value; });
    return it == choices->choices.end() ? std::nullopt : std::optional(*it);
  }
  if (!value.is_number()) {
    return std::nullopt;
  }
  if (const auto* real = std::get_if<optimize::FloatDistribution>(&distribution)) {
    double x = std::clamp(value.get<double>(), real->low, real->high);
    if (real->step) {
      x = real->low + std::round((x - real->low) / *real->step) * *real->step;
    }
    return Value(x);
  }
  const auto& whole = std::get<optimize::IntDistribution>(distribution);
  const auto x = std::clamp(static_cast<std::int64_t>(std::llround(value.get<double>())), whole.low,
                            whole.high);
  return Value(whole.low + (x - whole.low + whole.step / 2) / whole.step * whole.step);
}

std::vector<Value> extremes(const optimize::Distribution& distribution) {
  if (const auto* real = std::get_if<optimize::FloatDistribution>(&distribution)) {
    return {real->low, real->high};
  }
  if (const auto* whole = std::get_if<optimize::IntDistribution>(&distribution)) {
    return {whole->low, whole->high};
  }
  return std::get<optimize::CategoricalDistribution>(distribution).choices;
}

/// Does the condition of a parameter hold for the values of those before it?
bool takes_part(const optimize::SpaceParam& param, const optimize::Point& before) {
  if (!param.when) {
    return true;
  }
  const auto it = before.find(param.when->param);
  const auto& wanted = param.when->values;
  return it != before.end() && std::any_of(wanted.begin(), wanted.end(), [&](const Value& value) {
           return optimize::same_value(value, it->second);
         });
}

/// Values of other parameters under which this one takes part.
TunedValues companions(const optimize::SearchSpace& space, const optimize::SpaceParam& param) {
  TunedValues out;
  const auto* when = param.when ? &*param.when : nullptr;
  while (when != nullptr) {
    out[when->param] = to_json(when->values.front());
    const auto parent = std::find_if(space.begin(), space.end(),
                                     [&](const auto& other) { return other.name == when->param; });
    when = parent != space.end() && parent->when ? &*parent->when : nullptr;
  }
  return out;
}

}  // namespace

TunedValues values_of(const optimize::Point& point) {
  TunedValues out;
  for (const auto& [name, value] : point) {
    out[name] = to_json(value);
  }
  return out;
}

TunedValues values_in(const optimize::SearchSpace& space, const optimize::Point& point,
                      std::set<std::string>& unknown) {
  auto out = values_of(point);
  std::erase_if(out, [&](const auto& value) {
    const bool there = std::any_of(space.begin(), space.end(),
                                   [&](const auto& param) { return param.name == value.first; });
    if (!there) {
      unknown.insert(value.first);
    }
    return !there;
  });
  return out;
}

PipelineConfig with_values(const PipelineConfig& pipeline, const TunedValues& values,
                           const std::string& source) {
  if (values.empty()) {
    return pipeline;
  }
  json document(write_pipeline_config(pipeline));
  for (const auto& [name, value] : values) {
    if (name == kEstimators) {
      set_pointer(document, kEstimatorsPointer, value);
    } else if (is_pointer(name)) {
      set_pointer(document, name, value);
    } else {
      set_param(document["model"]["params"], name, value);
    }
  }
  return parse_pipeline_config(document, source);
}

std::map<std::string, std::string> settings_of(const TunedValues& values) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : values) {
    if (name == kEstimators) {
      out[kEstimatorsPointer] = value.dump();
    } else if (is_pointer(name)) {
      out[name] = value.dump();
    }
  }
  return out;
}

TunedValues values_of(const std::map<std::string, std::string>& settings) {
  TunedValues out;
  for (const auto& [pointer, text] : settings) {
    out[pointer] = json::parse(text);
  }
  return out;
}

void check_space(const optimize::SearchSpace& space, const PipelineConfig& pipeline,
                 const std::string& source) {
  std::vector<std::string> problems;
  for (const auto& param : space) {
    auto values = companions(space, param);
    for (const auto& value : extremes(param.distribution)) {
      values[param.name] = to_json(value);
      const std::string place =
          source + ": /space/" + param.name + ": " + optimize::to_string(value);
      try {
        (void)with_values(pipeline, values, place);
      } catch (const ConfigError& error) {
        problems.emplace_back(error.what());
        if (!problems.back().starts_with(place)) {
          problems.back() = place + ": " + problems.back();
        }
        break;
      }
    }
  }
  if (!problems.empty()) {
    throw ConfigError(join(problems, "\n"));
  }
}

optimize::Point own_point(const optimize::SearchSpace& space, const PipelineConfig& pipeline) {
  const json document(write_pipeline_config(pipeline));
  optimize::Point out;
  for (const auto& param : space) {
    const auto value = own_value(param.name, document);
    const auto own = value.is_null() ? std::nullopt : optimize::to_value(value);
    if (own && takes_part(param, out)) {
      out[param.name] = *own;
    }
  }
  return out;
}

optimize::Point nearest_point(const optimize::SearchSpace& space, const PipelineConfig& pipeline) {
  const json document(write_pipeline_config(pipeline));
  optimize::Point out;
  for (const auto& param : space) {
    const auto value = fitted(param.distribution, own_value(param.name, document));
    if (value && takes_part(param, out)) {
      out[param.name] = *value;
    }
  }
  return out;
}

}  // namespace mlpipe::commands
