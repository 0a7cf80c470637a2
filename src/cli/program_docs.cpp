// SPDX-License-Identifier: MIT
#include "cli/program_docs.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include <CLI/CLI.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/metrics/metric.hpp"

#include "cli/program.hpp"
#include "cli/settings_page.hpp"

namespace mlpipe::cli {
namespace {

const std::vector<TextRow> kExitCodes = {
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
};

const std::vector<TextRow> kVariables = {
    {"MLPIPE_CONFIG", "like --config"},       {"MLPIPE_LOG_FORMAT", "like --log-format"},
    {"MLPIPE_LOG_LEVEL", "like --log-level"}, {"MLPIPE_THREADS", "like --threads"},
    {"MLPIPE_TRACKING", "like --tracking"},   {"NO_COLOR", "no colours, if not empty"},
};

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const auto& metric : metrics::all_metrics()) {
    names.emplace_back(metric.name);
  }
  return names;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& command : command_table()) {
    names.emplace_back(command.name);
  }
  return names;
}

/// Names of types are capitals; a closed set is spelled out: "csv|jsonl".
bool spells_words(const std::string& type) {
  return type.find('|') != std::string::npos &&
         std::all_of(type.begin(), type.end(),
                     [](unsigned char c) { return std::isupper(c) == 0; });
}

std::vector<std::string> split_words(const std::string& type) {
  std::vector<std::string> words;
  std::istringstream text(type);
  for (std::string word; std::getline(text, word, '|');) {
    words.push_back(word);
  }
  return words;
}

void describe_value(const std::string& type, FlagDocs& out) {
  out.value = type;
  if (spells_words(type)) {
    out.kind = ValueKind::kWords;
    out.words = split_words(type);
  } else if (type == "METRIC") {
    out.kind = ValueKind::kWords;
    out.words = metric_names();
  } else if (type == "COMMAND") {
    out.kind = ValueKind::kWords;
    out.words = command_names();
    out.words.emplace_back(kSettingsTopic);
  } else if (type == "FILE" || type == "FILE|URL") {
    out.kind = ValueKind::kFile;
  } else if (type == "DIR") {
    out.kind = ValueKind::kFolder;
  } else if (type == "V" || type == "A" || type == "B") {
    out.kind = ValueKind::kVersion;
  } else {
    out.kind = ValueKind::kFree;
  }
}

WordDocs describe_words(const CLI::App& app) {
  WordDocs out;
  out.name = app.get_name();
  out.summary = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    FlagDocs flag;
    for (const auto& name : option->get_snames()) {
      flag.names.push_back("-" + name);
    }
    for (const auto& name : option->get_lnames()) {
      flag.names.push_back("--" + name);
    }
    flag.text = option->get_description();
    flag.repeats = option->get_expected_max() > 1;
    if (option->get_expected_max() > 0) {
      describe_value(option->get_type_name(), flag);
    }
    if (option->get_positional()) {
      flag.names.clear();
    }
    (option->get_positional() ? out.positionals : out.flags).push_back(flag);
  }
  return out;
}

}  // namespace

ProgramDocs describe(const CLI::App& program) {
  ProgramDocs docs{describe_words(program), {}, kExitCodes, kVariables};
  for (const auto& command : command_table()) {
    const CLI::App& own = *program.get_subcommand(command.name);
    CommandDocs entry{describe_words(own), {}, command.examples, facts_of(command.name)};
    for (const CLI::App* action : own.get_subcommands([](const CLI::App*) { return true; })) {
      entry.actions.push_back(describe_words(*action));
    }
    docs.commands.push_back(std::move(entry));
  }
  return docs;
}

ProgramDocs describe_program() {
  CLI::App program;
  TypedGlobals typed;
  (void)declare_program(program, typed);
  return describe(program);
}

const CommandDocs& find_command(const ProgramDocs& docs, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& command : docs.commands) {
    if (command.own.name == name) {
      return command;
    }
    names.push_back(command.own.name);
  }
  throw ConfigError("unknown command " + quote(name) + did_you_mean(name, names));
}

std::vector<TextRow> exit_codes_of(const ProgramDocs& docs, const CommandDocs& command) {
  const auto& given = command.facts.exit_codes;
  std::vector<TextRow> rows;
  for (const auto& row : docs.exit_codes) {
    const std::string first = row.first.substr(0, row.first.find(','));
    if (std::find(given.begin(), given.end(), std::stoi(first)) != given.end()) {
      rows.push_back(row);
    }
  }
  return rows;
}

std::string label_of(const FlagDocs& flag) {
  const std::string names = join(flag.names, ", ");
  return names + (names.empty() || flag.value.empty() ? "" : " ") + flag.value;
}

std::string synopsis(const CommandDocs& command) {
  std::string out = command.actions.empty() ? "" : "[ACTION] ";
  for (const auto& positional : command.own.positionals) {
    out += "[" + positional.value + "] ";
  }
  return out + "[FLAGS]";
}

}  // namespace mlpipe::cli
