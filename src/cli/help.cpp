// SPDX-License-Identifier: MIT
#include "cli/help.hpp"

#include <array>
#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>

#include "mlpipe/core/text.hpp"

namespace mlpipe::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kTextColumn = 26;

constexpr const char* kTitle = "mlpipe: the life of an XGBoost model on market time series";

using Row = std::pair<const char*, const char*>;

constexpr std::array<Row, 13> kExitCodes = {{
    {"0", "done; PROMOTE; no drift"},
    {"1", "an error of the machine, or a bug"},
    {"2", "wrong use or configuration; nothing was done"},
    {"3", "REJECT"},
    {"4", "INCONCLUSIVE"},
    {"5", "drift at or above --fail-on"},
    {"6", "the input data cannot be used"},
    {"7", "busy: another process holds the lock"},
    {"8", "not found"},
    {"9", "a stored model is damaged"},
    {"10", "switched, but not confirmed on disk"},
    {"11", "notification failed (--notify-strict)"},
    {"130, 143", "ended by SIGINT, SIGTERM"},
}};

constexpr std::array<Row, 5> kVariables = {{
    {"MLPIPE_CONFIG", "like --config"},
    {"MLPIPE_LOG_FORMAT", "like --log-format"},
    {"MLPIPE_LOG_LEVEL", "like --log-level"},
    {"MLPIPE_THREADS", "like --threads"},
    {"NO_COLOR", "no colours, if not empty"},
}};

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

std::string label_of(const CLI::Option& option) {
  if (option.get_positional()) {
    return option.get_type_name();
  }
  std::string label;
  for (const auto& name : option.get_snames()) {
    label += "-" + name + ", ";
  }
  label += "--" + option.get_lnames().at(0);
  return option.get_expected_max() == 0 ? label : label + " " + option.get_type_name();
}

std::string flags(const std::string& title, const CLI::App& app) {
  std::string out = "\n" + title + ":\n";
  for (const CLI::Option* option : app.get_options()) {
    out += row(label_of(*option), option->get_description(), kTextColumn);
  }
  return out;
}

/// The actions of a command, each with its own flags.
std::string actions(const CLI::App& command) {
  std::string out;
  for (const CLI::App* action : command.get_subcommands([](const CLI::App*) { return true; })) {
    std::string usage = action->get_name();
    std::string own;
    for (const CLI::Option* option : action->get_options()) {
      if (option->get_positional()) {
        usage += " [" + option->get_type_name() + "]";
      } else {
        own += row("  " + label_of(*option), option->get_description(), kTextColumn);
      }
    }
    out += row(usage, action->get_description(), kTextColumn) + own;
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

template <std::size_t kCount>
std::string rows(const std::string& title, const std::array<Row, kCount>& list,
                 std::size_t column) {
  std::string out = "\n" + title + ":\n";
  for (const auto& [label, text] : list) {
    out += row(label, text, column);
  }
  return out;
}

std::string command_list() {
  std::string out = "\nCommands:\n";
  for (const auto& command : command_table()) {
    out += row(command.name, command.summary, 14);
  }
  return out;
}

}  // namespace

std::string help_text(const CLI::App& program, const Command* command) {
  std::string out;
  if (command == nullptr) {
    out = std::string(kTitle) + "\n";
    out += examples({command_table()[0].examples[0],
                     command_table()[0].examples[1],
                     {"mlpipe train --help", "All about one command."}});
    out += "\nUsage:\n  mlpipe COMMAND [FLAGS]\n" + command_list();
  } else {
    out = "mlpipe " + std::string(command->name) + ": " + command->summary + "\n";
    out += examples(command->examples);
    const CLI::App& own = *program.get_subcommand(command->name);
    const std::string list = actions(own);
    out += "\nUsage:\n  mlpipe " + std::string(command->name) +
           (list.empty() ? " [FLAGS]\n" : " [ACTION] [FLAGS]\n") + list;
    out += flags("Flags", own);
  }
  out += flags("Flags of every command, before or after its name", program);
  out += rows("Exit codes", kExitCodes, 12);
  out += rows("Environment (a flag wins over it, it wins over the config)", kVariables, 22);
  return out + "\nstdout carries the result, stderr logs and progress.\n";
}

std::string short_help() {
  std::string out = std::string(kTitle) + "\n";
  out += examples({command_table()[0].examples[0], command_table()[0].examples[1]});
  out += command_list();
  return out + "\nmlpipe --help shows everything, mlpipe COMMAND --help one command.\n";
}

}  // namespace mlpipe::cli
