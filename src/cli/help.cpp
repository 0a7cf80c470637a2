// SPDX-License-Identifier: MIT
#include "cli/help.hpp"

#include <sstream>

namespace mlpipe::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kTextColumn = 26;

const std::string kTitle = "mlpipe: " + std::string(kPurpose);

/// "  label   text", the text wrapped in its own column; a long label gets a line of its own.
std::string row(const std::string& label, const std::string& text, std::size_t column) {
  std::string out = "  " + label;
  std::size_t at = out.size();
  if (at + 2 > column) {
    out += "\n";
    at = 0;
  }
  std::istringstream words(text);
  bool first = true;
  for (std::string word; words >> word; first = false) {
    if (!first && at + 1 + word.size() > kWidth) {
      out += "\n";
      at = 0;
    } else if (!first) {
      out += " ";
      ++at;
    }
    if (at < column) {
      out += std::string(column - at, ' ');
      at = column;
    }
    out += word;
    at += word.size();
  }
  return out + "\n";
}

std::string flags(const std::string& title, const std::vector<FlagDocs>& list) {
  std::string out = "\n" + title + ":\n";
  for (const auto& flag : list) {
    out += row(label_of(flag), flag.text, kTextColumn);
  }
  return out;
}

/// The actions of a command, each with its own flags.
std::string actions(const CommandDocs& command) {
  std::string out;
  for (const auto& action : command.actions) {
    std::string usage = action.name;
    for (const auto& positional : action.positionals) {
      usage += " [" + positional.value + "]";
    }
    out += row(usage, action.summary, kTextColumn);
    for (const auto& flag : action.flags) {
      out += row("  " + label_of(flag), flag.text, kTextColumn);
    }
  }
  return out.empty() ? "" : "\nActions:\n" + out;
}

std::string examples(const std::vector<Example>& list) {
  std::string out = "\nExamples:\n";
  for (const auto& example : list) {
    out += "  " + std::string(example.line) + "\n" + row("", example.meaning, 6);
  }
  return out;
}

std::string rows(const std::string& title, const std::vector<TextRow>& list, std::size_t column) {
  std::string out = "\n" + title + ":\n";
  for (const auto& [label, text] : list) {
    out += row(label, text, column);
  }
  return out;
}

std::string command_list() {
  std::string out = "\nCommands:\n";
  for (const auto& command : command_table()) {
    out += row(command.name, command.summary, 15);
  }
  return out;
}

}  // namespace

std::string help_text(const ProgramDocs& docs, const std::string& name) {
  std::string out;
  auto exit_codes = docs.exit_codes;
  if (name.empty()) {
    out = kTitle + "\n";
    out += examples({command_table()[0].examples[0],
                     command_table()[0].examples[1],
                     {"mlpipe train --help", "All about one command."}});
    out += "\nUsage:\n  mlpipe COMMAND [FLAGS]\n" + command_list();
  } else {
    const CommandDocs& command = find_command(docs, name);
    exit_codes = exit_codes_of(docs, command);
    auto own = command.own.positionals;
    own.insert(own.end(), command.own.flags.begin(), command.own.flags.end());
    out = "mlpipe " + name + ": " + command.own.summary + "\n" + examples(command.examples) +
          "\nUsage:\n  mlpipe " + name + " " + synopsis(command) + "\n" + actions(command) +
          (own.empty() ? "" : flags("Flags", own));
  }
  out += flags("Flags of every command, before or after its name", docs.own.flags);
  out += rows("Exit codes", exit_codes, 12);
  out += rows("Environment (a flag wins over it, it wins over the config)", docs.variables, 22);
  return out + "\nstdout carries the result, stderr logs and progress.\n";
}

std::string short_help() {
  std::string out = kTitle + "\n";
  out += examples({command_table()[0].examples[0], command_table()[0].examples[1]});
  out += command_list();
  return out + "\nmlpipe --help shows everything, mlpipe COMMAND --help one command.\n";
}

}  // namespace mlpipe::cli
