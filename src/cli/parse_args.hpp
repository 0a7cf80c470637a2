// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <variant>

#include "mlpipe/core/error.hpp"

#include "cli/args.hpp"
#include "cli/global_flags.hpp"

namespace mlpipe::cli {

/// Text to print instead of running a command: help.
struct Answer {
  std::string text;
  ExitCode exit_code = ExitCode::kOk;  ///< kUsage: for stderr
};
struct VersionAsked {
  bool json = false;
};
using Parsed = std::variant<Invocation, Answer, VersionAsked>;

/// Pure: argv without the program's name to what was meant.
/// @throws ConfigError on an unknown command or flag (with the nearest one), a missing or bad value
[[nodiscard]] Parsed parse_args(std::span<const std::string> args, const Variables& variables);

/// The command that args name, for messages; empty if none can be made out.
[[nodiscard]] std::string command_in(std::span<const std::string> args);

}  // namespace mlpipe::cli
