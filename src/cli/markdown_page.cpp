// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "mlpipe/core/text.hpp"

#include "cli/manual.hpp"
#include "cli/page_text.hpp"
#include "cli/settings_page.hpp"

namespace mlpipe::cli {
namespace {

/// "Folder of the models (default: models)" -> the text before it, and the default.
std::pair<std::string, std::string> split_default(const std::string& text) {
  constexpr std::string_view kOpening = " (default: ";
  const auto at = text.find(kOpening);
  const auto end = text.find(')', at == std::string::npos ? 0 : at);
  if (at == std::string::npos || end == std::string::npos) {
    return {text, ""};
  }
  return {text.substr(0, at) + text.substr(end + 1),
          text.substr(at + kOpening.size(), end - at - kOpening.size())};
}

std::string flag_table(const std::vector<FlagDocs>& flags) {
  if (flags.empty()) {
    return "";
  }
  std::string out = "\n| flag | value | default | |\n| --- | --- | --- | --- |\n";
  for (const auto& flag : flags) {
    const auto [text, fallback] = split_default(flag.text);
    const std::string none = flag.kind == ValueKind::kNone ? "off" : "none";
    out += fmt::format("| {} | {} | {} | {} |\n", markdown_code(join(flag.names, ", ")),
                       markdown_code(flag.value), markdown_cell(fallback.empty() ? none : fallback),
                       markdown_cell(text));
  }
  return out;
}

std::string action_sections(const CommandDocs& command) {
  std::string out = command.actions.empty() ? "" : "\n## Actions\n";
  for (const auto& action : command.actions) {
    std::string usage = "mlpipe " + command.own.name + " " + action.name;
    for (const auto& positional : action.positionals) {
      usage += " [" + positional.value + "]";
    }
    out += "\n### `" + usage + "`\n\n" + action.summary + ".\n" + flag_table(action.flags);
  }
  return out;
}

std::string list(const std::string& title, const std::vector<TextRow>& rows) {
  std::string out = rows.empty() ? "" : "\n## " + title + "\n\n";
  for (const auto& [label, text] : rows) {
    out += "- " + markdown_code(label) + " " + text + "\n";
  }
  return out;
}

std::string command_page(const ProgramDocs& docs, const CommandDocs& command) {
  std::string out =
      markdown_origin() +
      fmt::format("# mlpipe {}\n\n{}.\n\n```\nmlpipe {} {}\n```\n\n## Examples\n", command.own.name,
                  command.own.summary, command.own.name, synopsis(command));
  for (const auto& example : command.examples) {
    out += fmt::format("\n{}\n\n```console\n$ {}\n```\n", example.meaning, example.line);
  }
  out += action_sections(command);
  for (const auto& positional : command.own.positionals) {
    out += fmt::format("\n## `{}`\n\n{}.\n", positional.value, positional.text);
  }
  if (!command.own.flags.empty()) {
    out += "\n## Flags\n" + flag_table(command.own.flags);
  }
  out += "\nFlags of every command: [README.md](README.md#flags-of-every-command)\n";
  out += list("Exit codes", exit_codes_of(docs, command));
  out += list("Reads", command.facts.reads) + list("Writes", command.facts.writes);
  out += command.facts.topics.empty() ? "" : "\n## More\n\n";
  for (const auto& topic : command.facts.topics) {
    out += fmt::format("- [{}](../../{})\n", topic, topic);
  }
  return out;
}

std::string index_page(const ProgramDocs& docs) {
  std::string out = markdown_origin() + "# Commands\n\n| command | |\n| --- | --- |\n";
  for (const auto& command : docs.commands) {
    out += fmt::format("| [`mlpipe {}`]({}.md) | {} |\n", command.own.name, command.own.name,
                       markdown_cell(command.own.summary));
  }
  out += "\n## Flags of every command\n\nBefore or after its name.\n" + flag_table(docs.own.flags);
  out += list("Exit codes", docs.exit_codes);
  out += list("Environment", docs.variables) +
         "\nA flag wins over the environment, which wins over the configuration.\n";
  return out +
         "\n## Completions and manual\n\n```console\n"
         "$ mlpipe completions bash >~/.local/share/bash-completion/completions/mlpipe\n"
         "$ mlpipe completions zsh >~/.zfunc/_mlpipe       # with fpath+=~/.zfunc before compinit\n"
         "$ mlpipe completions fish >~/.config/fish/completions/mlpipe.fish\n"
         "$ mlpipe man train | man -l -\n```\n";
}

}  // namespace

std::string markdown_page(const ProgramDocs& docs, const std::string& name) {
  return name.empty()             ? index_page(docs)
         : name == kSettingsTopic ? settings_markdown()
                                  : command_page(docs, find_command(docs, name));
}

}  // namespace mlpipe::cli
