// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "mlpipe/report/drift_report.hpp"

#include "commands/drift_sides.hpp"

namespace mlpipe::commands {

/// Log loss and ROC AUC of rows that the model has not learnt from and whose labels are known,
/// beside those of its own walk-forward. Two classes alone; empty where fewer than 20 rows count.
[[nodiscard]] std::optional<report::DriftPerformance> drift_performance(
    const DriftModel& model, const ScoringData& data, const PredictionColumn& predictions,
    data::RowRange rows);

}  // namespace mlpipe::commands
