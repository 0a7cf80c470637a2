// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/drift.hpp"
#include "mlpipe/report/drift_report.hpp"

#include "commands/drift_check.hpp"
#include "commands/drift_windows.hpp"

namespace mlpipe::commands {

/// All that a check found, before anything is written.
struct DriftFindings {
  const DriftConfig& config;
  const DriftModel& model;
  const DriftReference& reference;
  const DriftCurrent& current;
  Timestamp now;
  const std::vector<SpanCheck>& checks;
  std::size_t main;  ///< the check that speaks for all
  const std::optional<SlidingCheck>& slid;
  const drift::History& history;  ///< this check the last
  const DriftOutcome& outcome;
  const std::vector<std::string>& reasons;  ///< why a new training is wanted, or is not
  const std::vector<std::string>& overdue;  ///< what is too old
};

/// What the reports tell. It holds pointers to the reference of the findings.
[[nodiscard]] report::DriftReport drift_report(const DriftFindings& found);

}  // namespace mlpipe::commands
