// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/command_facts.hpp"
#include "cli/command_table.hpp"

namespace mlpipe::cli {

constexpr const char* kPurpose = "the life of an XGBoost model on market time series";

/// What may stand in the place of a value; a completion offers it.
enum class ValueKind {
  kNone,  ///< a switch
  kFree,  ///< whatever: a number, a length, a name, a text
  kFile,  ///< also a URL, or -
  kFolder,
  kVersion,  ///< of the registry, or production, staging
  kWords,    ///< one of a closed set
};

struct FlagDocs {
  std::vector<std::string> names;  ///< "-h", "--help"; empty: a positional
  std::string value;               ///< "FILE|URL", "csv|jsonl"; empty: a switch
  ValueKind kind = ValueKind::kNone;
  std::vector<std::string> words;  ///< for kWords
  std::string text;
  bool repeats = false;  ///< may be given again
};

/// Flags and positionals of a command, of one of its actions, or of every command.
struct WordDocs {
  std::string name;
  std::string summary;
  std::vector<FlagDocs> positionals;
  std::vector<FlagDocs> flags;
};

struct CommandDocs {
  WordDocs own;
  std::vector<WordDocs> actions;
  std::vector<Example> examples;
  CommandFacts facts;
};

using TextRow = std::pair<std::string, std::string>;

/// All that help, completions, manual and pages say. Each of them is a writer of this.
struct ProgramDocs {
  WordDocs own;  ///< flags of every command
  std::vector<CommandDocs> commands;
  std::vector<TextRow> exit_codes;
  std::vector<TextRow> variables;
};

/// Walks over the tree of CLI11 and command_table().
[[nodiscard]] ProgramDocs describe(const CLI::App& program);
/// Likewise, of a program declared for this.
[[nodiscard]] ProgramDocs describe_program();

/// @throws ConfigError with the nearest name
[[nodiscard]] const CommandDocs& find_command(const ProgramDocs& docs, const std::string& name);

/// The rows of the exit codes that a command can give.
[[nodiscard]] std::vector<TextRow> exit_codes_of(const ProgramDocs& docs,
                                                 const CommandDocs& command);

/// "-h, --help", "--data FILE|URL", "V".
[[nodiscard]] std::string label_of(const FlagDocs& flag);
/// "[ACTION] [V] [FLAGS]", as far as there are any.
[[nodiscard]] std::string synopsis(const CommandDocs& command);

}  // namespace mlpipe::cli
