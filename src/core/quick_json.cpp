// SPDX-License-Identifier: MIT
#include "core/quick_json.hpp"

#include <string>
#include <utility>

#include <simdjson.h>

namespace mlpipe {
namespace {

using nlohmann::json;
using simdjson::dom::element_type;

/// False where a key stands twice or the nesting is too deep.
bool build(const simdjson::dom::element& from, int depth_left, json& to);

bool build_object(const simdjson::dom::object& from, int depth_left, json& to) {
  to = json::object();
  auto& members = to.get_ref<json::object_t&>();
  for (const auto& [key, value] : from) {
    const auto [place, is_new] = members.try_emplace(std::string(key));
    if (!is_new || !build(value, depth_left, place->second)) {
      return false;
    }
  }
  return true;
}

bool build_array(const simdjson::dom::array& from, int depth_left, json& to) {
  to = json::array();
  auto& items = to.get_ref<json::array_t&>();
  items.reserve(from.size());
  for (const auto& value : from) {
    if (!build(value, depth_left, items.emplace_back())) {
      return false;
    }
  }
  return true;
}

bool build(const simdjson::dom::element& from, int depth_left, json& to) {
  switch (from.type()) {
    case element_type::OBJECT:
      return depth_left > 0 && build_object(from.get_object().value_unsafe(), depth_left - 1, to);
    case element_type::ARRAY:
      return depth_left > 0 && build_array(from.get_array().value_unsafe(), depth_left - 1, to);
    case element_type::INT64: {
      // nlohmann/json keeps what has no sign as unsigned.
      const auto value = from.get_int64().value_unsafe();
      to = value < 0 ? json(value) : json(static_cast<std::uint64_t>(value));
      return true;
    }
    case element_type::UINT64:
      to = from.get_uint64().value_unsafe();
      return true;
    case element_type::DOUBLE:
      to = from.get_double().value_unsafe();
      return true;
    case element_type::STRING:
      to = std::string(from.get_string().value_unsafe());
      return true;
    case element_type::BOOL:
      to = from.get_bool().value_unsafe();
      return true;
    case element_type::NULL_VALUE:
      to = nullptr;
      return true;
  }
  return false;
}

}  // namespace

std::optional<json> quick_json(std::string_view text, int max_depth) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  // simdjson copies from the null pointer of an empty text.
  if (text.empty() || parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  json out;
  return build(root, max_depth, out) ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace mlpipe
