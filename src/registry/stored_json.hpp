// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/time.hpp"

namespace mlpipe::registry {

/// More than any file of a registry but its models needs.
inline constexpr std::size_t kMostText = 1U << 28U;
inline constexpr std::size_t kMostModel = 1U << 30U;

/// What `mlpipe validate` can say of a candidate.
inline const std::vector<std::string> kVerdicts{"PROMOTE", "REJECT", "INCONCLUSIVE"};

/// JSON that mlpipe wrote once. @throws IntegrityError naming `where`, line and column
[[nodiscard]] nlohmann::json parse_stored(std::string_view text, const std::string& where);

/// Reads one object that mlpipe wrote once, strictly: whatever is wrong is damage, not bad
/// configuration. @throws IntegrityError
void read_stored(const nlohmann::json& document, const std::string& where,
                 const std::function<void(JsonReader&)>& body);

/// A time as to_iso8601() writes it; anything else is a problem, and empty.
[[nodiscard]] std::optional<Timestamp> read_time(JsonReader& reader, const char* key);

/// Text of a string at a pointer; empty if there is none.
[[nodiscard]] std::string text_at(const nlohmann::json& document, const char* pointer);

}  // namespace mlpipe::registry
