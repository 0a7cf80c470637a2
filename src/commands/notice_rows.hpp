// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/notify/notice.hpp"

namespace mlpipe::commands {

/// The metrics that most readers look for and those that a check is about, of a document of
/// `mlpipe validate`.
[[nodiscard]] std::vector<notify::MetricRow> validation_rows(const nlohmann::json& validate);

/// The scores of `mlpipe train`, for want of a verdict.
[[nodiscard]] std::vector<notify::MetricRow> training_rows(const nlohmann::json& train);

/// The prediction and the features that moved, the worst first, of a document of `mlpipe drift`.
[[nodiscard]] std::vector<notify::FeatureRow> drift_rows(const nlohmann::json& drift,
                                                         std::size_t most);

}  // namespace mlpipe::commands
