// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include "mlpipe/report/drift_report.hpp"

namespace mlpipe::report {

/// A feature (or the prediction, or the target) as an object of drift_report.json.
[[nodiscard]] nlohmann::ordered_json column_json(const DriftReport& report,
                                                 const DriftColumn& column);

}  // namespace mlpipe::report
