// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "mlpipe/report/validation_report.hpp"

#include "commands/validate_pair.hpp"

namespace mlpipe::commands {

/// Refits of the candidate, and what production's did on the same bars.
[[nodiscard]] std::vector<report::JudgedPart> fold_parts(const Pairing& pairing);

/// Calendar months of the scored bars, UTC.
[[nodiscard]] std::vector<report::JudgedPart> month_parts(const Pairing& pairing);

/// Symbols of a panel; empty for a single series.
[[nodiscard]] std::vector<report::JudgedPart> symbol_parts(const Pairing& pairing);

}  // namespace mlpipe::commands
