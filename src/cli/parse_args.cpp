// SPDX-License-Identifier: MIT
#include "cli/parse_args.hpp"

#include <algorithm>
#include <vector>

#include <CLI/CLI.hpp>

#include "mlpipe/core/text.hpp"

#include "cli/command_table.hpp"
#include "cli/help.hpp"
#include "cli/program.hpp"

namespace mlpipe::cli {
namespace {

void add_flags(const WordDocs& words, std::vector<std::string>& names) {
  for (const auto& flag : words.flags) {
    names.push_back(flag.names.back());
  }
}

std::vector<std::string> flags_of(const CommandDocs& command) {
  std::vector<std::string> names;
  add_flags(command.own, names);
  for (const auto& action : command.actions) {
    add_flags(action, names);
  }
  return names;
}

/// Says what is wrong with a word that no flag and no command has taken.
/// @param name  of the command; may be empty
[[noreturn]] void refuse(const ProgramDocs& docs, const std::string& name,
                         const std::string& word) {
  const std::string help = "; see mlpipe " + (name.empty() ? "" : name + " ") + "--help";
  if (word.rfind('-', 0) != 0 || word == "-") {
    std::vector<std::string> known;
    for (const auto& command : docs.commands) {
      if (name.empty()) {
        known.push_back(command.own.name);
      } else if (command.own.name == name) {
        for (const auto& action : command.actions) {
          known.push_back(action.name);
        }
      }
    }
    throw ConfigError((name.empty() ? "unknown command " : "unexpected argument ") + quote(word) +
                      did_you_mean(word, known) + help);
  }
  const std::string flag = word.substr(0, word.find('='));
  std::vector<std::string> known;
  add_flags(docs.own, known);
  for (const auto& command : docs.commands) {
    const auto own = flags_of(command);
    if (std::find(own.begin(), own.end(), flag) != own.end()) {
      throw ConfigError(flag + " is a flag of mlpipe " + command.own.name +
                        ": write it after that command's name");
    }
    if (name.empty() || name == command.own.name) {
      known.insert(known.end(), own.begin(), own.end());
    }
  }
  throw ConfigError("unknown flag " + quote(flag) + did_you_mean(flag, known) + help);
}

}  // namespace

Parsed parse_args(std::span<const std::string> args, const Variables& variables) {
  if (args.empty()) {
    return Answer{short_help(), ExitCode::kUsage};
  }
  CLI::App program;
  TypedGlobals typed;
  const auto collectors = declare_program(program, typed);
  try {
    std::vector<std::string> reversed(args.rbegin(), args.rend());
    program.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    throw ConfigError(std::string(error.what()) + "; see mlpipe --help");
  }
  std::string chosen;
  for (const auto& command : command_table()) {
    chosen = program.got_subcommand(command.name) ? command.name : chosen;
  }
  const auto extras = program.remaining(true);
  if (!extras.empty()) {
    refuse(describe(program), chosen, extras.front());
  }
  if (typed.help) {
    return Answer{help_text(describe(program), chosen), ExitCode::kOk};
  }
  if (typed.version) {
    return VersionAsked{typed.json};
  }
  if (chosen.empty()) {
    throw ConfigError("no command given; see mlpipe --help");
  }
  return Invocation{chosen, global_args(typed, variables), collectors.at(chosen)()};
}

std::string command_in(std::span<const std::string> args) {
  for (const auto& command : command_table()) {
    if (std::find(args.begin(), args.end(), command.name) != args.end()) {
      return command.name;
    }
  }
  return "";
}

}  // namespace mlpipe::cli
