// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "mlpipe/core/text.hpp"

#include "cli/completions.hpp"

namespace mlpipe::cli {
namespace {

constexpr const char* kHead = R"zsh(#compdef mlpipe
# zsh completion for mlpipe; made by: mlpipe completions zsh

_mlpipe_versions() {
  local folder=${opt_args[--models-dir]:-models}
  local -a versions
  versions=(${(f)"$(command ls $folder/archive 2>/dev/null)"})
  compadd "$@" -a versions
}

_mlpipe_models() {
  compadd "$@" production staging
  _mlpipe_versions "$@"
}

)zsh";

/// In a specification of _arguments.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out;
}

/// ":FILE:_files"
std::string value_part(const FlagDocs& flag) {
  const std::string message = ":" + escaped(flag.kind == ValueKind::kWords ? "" : flag.value);
  switch (flag.kind) {
    case ValueKind::kNone:
      return "";
    case ValueKind::kFree:
      return message + ": ";
    case ValueKind::kFile:
      return message + ":_files";
    case ValueKind::kFolder:
      return message + ":_files -/";
    case ValueKind::kVersion:
      return message + (flag.names.empty() ? ":_mlpipe_versions" : ":_mlpipe_models");
    case ValueKind::kWords:
      return message + " :(" + join(flag.words, " ") + ")";
  }
  return "";
}

std::string specifications(const WordDocs& part, const std::string& indent) {
  std::string out;
  for (const auto& flag : part.flags) {
    for (const auto& name : flag.names) {
      const bool takes_value = flag.kind != ValueKind::kNone;
      out += indent +
             shell_quoted((flag.repeats ? "*" : "") + name + (takes_value ? "=" : "") + "[" +
                          escaped(flag.text) + "]" + value_part(flag)) +
             "\n";
    }
  }
  return out;
}

std::string positionals(const WordDocs& part) {
  std::string out;
  for (std::size_t i = 0; i < part.positionals.size(); ++i) {
    out += " " + shell_quoted(std::to_string(i + 1) + value_part(part.positionals[i]));
  }
  return out;
}

/// "'name:summary'" for _describe, one a line.
std::string described(const WordDocs& entry) {
  return "    " + shell_quoted(escaped(entry.name) + ":" + entry.summary) + "\n";
}

std::string command_function(const CommandDocs& command) {
  std::string out = fmt::format("_mlpipe_{}() {{\n  local -a own\n  own=(\n{}  )\n",
                                command.own.name, specifications(command.own, "    "));
  if (command.actions.empty()) {
    return out + fmt::format("  _arguments $every $own{}\n}}\n\n", positionals(command.own));
  }
  out += "  local curcontext=$curcontext state line ret=1\n  local -a actions more\n  actions=(\n";
  for (const auto& action : command.actions) {
    out += described(action);
  }
  out +=
      "  )\n  _arguments -C $every $own '1: :->action' '*:: :->argument' && ret=0\n"
      "  case $state in\n    action) _describe action actions && ret=0 ;;\n    argument)\n"
      "      case $line[1] in\n";
  for (const auto& action : command.actions) {
    out += fmt::format(
        "        {})\n          more=(\n{}          )\n"
        "          _arguments $every $own $more{} && ret=0\n          ;;\n",
        action.name, specifications(action, "            "), positionals(action));
  }
  return out + "      esac\n      ;;\n  esac\n  return ret\n}\n\n";
}

}  // namespace

std::string zsh_completions(const ProgramDocs& docs) {
  std::string out = kHead;
  for (const auto& command : docs.commands) {
    out += command_function(command);
  }
  out += fmt::format(
      "_mlpipe() {{\n  local curcontext=$curcontext state line ret=1\n  local -a every commands\n"
      "  every=(\n{}  )\n  commands=(\n",
      specifications(docs.own, "    "));
  for (const auto& command : docs.commands) {
    out += described(command.own);
  }
  return out +
         "  )\n  _arguments -C $every '1: :->command' '*:: :->argument' && ret=0\n"
         "  case $state in\n    command) _describe command commands && ret=0 ;;\n    argument)\n"
         "      (( $+functions[_mlpipe_$line[1]] )) && _mlpipe_$line[1] && ret=0\n      ;;\n"
         "  esac\n  return ret\n}\n\n_mlpipe \"$@\"\n";
}

}  // namespace mlpipe::cli
