// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "mlpipe/core/text.hpp"

#include "cli/completions.hpp"

namespace mlpipe::cli {
namespace {

constexpr const char* kHead = R"(# bash completion for mlpipe; made by: mlpipe completions bash

# Each of these is told COMMAND/ACTION, and leaves what fits there in `kind` and `words`.
)";

constexpr const char* kTail = R"(
_mlpipe() {
  local current=${COMP_WORDS[COMP_CWORD]} command='' action='' flag='' models=models
  local kind='' words='' word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then
      continue # --flag=value comes as three words
    elif [[ -n $flag ]]; then
      [[ $flag == --models-dir ]] && models=$word
      flag=''
    elif [[ $word == -* ]]; then
      _mlpipe_value "$command/$action" "$word"
      [[ -n $kind ]] && flag=$word
    else
      _mlpipe_next "$command/$action"
      if [[ -z $command && " $words " == *" $word "* ]]; then
        command=$word
      elif [[ -z $action && $kind == actions && " $words " == *" $word "* ]]; then
        action=$word
      fi
    fi
  done
  [[ $current == '=' ]] && current=''
  if [[ -n $flag ]]; then
    _mlpipe_value "$command/$action" "$flag"
    [[ $kind == version ]] && words='production staging '
  elif [[ $current == -* ]]; then
    _mlpipe_flags "$command/$action"
  else
    _mlpipe_next "$command/$action"
  fi
  [[ $kind == version ]] && words+=$(command ls "$models/archive" 2>/dev/null)
  COMPREPLY=()
  case $kind in
    files) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    folder) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    words | actions | version) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
  esac
  [[ $kind == files || $kind == folder ]] && compopt -o filenames 2>/dev/null
  return 0
}

complete -F _mlpipe mlpipe
)";

/// "kind=words words='a b'"
std::string assigned(const FlagDocs& flag) {
  switch (flag.kind) {
    case ValueKind::kNone:
      return "";
    case ValueKind::kFree:
      return "kind=free";
    case ValueKind::kFile:
      return "kind=files";
    case ValueKind::kFolder:
      return "kind=folder";
    case ValueKind::kVersion:
      return "kind=version";
    case ValueKind::kWords:
      return "kind=words words=" + shell_quoted(join(flag.words, " "));
  }
  return "";
}

/// Calls a writer with each part of the program and the pattern of COMMAND/ACTION it is for.
template <class Write>
void each_part(const ProgramDocs& docs, const Write& write) {
  write(docs.own, std::string("*"));
  for (const auto& command : docs.commands) {
    write(command.own, command.own.name + "/*");
    for (const auto& action : command.actions) {
      write(action, command.own.name + "/" + action.name);
    }
  }
}

std::string value_function(const ProgramDocs& docs) {
  std::string out = "_mlpipe_value() {\n  kind='' words=''\n  case $1:$2 in\n";
  each_part(docs, [&](const WordDocs& part, const std::string& where) {
    for (const auto& flag : part.flags) {
      for (const auto& name : flag.names) {
        if (flag.kind != ValueKind::kNone) {
          out += fmt::format("    {}:{}) {} ;;\n", where, name, assigned(flag));
        }
      }
    }
  });
  return out + "  esac\n}\n\n";
}

std::string flags_function(const ProgramDocs& docs) {
  std::string out = "_mlpipe_flags() {\n  kind=words words=''\n";
  each_part(docs, [&](const WordDocs& part, const std::string& where) {
    std::string names;
    for (const auto& flag : part.flags) {
      names += " " + join(flag.names, " ");
    }
    if (!names.empty()) {
      out += fmt::format("  [[ $1 == {} ]] && words+={}\n", where, shell_quoted(names));
    }
  });
  return out + "  return 0\n}\n\n";
}

std::vector<std::string> names_of(const std::vector<WordDocs>& list) {
  std::vector<std::string> names;
  for (const auto& entry : list) {
    names.push_back(entry.name);
  }
  return names;
}

std::string next_function(const ProgramDocs& docs) {
  std::string out = "_mlpipe_next() {\n  kind='' words=''\n  case $1 in\n";
  std::vector<std::string> commands;
  for (const auto& command : docs.commands) {
    const std::string& name = command.own.name;
    commands.push_back(name);
    if (!command.actions.empty()) {
      out += fmt::format("    {}/) kind=actions words={} ;;\n", name,
                         shell_quoted(join(names_of(command.actions), " ")));
    } else if (!command.own.positionals.empty()) {
      out += fmt::format("    {}/) {} ;;\n", name, assigned(command.own.positionals.front()));
    }
    for (const auto& action : command.actions) {
      if (!action.positionals.empty()) {
        out += fmt::format("    {}/{}) {} ;;\n", name, action.name,
                           assigned(action.positionals.front()));
      }
    }
  }
  return out + fmt::format("    /) kind=words words={} ;;\n  esac\n}}\n",
                           shell_quoted(join(commands, " ")));
}

}  // namespace

std::string shell_quoted(const std::string& text, bool fish) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += fish ? "\\'" : "'\\''";
    } else if (c == '\\' && fish) {
      out += "\\\\";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string bash_completions(const ProgramDocs& docs) {
  return kHead + value_function(docs) + flags_function(docs) + next_function(docs) + kTail;
}

}  // namespace mlpipe::cli
