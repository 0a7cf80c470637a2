// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/args.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace mlpipe::cli {

struct Example {
  const char* line;     ///< what to type
  const char* meaning;  ///< what it does, one sentence
};

/// One subcommand. To add one: an alternative of CommandArgs, a function that declares its flags,
/// a row in command_table().
struct Command {
  const char* name;
  const char* summary;
  std::vector<Example> examples;
  /// Declares the flags; what it returns gives the arguments once argv has been parsed.
  std::function<CommandArgs()> (*declare)(CLI::App& app);
};

[[nodiscard]] const std::vector<Command>& command_table();

/// A whole number within [low, high] of a flag or variable.
/// @throws ConfigError naming it
[[nodiscard]] std::uint64_t parse_whole(const std::string& name, const std::string& text,
                                        std::uint64_t low, std::uint64_t high);

/// A length of time, or of bars, of a flag; not 0. @throws ConfigError naming it
[[nodiscard]] Duration parse_length(const std::string& name, const std::string& text);

}  // namespace mlpipe::cli
