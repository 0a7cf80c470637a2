// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/time.hpp"

namespace mlpipe::report {

/// An object member by member, for documents with thousands of them. nlohmann's braces make a list
/// of each member first; and its ordered object, when it grows, copies all that it holds.
class Members {
 public:
  explicit Members(std::size_t expected) : out_(nlohmann::ordered_json::object()) {
    object().reserve(expected);
  }
  /// @param name  not there yet
  Members& add(const char* name, nlohmann::ordered_json value) {
    object().emplace_back(std::string(name), std::move(value));
    return *this;
  }
  [[nodiscard]] nlohmann::ordered_json take() { return std::move(out_); }

 private:
  nlohmann::ordered_json::object_t& object() {
    return out_.get_ref<nlohmann::ordered_json::object_t&>();
  }

  nlohmann::ordered_json out_;
};

/// What is no number is null.
[[nodiscard]] inline nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

template <class T>
[[nodiscard]] nlohmann::ordered_json or_null(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

[[nodiscard]] inline nlohmann::ordered_json number(const std::optional<double>& value) {
  return value ? number(*value) : nlohmann::ordered_json(nullptr);
}

[[nodiscard]] inline nlohmann::ordered_json numbers(const std::vector<double>& values) {
  auto out = nlohmann::ordered_json::array();
  out.get_ref<nlohmann::ordered_json::array_t&>().reserve(values.size());
  for (const double value : values) {
    out.push_back(number(value));
  }
  return out;
}

[[nodiscard]] inline nlohmann::ordered_json time_or_null(const std::optional<Timestamp>& time) {
  return time ? nlohmann::ordered_json(to_iso8601(*time)) : nlohmann::ordered_json(nullptr);
}

}  // namespace mlpipe::report
