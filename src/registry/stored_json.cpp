// SPDX-License-Identifier: MIT
#include "registry/stored_json.hpp"

#include "mlpipe/core/error.hpp"

namespace mlpipe::registry {

nlohmann::json parse_stored(std::string_view text, const std::string& where) {
  try {
    return parse_json(text, where);
  } catch (const ConfigError& error) {
    throw IntegrityError(error.what());
  }
}

void read_stored(const nlohmann::json& document, const std::string& where,
                 const std::function<void(JsonReader&)>& body) {
  try {
    JsonReader::read(document, where, body);
  } catch (const ConfigError& error) {
    throw IntegrityError(error.what());
  }
}

std::optional<Timestamp> read_time(JsonReader& reader, const char* key) {
  const auto time = from_iso8601(reader.string(key, ""));
  if (!time) {
    reader.problem(key, "expected a time such as 2026-11-23T02:00:00Z");
  }
  return time;
}

std::string text_at(const nlohmann::json& document, const char* pointer) {
  const nlohmann::json::json_pointer place(pointer);
  return document.contains(place) && document.at(place).is_string()
             ? document.at(place).get<std::string>()
             : "";
}

}  // namespace mlpipe::registry
