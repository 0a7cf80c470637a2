// SPDX-License-Identifier: MIT
#include "mlpipe/model/options.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::model {
namespace {

constexpr double kDaysPerYear = 365.2425;  // mean of the Gregorian calendar

/// "none", "balanced", or a list of one weight for each class.
void parse_class_weight(JsonReader& reader, ModelOptions& options) {
  const std::string key = "class_weight";
  if (!reader.has(key)) {
    return;
  }
  if (reader.raw(key).is_array()) {
    options.class_weighting = ClassWeighting::kGiven;
    options.class_weights = reader.numbers(key, {});
    const auto& weights = options.class_weights;
    const bool positive =
        std::all_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; });
    if (weights.size() < 2 || !positive) {
      reader.problem(key, "must be \"none\", \"balanced\" or a weight above 0 for each class");
    }
    return;
  }
  const std::vector<std::string> choices = {"none", "balanced"};
  if (reader.choice(key, "none", choices) == "balanced") {
    options.class_weighting = ClassWeighting::kBalanced;
  }
}

double days(const Duration& duration) {
  switch (duration.unit) {
    case Duration::Unit::kSeconds:
      return static_cast<double>(duration.count) / 86'400.0;
    case Duration::Unit::kMinutes:
      return static_cast<double>(duration.count) / 1440.0;
    case Duration::Unit::kHours:
      return static_cast<double>(duration.count) / 24.0;
    case Duration::Unit::kDays:
      return static_cast<double>(duration.count);
    case Duration::Unit::kWeeks:
      return static_cast<double>(duration.count) * 7.0;
    case Duration::Unit::kMonths:
      return static_cast<double>(duration.count) * kDaysPerYear / 12.0;
    case Duration::Unit::kYears:
      return static_cast<double>(duration.count) * kDaysPerYear;
    case Duration::Unit::kBars:
      break;
  }
  return 0.0;
}

/// [n] age of each row in half-lives.
std::vector<double> ages(const Duration& half_life, std::span<const Timestamp> time) {
  std::vector<double> out(time.size(), 0.0);
  const bool bars = half_life.unit == Duration::Unit::kBars;
  const double unit = bars ? static_cast<double>(half_life.count) : days(half_life);
  std::size_t steps = 0;
  for (std::size_t i = time.size(); i-- > 0;) {
    if (i + 1 < time.size() && time[i] != time[i + 1]) {
      ++steps;
    }
    const std::chrono::duration<double, std::ratio<86'400>> age = time.back() - time[i];
    out[i] = (bars ? static_cast<double>(steps) : age.count()) / unit;
  }
  return out;
}

std::vector<double> weights_of_classes(const ModelOptions& options, Task task,
                                       std::span<const float> label) {
  if (task == Task::kRegression) {
    throw ConfigError("/model/class_weight", "the label is for regression, which has no classes");
  }
  std::vector<std::size_t> counts;
  for (const float value : label) {
    const auto code = static_cast<std::size_t>(value);
    counts.resize(std::max(counts.size(), code + 1), 0);
    ++counts[code];
  }
  if (options.class_weighting == ClassWeighting::kGiven) {
    if (counts.size() > options.class_weights.size()) {
      throw ConfigError("/model/class_weight",
                        "there are " + std::to_string(counts.size()) + " classes and " +
                            std::to_string(options.class_weights.size()) + " weights");
    }
    return options.class_weights;
  }
  const auto present = static_cast<double>(counts.size()) -
                       static_cast<double>(std::count(counts.begin(), counts.end(), 0U));
  std::vector<double> weights;
  for (const auto count : counts) {
    weights.push_back(count == 0 ? 0.0
                                 : static_cast<double>(label.size()) /
                                       (present * static_cast<double>(count)));
  }
  return weights;
}

}  // namespace

ModelOptions parse_model_options(JsonReader& reader) {
  ModelOptions options;
  options.params = parse_params(reader);
  options.max_rounds =
      static_cast<int>(reader.integer("max_rounds", options.max_rounds, 1, 1'000'000));
  options.early_stopping_rounds = static_cast<int>(
      reader.integer("early_stopping_rounds", options.early_stopping_rounds, 0, 1'000'000));
  parse_class_weight(reader, options);
  if (reader.has("time_decay") && !reader.raw("time_decay").is_null()) {
    options.time_decay = reader.duration("time_decay", {1, Duration::Unit::kYears});
    if (options.time_decay->count < 1) {
      reader.problem("time_decay", "a half-life must be longer than 0; null turns decay off");
    }
  }
  return options;
}

nlohmann::ordered_json write_model_options(const ModelOptions& options) {
  nlohmann::ordered_json out;
  out["params"] = write_params(options.params);
  out["max_rounds"] = options.max_rounds;
  out["early_stopping_rounds"] = options.early_stopping_rounds;
  if (options.class_weighting == ClassWeighting::kGiven) {
    out["class_weight"] = options.class_weights;
  } else {
    out["class_weight"] =
        options.class_weighting == ClassWeighting::kBalanced ? "balanced" : "none";
  }
  out["time_decay"] =
      options.time_decay ? nlohmann::ordered_json(to_string(*options.time_decay)) : nullptr;
  return out;
}

std::vector<float> sample_weights(const ModelOptions& options, Task task,
                                  std::span<const float> label, std::span<const Timestamp> time) {
  if (options.class_weighting == ClassWeighting::kNone && !options.time_decay) {
    return {};
  }
  std::vector<double> weights(time.size(), 1.0);
  if (options.class_weighting != ClassWeighting::kNone) {
    const auto of_class = weights_of_classes(options, task, label);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = of_class.at(static_cast<std::size_t>(label[i]));
    }
  }
  if (options.time_decay) {
    const auto age = ages(*options.time_decay, time);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] *= std::exp2(-age[i]);
    }
  }
  double sum = 0.0;
  for (const double weight : weights) {
    sum += weight;
  }
  std::vector<float> out;
  out.reserve(weights.size());
  for (const double weight : weights) {
    out.push_back(static_cast<float>(weight * static_cast<double>(weights.size()) / sum));
  }
  return out;
}

}  // namespace mlpipe::model
