// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/value_json.hpp"

#include <cstdint>
#include <type_traits>

#include <nlohmann/json.hpp>

namespace mlpipe::optimize {

std::optional<Value> to_value(const nlohmann::json& json) {
  const bool too_large = json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX;
  if (json.is_structured() || too_large) {
    return std::nullopt;
  }
  if (json.is_null()) {
    return std::monostate{};
  }
  if (json.is_boolean()) {
    return json.get<bool>();
  }
  if (json.is_number_integer()) {
    return json.get<std::int64_t>();
  }
  return json.is_number() ? Value(json.get<double>()) : Value(json.get<std::string>());
}

nlohmann::ordered_json from_value(const Value& value) {
  return std::visit(
      [](const auto& v) -> nlohmann::ordered_json {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::monostate>) {
          return nullptr;
        } else {
          return v;
        }
      },
      value);
}

}  // namespace mlpipe::optimize
