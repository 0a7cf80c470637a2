// SPDX-License-Identifier: MIT
#include "cli/parse_args.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <CLI/CLI.hpp>

#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/model/booster.hpp"

#include "cli/command_table.hpp"
#include "cli/help.hpp"

namespace mlpipe::cli {
namespace {

/// Flags as typed, before their values are understood.
struct TypedGlobals {
  std::optional<std::string> config, log_format, log_level, threads, seed, tracking;
  bool json = false;
  bool quiet = false;
  bool dry_run = false;
  bool print_config = false;
  bool no_progress = false;
  bool version = false;
  bool help = false;
};

const std::map<std::string, LogFormat> kLogFormats = {{"text", LogFormat::kText},
                                                      {"json", LogFormat::kJson}};
const std::map<std::string, LogLevel> kLogLevels = {{"trace", LogLevel::kTrace},
                                                    {"debug", LogLevel::kDebug},
                                                    {"info", LogLevel::kInfo},
                                                    {"warn", LogLevel::kWarn},
                                                    {"error", LogLevel::kError}};

void declare_globals(CLI::App& app, TypedGlobals& typed) {
  app.add_option("--config", typed.config,
                 "Settings of the pipeline (default: config/pipeline.json, if it exists)")
      ->type_name("FILE");
  app.add_flag("--json", typed.json, "Result as one JSON document on stdout, also on failure");
  app.add_option("--log-format", typed.log_format, "text (default), or json: one object a line")
      ->type_name("FORMAT");
  app.add_option("--log-level", typed.log_level, "trace, debug, info (default), warn or error")
      ->type_name("LEVEL");
  app.add_flag("--quiet", typed.quiet, "Warnings and errors only, and no progress");
  app.add_flag("--dry-run", typed.dry_run, "Check all, say what would be done, write nothing");
  app.add_flag("--print-config", typed.print_config,
               "Print the complete configuration as JSON, then stop");
  app.add_option("--threads", typed.threads, "CPUs to use (default: all this process may use)")
      ->type_name("N");
  app.add_option("--seed", typed.seed, "Seed of all random choices (default: the config's)")
      ->type_name("N");
  app.add_option("--tracking", typed.tracking,
                 "Where runs are recorded: a tracking server's URL, sqlite:///FILE, or off "
                 "(default: MLFLOW_TRACKING_URI, the config, else ./mlflow.db)")
      ->type_name("URI");
  app.add_flag("--no-progress", typed.no_progress, "No progress line on the terminal");
  app.add_flag("--version", typed.version, "Versions of mlpipe and its parts");
  app.add_flag("-h,--help", typed.help, "This text");
}

template <class Value>
Value choose(const std::string& name, const std::string& text,
             const std::map<std::string, Value>& choices) {
  const auto it = choices.find(lower(text));
  if (it != choices.end()) {
    return it->second;
  }
  std::vector<std::string> names;
  for (const auto& [known, value] : choices) {
    names.push_back(known);
  }
  throw ConfigError(name + ": " + quote(text) + " is not one of " + join(names, ", ") +
                    did_you_mean(text, names));
}

/// A flag, or else its environment variable, with the name to use in messages.
struct Setting {
  std::string name;
  std::optional<std::string> text;
};
Setting setting(const std::string& flag, const std::optional<std::string>& typed,
                const std::string& variable, const Variables& variables) {
  return typed ? Setting{flag, typed} : Setting{variable, variables(variable)};
}

bool on_dumb_terminal(const Variables& variables) {
  return variables("TERM") == "dumb";
}

GlobalArgs understand(const TypedGlobals& typed, const Variables& variables) {
  GlobalArgs global;
  global.config = setting("--config", typed.config, "MLPIPE_CONFIG", variables).text;
  const auto threads = setting("--threads", typed.threads, "MLPIPE_THREADS", variables);
  if (threads.text) {
    global.threads =
        static_cast<int>(parse_whole(threads.name, *threads.text, 1, model::kMostThreads));
  }
  if (typed.seed) {
    global.seed = parse_whole("--seed", *typed.seed, 0, commands::kLargestSeed);
  }
  const auto format = setting("--log-format", typed.log_format, "MLPIPE_LOG_FORMAT", variables);
  if (format.text) {
    global.log_format = choose(format.name, *format.text, kLogFormats);
  }
  if (typed.quiet && typed.log_level) {
    throw ConfigError("--quiet and --log-level contradict each other: give one of them");
  }
  const auto level = setting("--log-level", typed.log_level, "MLPIPE_LOG_LEVEL", variables);
  if (typed.quiet) {
    global.log_level = LogLevel::kWarn;
  } else if (level.text) {
    global.log_level = choose(level.name, *level.text, kLogLevels);
  }
  global.tracking = setting("--tracking", typed.tracking, "MLPIPE_TRACKING", variables).text;
  global.json = typed.json;
  global.dry_run = typed.dry_run;
  global.print_config = typed.print_config;
  global.progress = !typed.no_progress && !typed.quiet && !on_dumb_terminal(variables);
  global.color = !variables("NO_COLOR") && !on_dumb_terminal(variables);
  return global;
}

std::vector<std::string> long_flags(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  for (const CLI::App* action : app.get_subcommands([](const CLI::App*) { return true; })) {
    const auto own = long_flags(*action);
    names.insert(names.end(), own.begin(), own.end());
  }
  return names;
}

/// Says what is wrong with a word that no flag and no command has taken.
[[noreturn]] void refuse(const CLI::App& program, const Command* command, const std::string& word) {
  const std::string help =
      "; see mlpipe " + (command != nullptr ? std::string(command->name) + " " : "") + "--help";
  if (word.rfind('-', 0) != 0 || word == "-") {
    if (command != nullptr) {
      std::vector<std::string> actions;
      for (const CLI::App* action :
           program.get_subcommand(command->name)->get_subcommands([](const CLI::App*) {
             return true;
           })) {
        actions.push_back(action->get_name());
      }
      throw ConfigError("unexpected argument " + quote(word) + did_you_mean(word, actions) + help);
    }
    std::vector<std::string> names;
    for (const auto& known : command_table()) {
      names.emplace_back(known.name);
    }
    throw ConfigError("unknown command " + quote(word) + did_you_mean(word, names) + help);
  }
  const std::string flag = word.substr(0, word.find('='));
  auto known = long_flags(program);
  for (const auto& candidate : command_table()) {
    const auto own = long_flags(*program.get_subcommand(candidate.name));
    if (std::find(own.begin(), own.end(), flag) != own.end()) {
      throw ConfigError(flag + " is a flag of mlpipe " + candidate.name +
                        ": write it after that command's name");
    }
    if (command == nullptr || command == &candidate) {
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
  program.set_help_flag();
  program.allow_extras();
  program.fallthrough();
  TypedGlobals typed;
  declare_globals(program, typed);
  std::map<std::string, std::function<CommandArgs()>> collect;
  for (const auto& command : command_table()) {
    CLI::App* const subcommand = program.add_subcommand(command.name, command.summary);
    collect[command.name] = command.declare(*subcommand);
  }
  program.require_subcommand(0, 1);
  try {
    std::vector<std::string> reversed(args.rbegin(), args.rend());
    program.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    throw ConfigError(std::string(error.what()) + "; see mlpipe --help");
  }
  const Command* chosen = nullptr;
  for (const auto& command : command_table()) {
    chosen = program.got_subcommand(command.name) ? &command : chosen;
  }
  const auto extras = program.remaining(true);
  if (!extras.empty()) {
    refuse(program, chosen, extras.front());
  }
  if (typed.help) {
    return Answer{help_text(program, chosen), ExitCode::kOk};
  }
  if (typed.version) {
    return VersionAsked{typed.json};
  }
  if (chosen == nullptr) {
    throw ConfigError("no command given; see mlpipe --help");
  }
  return Invocation{chosen->name, understand(typed, variables), collect.at(chosen->name)()};
}

GlobalArgs output_args(std::span<const std::string> args, const Variables& variables) {
  GlobalArgs global;
  std::string format = variables("MLPIPE_LOG_FORMAT").value_or("");
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string& word = args[i];
    constexpr std::string_view kFormat = "--log-format";
    global.json = global.json || word == "--json";
    if (word == kFormat && i + 1 < args.size()) {
      format = args[i + 1];
    } else if (word.rfind(std::string(kFormat) + "=", 0) == 0) {
      format = word.substr(kFormat.size() + 1);
    }
  }
  global.log_format = lower(format) == "json" ? LogFormat::kJson : LogFormat::kText;
  global.color = !variables("NO_COLOR") && !on_dumb_terminal(variables);
  return global;
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
