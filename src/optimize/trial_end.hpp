// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/core/time.hpp"
#include "mlpipe/optimize/shared_study.hpp"

namespace mlpipe::optimize {

/// A running trial as it is after its end. A complete one without a finite value has failed; a
/// pruned one has the value of its last report, as with Optuna.
[[nodiscard]] Trial ended(const Trial& trial, const TrialEnd& end, Timestamp now);

/// The trial with its twin's values, reports, constraints and the attributes that mlpipe wrote.
[[nodiscard]] Trial ended_as(const Trial& trial, const Trial& twin, Timestamp now);

}  // namespace mlpipe::optimize
