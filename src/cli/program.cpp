// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

#include <CLI/CLI.hpp>

namespace mlpipe::cli {

Collectors declare_program(CLI::App& program, TypedGlobals& typed) {
  program.set_help_flag();
  program.allow_extras();
  program.fallthrough();
  declare_globals(program, typed);
  Collectors collectors;
  for (const auto& command : command_table()) {
    CLI::App* const subcommand = program.add_subcommand(command.name, command.summary);
    collectors[command.name] = command.declare(*subcommand);
  }
  program.require_subcommand(0, 1);
  return collectors;
}

}  // namespace mlpipe::cli
