// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/commands/notify.hpp"

#include "commands/step_results.hpp"

namespace mlpipe::commands {

/// Version in production after the job, as far as the documents say.
[[nodiscard]] std::string version_of(const StepResults& results);
/// And before it.
[[nodiscard]] std::string version_before(const StepResults& results);

/// One line with state and version: "mlpipe train: v1.3.0 is in production".
[[nodiscard]] std::string notice_title(NotifyJob job, notify::NoticeEvent event,
                                       const StepResults& results);

/// The sentence of the command that decided; empty if none did.
[[nodiscard]] std::string notice_headline(notify::NoticeEvent event, const StepResults& results);

/// Why: failed checks, the rules that chose a number, what drifted, what failed.
[[nodiscard]] std::vector<std::string> notice_reasons(notify::NoticeEvent event,
                                                      const StepResults& results);

/// What to type next; empty where nothing is to be done.
[[nodiscard]] std::string next_command(NotifyJob job, notify::NoticeEvent event,
                                       const StepResults& results);

}  // namespace mlpipe::commands
