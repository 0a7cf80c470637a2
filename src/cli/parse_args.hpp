// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "mlpipe/core/error.hpp"

#include "cli/args.hpp"

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

/// An environment variable that is set and not empty.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// Pure: argv without the program's name to what was meant.
/// @throws ConfigError on an unknown command or flag (with the nearest one), a missing or bad value
[[nodiscard]] Parsed parse_args(std::span<const std::string> args, const Variables& variables);

/// How to tell that parse_args() failed: as much of the output flags as can be made out.
[[nodiscard]] GlobalArgs output_args(std::span<const std::string> args, const Variables& variables);

/// The command that args name, for messages; empty if none can be made out.
[[nodiscard]] std::string command_in(std::span<const std::string> args);

}  // namespace mlpipe::cli
