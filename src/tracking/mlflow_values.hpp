// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "mlpipe/core/time.hpp"

namespace mlpipe::tracking {

/// Milliseconds since 1970, rounded down: MLflow's times.
[[nodiscard]] inline std::int64_t to_milliseconds(Timestamp time) {
  return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}

/// JSON has no NaN and no infinity, and nlohmann/json writes null: these become the words "NaN",
/// "Infinity" and "-Infinity", which MLflow's server reads. Source: protobuf's JSON mapping.
[[nodiscard]] inline nlohmann::json number_to_json(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "Infinity" : "-Infinity";
  }
  return value;
}

}  // namespace mlpipe::tracking
