// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "commands/drift_check.hpp"

namespace mlpipe::commands {

/// Windows of one length over all current rows.
struct SlidingCheck {
  std::vector<report::DriftWindow> windows;  ///< oldest first
  /// [n_monitored] first row of the window from which on the feature is off until the end
  std::vector<std::optional<Timestamp>> since;
};

/// Each column is put in bins once, a window costs a subtraction a bin.
[[nodiscard]] SlidingCheck slide(const DriftSides& sides, const Duration& length,
                                 const Duration& step);

}  // namespace mlpipe::commands
