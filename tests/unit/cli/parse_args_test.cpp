// SPDX-License-Identifier: MIT
#include "cli/parse_args.hpp"

#include <map>
#include <string>
#include <vector>

#include "mlpipe/core/error.hpp"

#include "cli/command_table.hpp"
#include "cli/config_file.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;
using namespace mlpipe::cli;

namespace {

using Words = std::vector<std::string>;
using Settings = std::map<std::string, std::string>;

Variables from(const Settings& settings) {
  return [settings](const std::string& name) -> std::optional<std::string> {
    const auto it = settings.find(name);
    return it == settings.end() ? std::nullopt : std::optional(it->second);
  };
}

Invocation parsed(const Words& words, const Settings& settings = {}) {
  return std::get<Invocation>(parse_args(words, from(settings)));
}

TrainArgs train(const Words& words) {
  return std::get<TrainArgs>(parsed(words).args);
}

}  // namespace

TEST_CASE("flags of train become its arguments", "[cli]") {
  const TrainArgs args = train({"train", "--data", "-", "--use-best", "--params=p.json",
                                "--holdout", "3M", "--models-dir", "m", "--report-dir", "r"});
  CHECK(args.data == "-");
  CHECK(args.use_best);
  CHECK(args.params == "p.json");
  CHECK(args.holdout == Duration{3, Duration::Unit::kMonths});
  CHECK(args.models == "m");
  CHECK(args.reports == "r");
  const TrainArgs none = train({"train"});
  CHECK_FALSE(none.data);
  CHECK_FALSE(none.holdout);
  CHECK_FALSE(none.use_best);
}

TEST_CASE("global flags count before and after the command", "[cli]") {
  for (const auto& words :
       {Words{"--config", "c.json", "--json", "--threads", "3", "--seed", "9", "train"},
        Words{"train", "--config", "c.json", "--json", "--threads", "3", "--seed", "9"},
        Words{"--json", "--threads", "3", "train", "--seed", "9", "--config", "c.json"}}) {
    const Invocation invocation = parsed(words);
    CHECK(invocation.command == "train");
    CHECK(invocation.global.config == "c.json");
    CHECK(invocation.global.json);
    CHECK(invocation.global.threads == 3);
    CHECK(invocation.global.seed == 9U);
  }
}

TEST_CASE("a flag wins over the environment, which wins over the default", "[cli]") {
  const Settings settings{{"MLPIPE_CONFIG", "env.json"},
                          {"MLPIPE_LOG_FORMAT", "json"},
                          {"MLPIPE_LOG_LEVEL", "debug"},
                          {"MLPIPE_THREADS", "2"}};
  const GlobalArgs plain = parsed({"train"}).global;
  CHECK_FALSE(plain.config);
  CHECK(plain.log_format == LogFormat::kText);
  CHECK(plain.log_level == LogLevel::kInfo);
  CHECK_FALSE(plain.threads);
  const GlobalArgs set = parsed({"train"}, settings).global;
  CHECK(set.config == "env.json");
  CHECK(set.log_format == LogFormat::kJson);
  CHECK(set.log_level == LogLevel::kDebug);
  CHECK(set.threads == 2);
  const GlobalArgs flags = parsed({"train", "--config", "f.json", "--log-format", "text",
                                   "--log-level", "ERROR", "--threads", "1"},
                                  settings)
                               .global;
  CHECK(flags.config == "f.json");
  CHECK(flags.log_format == LogFormat::kText);
  CHECK(flags.log_level == LogLevel::kError);
  CHECK(flags.threads == 1);
  CHECK(parsed({"train", "--quiet"}, settings).global.log_level == LogLevel::kWarn);
}

TEST_CASE("a bad value is refused under the name it came by", "[cli]") {
  const auto refuses = [](const Words& words, const Settings& settings, const std::string& text) {
    CHECK_THROWS_AS(parse_args(words, from(settings)), ConfigError);
    CHECK_THROWS_WITH(parse_args(words, from(settings)), ContainsSubstring(text));
  };
  refuses({"train", "--threads", "1025"}, {}, "from 1 to 1024");
  refuses({"train", "--seed", "2147483648"}, {}, "--seed");  // as in the config
  refuses({"train"}, {{"MLPIPE_THREADS", "0"}}, "MLPIPE_THREADS: expected a whole number");
  refuses({"train", "--threads", "2x"}, {}, "--threads: expected");
  refuses({"train", "--threads", "99999999999999999999"}, {}, "--threads: expected");
  refuses({"train", "--log-level", "wran"}, {}, "did you mean \"warn\"?");
  refuses({"train"}, {{"MLPIPE_LOG_FORMAT", "xml"}}, "MLPIPE_LOG_FORMAT: \"xml\"");
  refuses({"train", "--holdout", "0d"}, {}, "--holdout: expected a length");
  refuses({"train", "--quiet", "--log-level", "info"}, {}, "contradict");
  refuses({"train", "--data"}, {}, "--data");
  refuses({"train", "--data", "a", "--data", "b"}, {}, "--data");
  refuses({"train", "prices.csv"}, {}, "unexpected argument \"prices.csv\"");
  refuses({"train", "train"}, {}, "unexpected argument");
  refuses({"--json"}, {}, "no command given");
}

TEST_CASE("help is asked for by -h and --help, for the program and for each command", "[cli]") {
  for (const auto& command : command_table()) {
    const auto answer = std::get<Answer>(parse_args(Words{command.name, "-h"}, from({})));
    CHECK(answer.exit_code == ExitCode::kOk);
    CHECK_THAT(answer.text, ContainsSubstring(command.summary) &&
                                ContainsSubstring(command.examples.at(0).line));
    CHECK_THAT(std::get<Answer>(parse_args(Words{"--help"}, from({}))).text,
               ContainsSubstring(command.name) && ContainsSubstring(command.summary));
  }
}

TEST_CASE("how to tell of a failure is known even when the flags are wrong", "[cli]") {
  const Words words{"--nonsense", "--json", "--log-format=json", "train"};
  const GlobalArgs output = output_args(words, from({{"NO_COLOR", "1"}}));
  CHECK(output.json);
  CHECK(output.log_format == LogFormat::kJson);
  CHECK_FALSE(output.color);
  CHECK(command_in(words) == "train");
  CHECK(command_in(Words{"--json"}).empty());
  CHECK(output_args(Words{"--log-format"}, from({})).log_format == LogFormat::kText);
}

TEST_CASE("a dumb terminal gets neither colour nor progress", "[cli]") {
  const GlobalArgs global = parsed({"train"}, {{"TERM", "dumb"}}).global;
  CHECK_FALSE(global.color);
  CHECK_FALSE(global.progress);
  CHECK(parsed({"train"}, {{"NO_COLOR", "1"}}).global.progress);
}

TEST_CASE("the configuration is the file named, or the usual one if it is there", "[cli]") {
  mlpipe::testing::MemoryFileSystem files;
  GlobalArgs global;
  CHECK_FALSE(read_config_file(files, global));
  files.replace("config/pipeline.json", R"({"data": {}})");
  CHECK(read_config_file(files, global)->source == "config/pipeline.json");
  global.config = "config/pipelin.json";
  CHECK_THROWS_WITH(read_config_file(files, global),
                    ContainsSubstring("did you mean \"pipeline.json\"?"));
  files.replace("config/pipelin.json", "{,}");
  CHECK_THROWS_AS(read_config_file(files, global), ConfigError);
}
