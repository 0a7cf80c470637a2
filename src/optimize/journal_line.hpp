// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/journal_record.hpp"

#include "optimize/journal_json.hpp"
#include "optimize/journal_time.hpp"
#include "optimize/python_words.hpp"

namespace mlpipe::optimize {

/// The fields of one line of a journal. Every function throws IntegrityError for a field that
/// Optuna could not read.
class JournalLine {
 public:
  using Element = JournalJson::Element;
  using Object = JournalJson::Object;

  JournalLine(const Object& object, JournalParser& parser) : object_(object), parser_(parser) {}

  [[noreturn]] static void fail(std::string_view key, const std::string& what) {
    throw IntegrityError(quote(key) + ": " + what);
  }
  /// Empty if the key is missing, or null itself.
  [[nodiscard]] std::optional<Element> find(std::string_view key) const {
    const auto value = find_key(object_, key);
    return value && value->is_null() ? std::nullopt : value;
  }
  /// A key that has to be there, be it null.
  [[nodiscard]] Element at(std::string_view key) const {
    const auto value = find_key(object_, key);
    if (!value) {
      fail(key, "is missing");
    }
    return *value;
  }
  [[nodiscard]] std::int64_t integer(std::string_view key) const {
    std::int64_t out = 0;
    if (at(key).get(out) != simdjson::SUCCESS) {
      fail(key, "expected a whole number");
    }
    return out;
  }
  [[nodiscard]] std::string_view text(std::string_view key) const { return text(at(key), key); }
  [[nodiscard]] static std::string_view text(const Element& value, std::string_view key) {
    std::string_view out;
    if (value.get(out) != simdjson::SUCCESS || value_of_stand_in(out)) {  // NaN is no text
      fail(key, "expected a text");
    }
    return out;
  }
  /// Null, as programs without Python's words write NaN, is NaN.
  [[nodiscard]] static double number(const Element& value, std::string_view key) {
    if (value.is_null()) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    const auto number = number_of(value);
    if (!number) {
      fail(key, "expected a number");
    }
    return *number;
  }
  [[nodiscard]] double number(std::string_view key) const { return number(at(key), key); }
  [[nodiscard]] TrialState state(std::string_view key) const {
    const std::int64_t code = integer(key);
    if (code < 0 || code > static_cast<int>(TrialState::kWaiting)) {
      fail(key, std::to_string(code) + " is no state of a trial");
    }
    return static_cast<TrialState>(code);
  }
  /// Empty if the key is missing or null.
  [[nodiscard]] std::vector<double> numbers(std::string_view key) const {
    std::vector<double> out;
    if (const auto value = find(key)) {
      JournalJson::Array list;
      if (value->get(list) != simdjson::SUCCESS) {
        fail(key, "expected a list of numbers or null");
      }
      for (const auto item : list) {
        out.push_back(number(item, key));
      }
    }
    return out;
  }
  /// Calls `take(name, value)` for each entry of an object; not at all if it is missing or null.
  template <class Take>
  void for_each(std::string_view key, Take take) const {
    if (const auto object = object_at(key)) {
      for (const auto [name, value] : *object) {
        take(name, value);
      }
    }
  }
  /// Empty if the key is missing or null.
  [[nodiscard]] std::optional<Object> object_at(std::string_view key) const {
    const auto value = find(key);
    if (!value) {
      return std::nullopt;
    }
    Object out;
    if (value->get(out) != simdjson::SUCCESS) {
      fail(key, "expected an object");
    }
    return out;
  }
  [[nodiscard]] Timestamp time(std::string_view key) const {
    const auto time = parse_journal_time(text(key));
    if (!time) {
      fail(key, "expected a time such as 2026-11-23T02:00:00.000000+00:00");
    }
    parser_.saw_local_time_ = parser_.saw_local_time_ || !time->has_offset;
    return time->has_offset ? time->time : time->time - parser_.local_offset_;
  }
  [[nodiscard]] std::optional<Timestamp> time_if_any(std::string_view key) const {
    return find(key) ? std::optional(time(key)) : std::nullopt;
  }
  [[nodiscard]] const Distribution& distribution(std::string_view text) const {
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
  [[nodiscard]] std::pair<std::string, std::string> attribute(std::string_view key) const {
    Object pair;
    if (at(key).get(pair) != simdjson::SUCCESS || pair.size() != 1) {
      fail(key, "expected an object with one key");
    }
    const auto entry = *pair.begin();
    return {std::string(entry.key), python_text(entry.value)};
  }
  [[nodiscard]] std::map<std::string, std::string, std::less<>> attributes(
      std::string_view key) const {
    std::map<std::string, std::string, std::less<>> out;
    for_each(key, [&](std::string_view name, const Element& value) {
      out.insert_or_assign(std::string(name), python_text(value));
    });
    return out;
  }

 private:
  Object object_;
  JournalParser& parser_;
};

}  // namespace mlpipe::optimize
