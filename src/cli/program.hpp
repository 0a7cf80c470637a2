// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>

#include "cli/command_table.hpp"
#include "cli/global_flags.hpp"

namespace mlpipe::cli {

/// By command: gives its arguments once the program has parsed argv.
using Collectors = std::map<std::string, std::function<CommandArgs()>>;

/// Declares all that may be typed. Parsing, help, completions and manual see this one tree.
/// @param typed  outlives the program
[[nodiscard]] Collectors declare_program(CLI::App& program, TypedGlobals& typed);

}  // namespace mlpipe::cli
