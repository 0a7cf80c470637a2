// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/report/validation_report.hpp"

#include "commands/validate_judge.hpp"

namespace mlpipe::commands {

[[nodiscard]] report::ValidationReport validation_report(const Judgement& judgement,
                                                         const ValidateConfig& config);

}  // namespace mlpipe::commands
