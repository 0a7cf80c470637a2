// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/command_table.hpp"

namespace mlpipe::cli {

/// Examples first, then flags, exit codes and environment; at most 80 columns.
/// @param command  its subcommand's help; null: the program's
[[nodiscard]] std::string help_text(const CLI::App& program, const Command* command);

/// Ten lines for a call without arguments.
[[nodiscard]] std::string short_help();

}  // namespace mlpipe::cli
