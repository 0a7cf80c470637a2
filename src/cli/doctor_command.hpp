// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// `mlpipe doctor`: a table of checks; exit 1 if one of them is a problem.
[[nodiscard]] Outcome run_doctor_command(const commands::App& app, const DoctorArgs& args,
                                         const GlobalArgs& global);

}  // namespace mlpipe::cli
