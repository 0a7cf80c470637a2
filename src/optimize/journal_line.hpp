// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/journal_record.hpp"
#include "mlpipe/optimize/python_json.hpp"

#include "optimize/journal_time.hpp"

namespace mlpipe::optimize {

/// The fields of one line of a journal. Every function throws IntegrityError for a field that
/// Optuna could not read.
class JournalLine {
 public:
  JournalLine(const nlohmann::json& object, JournalParser& parser)
      : object_(object), parser_(parser) {}

  [[noreturn]] static void fail(const std::string& key, const std::string& what) {
    throw IntegrityError(quote(key) + ": " + what);
  }
  /// Null if the key is missing, or null itself.
  [[nodiscard]] const nlohmann::json* find(const char* key) const {
    const auto it = object_.find(key);
    return it == object_.end() || it->is_null() ? nullptr : &*it;
  }
  /// A key that has to be there, be it null.
  [[nodiscard]] const nlohmann::json& at(const char* key) const {
    const auto it = object_.find(key);
    if (it == object_.end()) {
      fail(key, "is missing");
    }
    return *it;
  }
  [[nodiscard]] std::int64_t integer(const char* key) const {
    const nlohmann::json& value = at(key);
    if (!value.is_number_integer()) {
      fail(key, "expected a whole number");
    }
    return value.get<std::int64_t>();
  }
  [[nodiscard]] std::string text(const char* key) const { return text(at(key), key); }
  [[nodiscard]] static std::string text(const nlohmann::json& value, const std::string& key) {
    if (!value.is_string()) {
      fail(key, "expected a text");
    }
    return value.get<std::string>();
  }
  /// Null, as programs without Python's words write NaN, is NaN.
  [[nodiscard]] static double number(const nlohmann::json& value, const std::string& key) {
    if (value.is_null()) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    if (!value.is_number()) {
      fail(key, "expected a number");
    }
    return value.get<double>();
  }
  [[nodiscard]] double number(const char* key) const { return number(at(key), key); }
  [[nodiscard]] TrialState state(const char* key) const {
    const std::int64_t code = integer(key);
    if (code < 0 || code > static_cast<int>(TrialState::kWaiting)) {
      fail(key, std::to_string(code) + " is no state of a trial");
    }
    return static_cast<TrialState>(code);
  }
  /// Empty if the key is missing or null.
  [[nodiscard]] std::vector<double> numbers(const char* key) const {
    std::vector<double> out;
    if (const nlohmann::json* list = find(key)) {
      if (!list->is_array()) {
        fail(key, "expected a list of numbers or null");
      }
      for (const auto& value : *list) {
        out.push_back(number(value, key));
      }
    }
    return out;
  }
  /// An empty object if the key is missing or null.
  [[nodiscard]] const nlohmann::json& object(const char* key) const {
    static const nlohmann::json kNone = nlohmann::json::object();
    const nlohmann::json* value = find(key);
    if (value != nullptr && !value->is_object()) {
      fail(key, "expected an object");
    }
    return value == nullptr ? kNone : *value;
  }
  [[nodiscard]] Timestamp time(const char* key) const {
    const auto time = parse_journal_time(text(key));
    if (!time) {
      fail(key, "expected a time such as 2026-11-23T02:00:00.000000+00:00");
    }
    parser_.saw_local_time_ = parser_.saw_local_time_ || !time->has_offset;
    return time->has_offset ? time->time : time->time - parser_.local_offset_;
  }
  [[nodiscard]] std::optional<Timestamp> time_if_any(const char* key) const {
    return find(key) == nullptr ? std::nullopt : std::optional(time(key));
  }
  [[nodiscard]] const Distribution& distribution(const std::string& text) const {
    const auto known = parser_.distributions_.find(text);
    if (known != parser_.distributions_.end()) {
      return known->second;
    }
    try {
      return parser_.distributions_.emplace(text, parse_optuna_json(text)).first->second;
    } catch (const ConfigError& error) {
      fail("distribution", error.what());
    }
  }
  /// The key of an object that has exactly one.
  [[nodiscard]] std::pair<std::string, std::string> attribute(const char* key) const {
    const nlohmann::json& pair = at(key);
    if (!pair.is_object() || pair.size() != 1) {
      fail(key, "expected an object with one key");
    }
    return {pair.begin().key(), to_python_json(pair.front())};
  }
  [[nodiscard]] std::map<std::string, std::string, std::less<>> attributes(const char* key) const {
    std::map<std::string, std::string, std::less<>> out;
    for (const auto& [name, value] : object(key).items()) {
      out.emplace(name, to_python_json(value));
    }
    return out;
  }

 private:
  const nlohmann::json& object_;
  JournalParser& parser_;
};

}  // namespace mlpipe::optimize
