// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/tracking/run_record.hpp"

namespace mlpipe::tracking {

inline constexpr const char* kLongValuesFile = "long_values.json";

/// A run's names and values as MLflow takes them.
struct FittedRun {
  std::vector<std::pair<std::string, std::string>> params;
  std::vector<std::pair<std::string, std::string>> tags;  ///< all_tags() and mlflow.parentRunId
  std::map<std::string, std::string> metric_keys;         ///< by the record's name
  std::string long_values;  ///< text of an artifact that holds what was cut off, or empty
};

/// @param parent_id  the store's own id of the run's parent; empty: none
[[nodiscard]] FittedRun fit(const RunRecord& run, const std::string& parent_id);

}  // namespace mlpipe::tracking
