// SPDX-License-Identifier: MIT
#include "cli/global_flags.hpp"

#include <array>

#include <CLI/CLI.hpp>

#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/model/booster.hpp"

#include "cli/command_table.hpp"

namespace mlpipe::cli {
namespace {

const std::array<std::string, 2> kLogFormats = {"text", "json"};
const std::array<std::string, 5> kLogLevels = {"trace", "debug", "info", "warn", "error"};

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

}  // namespace

void declare_globals(CLI::App& app, TypedGlobals& typed) {
  app.add_option("--config", typed.config,
                 "Settings of the pipeline (default: config/pipeline.json, if it exists)")
      ->type_name("FILE");
  app.add_flag("--json", typed.json, "Result as one JSON document on stdout, also on failure");
  app.add_option("--log-format", typed.log_format,
                 "Of stderr; json: one object a line (default: text)")
      ->type_name(one_of(kLogFormats));
  app.add_option("--log-level", typed.log_level, "From which level on stderr tells (default: info)")
      ->type_name(one_of(kLogLevels));
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

GlobalArgs global_args(const TypedGlobals& typed, const Variables& variables) {
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
    global.log_format = chosen<LogFormat>(format.name, lower(*format.text), kLogFormats);
  }
  if (typed.quiet && typed.log_level) {
    throw ConfigError("--quiet and --log-level contradict each other: give one of them");
  }
  const auto level = setting("--log-level", typed.log_level, "MLPIPE_LOG_LEVEL", variables);
  if (typed.quiet) {
    global.log_level = LogLevel::kWarn;
  } else if (level.text) {
    global.log_level = chosen<LogLevel>(level.name, lower(*level.text), kLogLevels);
  }
  global.tracking = setting("--tracking", typed.tracking, "MLPIPE_TRACKING", variables).text;
  global.json = typed.json;
  global.dry_run = typed.dry_run;
  global.print_config = typed.print_config;
  global.progress = !typed.no_progress && !typed.quiet && !on_dumb_terminal(variables);
  global.color = !variables("NO_COLOR") && !on_dumb_terminal(variables);
  return global;
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

}  // namespace mlpipe::cli
