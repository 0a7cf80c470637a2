// SPDX-License-Identifier: MIT
#include "cli/manual.hpp"

#include <cctype>

#include "cli/page_text.hpp"
#include "cli/settings_page.hpp"

namespace mlpipe::cli {
namespace {

std::string upper(std::string text) {
  for (char& c : text) {
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return text;
}

std::string flag_entries(const std::vector<FlagDocs>& flags) {
  std::string out;
  for (const auto& flag : flags) {
    std::string label;
    for (const auto& name : flag.names) {
      label += (label.empty() ? "" : ", ") + roff_bold(name);
    }
    label += (label.empty() || flag.value.empty() ? "" : " ") + roff_italic(flag.value);
    out += roff_entry(label, flag.text.empty() ? "A version" : flag.text);
  }
  return out;
}

std::string action_entries(const CommandDocs& command) {
  std::string out;
  for (const auto& action : command.actions) {
    std::string label = roff_bold(action.name);
    for (const auto& positional : action.positionals) {
      label += " [" + roff_italic(positional.value) + "]";
    }
    out += roff_entry(label, action.summary);
    if (!action.flags.empty()) {
      out += ".RS\n" + flag_entries(action.flags) + ".RE\n";
    }
  }
  return out;
}

std::string usage(const CommandDocs& command) {
  return roff_bold("mlpipe " + command.own.name) + " " + roff_text(synopsis(command));
}

std::string example_entries(const CommandDocs& command) {
  std::string out;
  for (const auto& example : command.examples) {
    out += roff_entry("\\fB" + roff_text(example.line) + "\\fR", example.meaning);
  }
  return out;
}

std::string rows(const std::string& title, const std::vector<TextRow>& list) {
  std::string out = list.empty() ? "" : ".SH " + title + "\n";
  for (const auto& [label, text] : list) {
    out += roff_entry(roff_bold(label), text);
  }
  return out;
}

/// Usage, actions and flags of a command, under headings of the given macro.
std::string body(const CommandDocs& command, const std::string& macro) {
  const std::string actions = action_entries(command);
  const std::string flags = flag_entries(command.own.positionals) + flag_entries(command.own.flags);
  return (actions.empty() ? "" : macro + "Actions\n" + actions) +
         (flags.empty() ? "" : macro + "Flags\n" + flags);
}

std::string program_page(const ProgramDocs& docs) {
  std::string out = roff_header("MLPIPE", 1) + ".SH NAME\nmlpipe \\- " + roff_text(kPurpose) +
                    "\n.SH SYNOPSIS\n" + roff_bold("mlpipe") +
                    " COMMAND [FLAGS]\n.SH DESCRIPTION\n";
  out +=
      "stdout carries the result, stderr logs and progress. With \\fB\\-\\-json\\fR the result is "
      "one JSON document.\n.SH COMMANDS\n";
  for (const auto& command : docs.commands) {
    out += ".SS " + usage(command) + "\n" + roff_text(command.own.summary) + ".\n" +
           flag_entries(command.own.positionals) + action_entries(command) +
           flag_entries(command.own.flags);
  }
  out += ".SH FLAGS OF EVERY COMMAND\nBefore or after its name.\n" + flag_entries(docs.own.flags);
  out += rows("EXIT STATUS", docs.exit_codes) + rows("ENVIRONMENT", docs.variables);
  out += ".SH EXAMPLES\n";
  for (const auto& command : docs.commands) {
    out += example_entries(command);
  }
  return out;
}

std::string command_page(const ProgramDocs& docs, const CommandDocs& command) {
  const std::string& name = command.own.name;
  std::string out = roff_header("MLPIPE-" + upper(name), 1) + ".SH NAME\nmlpipe\\-" +
                    roff_text(name) + " \\- " + roff_text(command.own.summary) +
                    "\n.SH SYNOPSIS\n" + usage(command) + "\n.SH EXAMPLES\n" +
                    example_entries(command) + body(command, ".SH ");
  out += ".SH FLAGS OF EVERY COMMAND\nBefore or after its name.\n" + flag_entries(docs.own.flags);
  out += rows("EXIT STATUS", exit_codes_of(docs, command));
  out += rows("FILES READ", {command.facts.reads.begin(), command.facts.reads.end()});
  out += rows("FILES WRITTEN", {command.facts.writes.begin(), command.facts.writes.end()});
  return out + rows("ENVIRONMENT", docs.variables) +
         ".SH SEE ALSO\n.BR mlpipe (1),\n.BR mlpipe\\-config (5)\n";
}

}  // namespace

std::string manual_page(const ProgramDocs& docs, const std::string& name) {
  return name.empty()             ? program_page(docs)
         : name == kSettingsTopic ? settings_manual()
                                  : command_page(docs, find_command(docs, name));
}

}  // namespace mlpipe::cli
