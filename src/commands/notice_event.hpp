// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/notify.hpp"

#include "commands/step_results.hpp"

namespace mlpipe::commands {

/// What became of the job, by its outcome and what its commands said.
[[nodiscard]] notify::NoticeEvent event_of(NotifyJob job, JobOutcome outcome,
                                           const StepResults& results);

}  // namespace mlpipe::commands
