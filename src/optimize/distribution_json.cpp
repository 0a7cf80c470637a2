// SPDX-License-Identifier: MIT
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/distribution.hpp"
#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/value_json.hpp"

namespace mlpipe::optimize {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// The order of the keys is Optuna's.
ordered_json to_json(const FloatDistribution& d) {
  return {{"name", "FloatDistribution"},
          {"attributes",
           {{"step", d.step ? ordered_json(*d.step) : ordered_json(nullptr)},
            {"low", d.low},
            {"high", d.high},
            {"log", d.log}}}};
}

ordered_json to_json(const IntDistribution& d) {
  return {{"name", "IntDistribution"},
          {"attributes", {{"log", d.log}, {"step", d.step}, {"low", d.low}, {"high", d.high}}}};
}

ordered_json to_json(const CategoricalDistribution& d) {
  ordered_json choices = ordered_json::array();
  for (const auto& choice : d.choices) {
    choices.push_back(from_value(choice));
  }
  ordered_json attributes;
  attributes["choices"] = std::move(choices);
  return {{"name", "CategoricalDistribution"}, {"attributes", std::move(attributes)}};
}

/// The attributes of one distribution, and where they stand.
struct Attributes {
  const json& object;
  std::string pointer;

  [[nodiscard]] const json* find(const char* key) const {
    const auto it = object.find(key);
    return it == object.end() || it->is_null() ? nullptr : &*it;
  }
  [[noreturn]] void fail(const char* key, const std::string& what) const {
    throw ConfigError(pointer + "/" + key, what);
  }
  [[nodiscard]] double number(const char* key) const {
    const json* value = find(key);
    if (value == nullptr || !value->is_number()) {
      fail(key, "expected a number");
    }
    return value->get<double>();
  }
  [[nodiscard]] std::int64_t whole(const char* key) const {
    constexpr double kBeyond = 0x1p63;
    const double value = number(key);
    if (value != std::floor(value) || !(std::fabs(value) < kBeyond)) {
      fail(key, "expected a whole number");
    }
    return object.at(key).is_number_integer() ? object.at(key).get<std::int64_t>()
                                              : static_cast<std::int64_t>(value);
  }
  [[nodiscard]] bool flag(const char* key) const {
    const json* value = find(key);
    if (value != nullptr && !value->is_boolean()) {
      fail(key, "expected true or false");
    }
    return value != nullptr && value->get<bool>();
  }
};

FloatDistribution read_float(const Attributes& from, bool log, const char* step) {
  FloatDistribution d{from.number("low"), from.number("high"), log, std::nullopt};
  if (from.find(step) != nullptr) {
    d.step = from.number(step);
  }
  return d;
}

IntDistribution read_int(const Attributes& from, bool log) {
  return {from.whole("low"), from.whole("high"), log,
          from.find("step") != nullptr ? from.whole("step") : 1};
}

CategoricalDistribution read_categorical(const Attributes& from) {
  const json* choices = from.find("choices");
  if (choices == nullptr || !choices->is_array() || choices->empty()) {
    from.fail("choices", "expected a list of at least one choice");
  }
  CategoricalDistribution d;
  for (const auto& choice : *choices) {
    const auto value = to_value(choice);
    if (!value) {
      from.fail("choices", "a choice is null, true, false, a string or a number of 64 bits");
    }
    d.choices.push_back(*value);
  }
  return d;
}

Distribution read(const std::string& name, const Attributes& from) {
  if (name == "FloatDistribution" || name == "float") {
    return read_float(from, from.flag("log"), "step");
  }
  if (name == "IntDistribution" || name == "int") {
    return read_int(from, from.flag("log"));
  }
  if (name == "CategoricalDistribution" || name == "categorical") {
    return read_categorical(from);
  }
  if (name == "UniformDistribution" || name == "LogUniformDistribution") {
    return read_float(from, name == "LogUniformDistribution", "step");
  }
  if (name == "DiscreteUniformDistribution") {
    return read_float(from, false, "q");
  }
  if (name == "IntUniformDistribution" || name == "IntLogUniformDistribution") {
    return read_int(from, name == "IntLogUniformDistribution");
  }
  throw ConfigError("/name", quote(name) + " is no distribution that Optuna has");
}

std::string text_of(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

}  // namespace

std::string to_string(const Value& value) {
  return to_python_json(from_value(value));
}

std::string to_optuna_json(const Distribution& distribution) {
  return to_python_json(std::visit([](const auto& d) { return to_json(d); }, distribution));
}

Distribution parse_optuna_json(std::string_view text) {
  const auto parsed = parse_python_json(text);
  if (!parsed || !parsed->is_object()) {
    throw ConfigError("/", "expected a distribution as a JSON object, found " + quote(text));
  }
  const bool named = parsed->contains("name");
  const auto attributes = named ? parsed->find("attributes") : parsed->end();
  if (named && (attributes == parsed->end() || !attributes->is_object())) {
    throw ConfigError("/attributes", "expected an object");
  }
  const Attributes from{named ? *attributes : *parsed, named ? "/attributes" : ""};
  // Adjusted first: Optuna takes a step beyond the range, and the same choice twice.
  auto distribution = adjusted(read(text_of(*parsed, named ? "name" : "type"), from));
  const auto problem = problem_of(distribution);
  if (problem && !std::holds_alternative<CategoricalDistribution>(distribution)) {
    throw ConfigError(from.pointer.empty() ? "/" : from.pointer, *problem);
  }
  return distribution;
}

}  // namespace mlpipe::optimize
