// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/optimize/distribution.hpp"

namespace mlpipe::optimize {

/// Empty for a list, an object, and a whole number that no std::int64_t holds.
[[nodiscard]] std::optional<Value> to_value(const nlohmann::json& json);

[[nodiscard]] nlohmann::ordered_json from_value(const Value& value);

}  // namespace mlpipe::optimize
