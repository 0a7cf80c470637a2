// SPDX-License-Identifier: MIT
#include "mlpipe/core/text.hpp"

#include "cli/completions.hpp"

namespace mlpipe::cli {
namespace {

constexpr const char* kHead = R"(# fish completion for mlpipe; made by: mlpipe completions fish

function __mlpipe_versions
    set -l typed (commandline -opc)
    set -l folder models
    if set -l at (contains -i -- --models-dir $typed)
        set folder $typed[(math $at + 1)]
    end
    command ls $folder/archive 2>/dev/null
end

complete -c mlpipe -f
)";

std::string value_part(const FlagDocs& flag) {
  switch (flag.kind) {
    case ValueKind::kNone:
      return "";
    case ValueKind::kFree:
      return " -x";
    case ValueKind::kFile:
      return " -r -F";
    case ValueKind::kFolder:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::kVersion:
      return flag.names.empty() ? " -a '(__mlpipe_versions)'"
                                : " -x -a 'production staging (__mlpipe_versions)'";
    case ValueKind::kWords:
      return (flag.names.empty() ? " -a " : " -x -a ") + shell_quoted(join(flag.words, " "), true);
  }
  return "";
}

/// @param where  " -n CONDITION", or nothing
std::string lines(const WordDocs& part, const std::string& where) {
  std::string out;
  for (const auto& flag : part.flags) {
    out += "complete -c mlpipe" + where;
    for (const auto& name : flag.names) {
      out += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    out += value_part(flag) + " -d " + shell_quoted(flag.text, true) + "\n";
  }
  if (!part.positionals.empty()) {
    out += "complete -c mlpipe" + where + value_part(part.positionals.front()) + "\n";
  }
  return out;
}

std::string offer(const WordDocs& entry, const std::string& where) {
  return "complete -c mlpipe" + where + " -a " + entry.name + " -d " +
         shell_quoted(entry.summary, true) + "\n";
}

std::string condition(const std::string& text) {
  return " -n " + shell_quoted(text, true);
}

}  // namespace

std::string fish_completions(const ProgramDocs& docs) {
  std::string out = kHead + lines(docs.own, "");
  for (const auto& command : docs.commands) {
    const std::string seen = "__fish_seen_subcommand_from " + command.own.name;
    out += "\n" + offer(command.own, condition("__fish_use_subcommand")) +
           lines(command.own, condition(seen));
    std::string actions;
    for (const auto& action : command.actions) {
      actions += " " + action.name;
    }
    for (const auto& action : command.actions) {
      out += offer(action, condition(seen + "; and not __fish_seen_subcommand_from" + actions)) +
             lines(action, condition(seen + "; and __fish_seen_subcommand_from " + action.name));
    }
  }
  return out;
}

}  // namespace mlpipe::cli
