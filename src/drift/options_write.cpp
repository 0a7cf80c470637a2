// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "mlpipe/drift/options.hpp"

namespace mlpipe::drift {
namespace {

using nlohmann::ordered_json;

ordered_json write_overrides(const DecideOptions& options) {
  ordered_json out = ordered_json::object();
  for (const auto& [name, limits] : options.overrides) {
    auto& entry = out[name] = ordered_json::object();
    const auto add = [&, &own = limits](const char* key,
                                        std::optional<double> FeatureLimits::*limit) {
      if (own.*limit) {
        entry[key] = *(own.*limit);
      }
    };
    add("warning", &FeatureLimits::warning);
    add("critical", &FeatureLimits::critical);
    add("warning_q", &FeatureLimits::warning_q);
    add("critical_q", &FeatureLimits::critical_q);
  }
  return out;
}

ordered_json write_tests(const std::vector<PrintedTest>& tests) {
  ordered_json out = ordered_json::array();
  for (const auto test : tests) {
    out.push_back(to_string(test));
  }
  return out;
}

/// As JsonReader::duration() reads it: rows are a number.
ordered_json write_duration(const std::optional<Duration>& duration) {
  if (!duration) {
    return nullptr;
  }
  return duration->unit == Duration::Unit::kBars ? ordered_json(duration->count)
                                                 : ordered_json(to_string(*duration));
}

ordered_json write_windows(const std::vector<Duration>& windows) {
  ordered_json out = ordered_json::array();
  for (const auto& window : windows) {
    out.push_back(write_duration(window));
  }
  return out;
}

}  // namespace

ordered_json write_drift_options(const DriftOptions& options) {
  const auto& decide = options.decide;
  return {
      {"rule", to_string(decide.rule)},
      {"warning", decide.warning},
      {"critical", decide.critical},
      {"warning_q", decide.warning_q},
      {"critical_q", decide.critical_q},
      {"smallest_sample", decide.smallest_sample},
      {"overrides", write_overrides(decide)},
      {"features", options.features.empty() ? ordered_json("all") : ordered_json(options.features)},
      {"top_by_gain",
       options.top_by_gain ? ordered_json(*options.top_by_gain) : ordered_json(nullptr)},
      {"tests",
       {{"numeric", write_tests(options.numeric_tests)},
        {"categorical", write_tests(options.categorical_tests)}}},
      {"windows", write_windows(options.windows)},
      {"step", write_duration(options.step)},
      {"retrain",
       {{"feature", options.retrain.on_feature},
        {"top_by_gain", options.retrain.top_by_gain},
        {"prediction", options.retrain.on_prediction},
        {"q", options.retrain.q}}},
      {"fail_on", to_string(options.fail_on)},
      {"cool_down", write_duration(options.cool_down)},
      {"max_model_age", write_duration(options.max_model_age)},
      {"max_training_age", write_duration(options.max_training_age)},
      {"history", options.history}};
}

}  // namespace mlpipe::drift
