// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/program_docs.hpp"

namespace mlpipe::cli {

/// Examples first, then flags, exit codes and environment; at most 80 columns.
/// @param name  of a command, for its help; empty: the program's
[[nodiscard]] std::string help_text(const ProgramDocs& docs, const std::string& name);

/// Ten lines for a call without arguments.
[[nodiscard]] std::string short_help();

}  // namespace mlpipe::cli
