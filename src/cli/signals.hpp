// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/interrupt.hpp"

namespace mlpipe::cli {

/// SIGINT and SIGTERM set the returned flag, which lives as long as the process; the same signal a
/// second time kills at once. A signal that was ignored at the start (nohup, a shell's background
/// job) stays so. Broken pipes and file size limits become errors of write() instead of signals.
const StopFlag& install_signal_handlers();

[[nodiscard]] std::string signal_name(int signal);

/// Ends the process by the signal, as if it had never been caught: a shell sees 128 + signal and
/// knows to stop its script.
[[noreturn]] void die_of_signal(int signal);

}  // namespace mlpipe::cli
