// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "mlpipe/report/drift_report.hpp"

namespace mlpipe::commands {

/// What is wrong with the columns as data: all missing, constant, infinite, far out of range, in
/// another unit, swapped.
[[nodiscard]] std::vector<report::DriftFault> drift_faults(
    const std::vector<report::DriftColumn>& columns);

/// One that no check may pass over.
[[nodiscard]] bool has_failing_fault(const std::vector<report::DriftFault>& faults);

/// What such a fault explains is critical, whatever chance could have done to PSI.
void mark_faulty_critical(const std::vector<report::DriftFault>& faults,
                          std::vector<report::DriftColumn>& columns, drift::Verdict& overall);

}  // namespace mlpipe::commands
