// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "mlpipe/report/drift_report.hpp"

namespace mlpipe::commands {

/// What is wrong with the columns as data: all missing, constant, infinite, far out of range, in
/// another unit, swapped.
[[nodiscard]] std::vector<report::DriftFault> drift_faults(
    const std::vector<report::DriftColumn>& columns);

}  // namespace mlpipe::commands
