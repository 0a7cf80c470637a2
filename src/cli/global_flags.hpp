// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "cli/args.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace mlpipe::cli {

/// An environment variable that is set and not empty.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// Flags of every command as typed, before their values are understood.
struct TypedGlobals {
  std::optional<std::string> config, log_format, log_level, threads, seed, tracking;
  bool json = false;
  bool quiet = false;
  bool dry_run = false;
  bool print_config = false;
  bool no_progress = false;
  bool version = false;
  bool help = false;
};

/// @param typed  outlives the parsing
void declare_globals(CLI::App& app, TypedGlobals& typed);

/// @throws ConfigError on a bad value
[[nodiscard]] GlobalArgs global_args(const TypedGlobals& typed, const Variables& variables);

/// How to tell that the arguments could not be parsed: as much of the output flags as can be made
/// out.
[[nodiscard]] GlobalArgs output_args(std::span<const std::string> args, const Variables& variables);

}  // namespace mlpipe::cli
