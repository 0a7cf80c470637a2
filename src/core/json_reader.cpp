// SPDX-License-Identifier: MIT
#include "mlpipe/core/json_reader.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "core/json_survey.hpp"

namespace mlpipe {
namespace {

using nlohmann::json;

std::string type_name(const json& value) {
  if (value.is_number_integer()) {
    return "the whole number " + value.dump();
  }
  if (value.is_number()) {
    return "the number " + value.dump();
  }
  if (value.is_string()) {
    return "the string " + quote(value.get_ref<const std::string&>());
  }
  return value.is_object() ? "an object" : value.is_array() ? "a list" : value.dump();
}

const json kThere = "";      // what a survey answers where any value may stand
const char* kName = "NAME";  // and the key it makes up

std::string range(const std::string& low, const std::string& high) {
  return "from " + low + " to " + high;
}

/// During a survey: notes the question. @param allowed  gives the text, which takes time
template <class Allowed>
void ask(const JsonReader& reader, const std::string& key, const char* type,
         const Allowed& allowed) {
  if (JsonSurvey* const survey = json_survey()) {
    survey->ask(reader.pointer(key), type, allowed());
  }
}
void ask(const JsonReader& reader, const std::string& key, const char* type = "") {
  ask(reader, key, type, [] { return std::string(); });
}

constexpr const char* kExpectedLength =
    "expected a length such as 500 (bars), \"30d\", \"3M\" or \"1y\", found ";

std::optional<Duration> duration_of(const json& value) {
  return value.is_string()           ? parse_duration(value.get_ref<const std::string&>())
         : value.is_number_integer() ? parse_duration(value.dump())
                                     : std::nullopt;
}

std::string escape_pointer(const std::string& key) {
  std::string out;
  for (const char c : key) {
    out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return out;
}

}  // namespace

JsonReader::JsonReader(const json& node, std::string source, std::string pointer,
                       Problems& problems)
    : node_(node), source_(std::move(source)), pointer_(std::move(pointer)), problems_(problems) {}

void JsonReader::read(const json& document, const std::string& source,
                      const std::function<void(JsonReader&)>& body) {
  Problems problems;
  if (!document.is_object()) {
    throw ConfigError(source + ": expected a JSON object, found " + type_name(document));
  }
  JsonReader reader(document, source, "", problems);
  body(reader);
  reader.finish();
  if (!problems.empty()) {
    throw ConfigError(join(problems, "\n"));
  }
}

const json* JsonReader::find(const std::string& key) {
  if (json_survey() != nullptr) {
    return nullptr;
  }
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
    known_.push_back(key);
  }
  const auto it = node_.find(key);
  return it == node_.end() ? nullptr : &*it;
}

bool JsonReader::has(const std::string& key) {
  ask(*this, key);
  return find(key) != nullptr || json_survey() != nullptr;
}

std::string JsonReader::string(const std::string& key, const std::string& fallback) {
  ask(*this, key, "string");
  const json* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  if (!value->is_string()) {
    problem(key, "expected a string, found " + type_name(*value));
    return fallback;
  }
  return value->get<std::string>();
}

std::string JsonReader::choice(const std::string& key, const std::string& fallback,
                               std::span<const std::string> choices) {
  if (JsonSurvey* const survey = json_survey()) {
    return survey->choose(pointer(key), choices);
  }
  const std::string value = string(key, fallback);
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
    problem(key,
            quote(value) + " is not one of " + join(choices, ", ") + did_you_mean(value, choices));
    return fallback;
  }
  return value;
}

bool JsonReader::boolean(const std::string& key, bool fallback) {
  ask(*this, key, "true or false");
  const json* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  if (!value->is_boolean()) {
    problem(key, "expected true or false, found " + type_name(*value));
    return fallback;
  }
  return value->get<bool>();
}

double JsonReader::number(const std::string& key, double fallback, double low, double high) {
  ask(*this, key, "number", [&] { return range(shortest(low), shortest(high)); });
  const json* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  const double number = value->is_number() ? value->get<double>() : std::nan("");
  if (!(number >= low && number <= high)) {
    problem(key, "expected a number " + range(shortest(low), shortest(high)) + ", found " +
                     type_name(*value));
    return fallback;
  }
  return number;
}

std::int64_t JsonReader::integer(const std::string& key, std::int64_t fallback, std::int64_t low,
                                 std::int64_t high) {
  ask(*this, key, "whole number", [&] { return range(std::to_string(low), std::to_string(high)); });
  const json* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  const bool too_large = value->is_number_unsigned() &&
                         value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  if (!value->is_number_integer() || too_large || value->get<std::int64_t>() < low ||
      value->get<std::int64_t>() > high) {
    problem(key, "expected a whole number " + range(std::to_string(low), std::to_string(high)) +
                     ", found " + type_name(*value));
    return fallback;
  }
  return value->get<std::int64_t>();
}

Duration JsonReader::duration(const std::string& key, const Duration& fallback) {
  ask(*this, key, "length");
  const json* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  const auto parsed = duration_of(*value);
  if (!parsed) {
    problem(key, kExpectedLength + type_name(*value));
    return fallback;
  }
  return *parsed;
}

std::vector<Duration> JsonReader::durations(const std::string& key,
                                            const std::vector<Duration>& fallback) {
  ask(*this, key, "list of lengths");
  const json* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  std::vector<Duration> out;
  for (const auto& item : value->is_array() ? *value : json::array({*value})) {
    const auto parsed = duration_of(item);
    if (!parsed) {
      problem(key, kExpectedLength + type_name(item));
      return fallback;
    }
    out.push_back(*parsed);
  }
  return out;
}

std::vector<std::string> JsonReader::strings(const std::string& key,
                                             const std::vector<std::string>& fallback) {
  ask(*this, key, "list of strings");
  const json* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  if (value->is_string()) {
    return {value->get<std::string>()};
  }
  const auto is_string = [](const json& item) { return item.is_string(); };
  if (!value->is_array() || !std::all_of(value->begin(), value->end(), is_string)) {
    problem(key, "expected a list of strings, found " + type_name(*value));
    return fallback;
  }
  return value->get<std::vector<std::string>>();
}

std::vector<double> JsonReader::numbers(const std::string& key,
                                        const std::vector<double>& fallback) {
  ask(*this, key, "list of numbers");
  const json* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  const auto is_number = [](const json& item) { return item.is_number(); };
  if (!value->is_array() || !std::all_of(value->begin(), value->end(), is_number)) {
    problem(key, "expected a list of numbers, found " + type_name(*value));
    return fallback;
  }
  return value->get<std::vector<double>>();
}

const json& JsonReader::raw(const std::string& key) {
  static const json kNull;
  ask(*this, key);
  const json* value = find(key);
  return value != nullptr ? *value : json_survey() != nullptr ? kThere : kNull;
}

void JsonReader::object(const std::string& key, const std::function<void(JsonReader&)>& body) {
  ask(*this, key, "object");
  const json* value = json_survey() != nullptr ? &node_ : find(key);
  if (value == nullptr) {
    return;
  }
  if (!value->is_object()) {
    problem(key, "expected an object, found " + type_name(*value));
    return;
  }
  JsonReader child(*value, source_, pointer(key), problems_);
  body(child);
  child.finish();
}

std::vector<std::pair<std::string, const json*>> JsonReader::entries() {
  std::vector<std::pair<std::string, const json*>> out;
  if (json_survey() != nullptr) {
    ask(*this, kName);
    return {{kName, &kThere}};
  }
  for (const auto& [key, value] : node_.items()) {
    (void)find(key);
    out.emplace_back(key, &value);
  }
  return out;
}

void JsonReader::problem(const std::string& key, const std::string& what) {
  if (json_survey() != nullptr) {
    return;
  }
  problems_.push_back(source_ + ": " + (key.empty() && pointer_.empty() ? "/" : pointer(key)) +
                      ": " + what);
}

std::string JsonReader::pointer(const std::string& key) const {
  return key.empty() ? pointer_ : pointer_ + "/" + escape_pointer(key);
}

void JsonReader::finish() {
  for (const auto& [key, value] : node_.items()) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      problem(key,
              "unknown key" + did_you_mean(key, known_) + "; known here: " + join(known_, ", "));
    }
  }
}

}  // namespace mlpipe
