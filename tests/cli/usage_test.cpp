// SPDX-License-Identifier: MIT
#include <sstream>

#include <nlohmann/json.hpp>

#include "mlpipe/version.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/run_mlpipe.hpp"

using namespace mlpipe::testing;
using nlohmann::json;

TEST_CASE("without arguments a short help goes to stderr and the exit code is 2", "[cli]") {
  const auto run = run_mlpipe(std::vector<std::string>{});
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  CHECK_THAT(run.err, ContainsSubstring("mlpipe train") && ContainsSubstring("--help"));
}

TEST_CASE("help goes to stdout, with examples before flags and no line over 80 columns", "[cli]") {
  for (const auto& args : std::vector<std::vector<std::string>>{
           {"--help"}, {"-h"}, {"train", "--help"}, {"--help", "train"}, {"validate", "--help"}}) {
    const auto run = run_mlpipe(args);
    CHECK(run.exit_code == 0);
    CHECK(run.err.empty());
    CHECK(run.out.find("Examples:") < run.out.find("--config FILE"));
    CHECK(run.out.find("--config FILE") < run.out.find("Exit codes:"));
    std::istringstream lines(run.out);
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      CHECK(line.size() <= 80);
    }
  }
}

TEST_CASE("a wrong word is answered with the near one and exit code 2", "[cli]") {
  const auto says = [](const std::vector<std::string>& args, const std::string& text) {
    const auto run = run_mlpipe(args);
    INFO(run.err);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(run.err.find(text) != std::string::npos);
  };
  says({"trian"}, "unknown command \"trian\" (did you mean \"train\"?)");
  says({"train", "--use-bets"}, "unknown flag \"--use-bets\" (did you mean \"--use-best\"?)");
  says({"train", "--dtaa=x"}, "unknown flag \"--dtaa\" (did you mean \"--data\"?)");
  says({"--data", "x", "train"}, "--data is a flag of mlpipe train");
  says({"train", "--threads", "many"}, "--threads: expected a whole number from 1");
  says({"train", "--config", "absent.json"}, "absent.json: no such configuration file");
}

TEST_CASE("unknown configuration keys are told all at once, each with its place", "[cli]") {
  const TemporaryFolder folder;
  folder.write("config/pipeline.json", R"({"datta": {}, "walk_forwrad": {}})");
  const auto run = run_mlpipe(folder.path(), {"train"});
  CHECK(run.exit_code == 2);
  CHECK_THAT(run.err, ContainsSubstring("config/pipeline.json: /datta") &&
                          ContainsSubstring("did you mean \"data\"") &&
                          ContainsSubstring("/walk_forwrad") &&
                          ContainsSubstring("did you mean \"walk_forward\""));
}

TEST_CASE("with --json a failure is exactly one document on stdout", "[cli]") {
  const TemporaryFolder folder;
  folder.write("bad.json", "{\"data\": 1,}");
  for (const auto& args : std::vector<std::vector<std::string>>{
           {"--json", "train", "--config", "bad.json"}, {"train", "--json", "--threads", "0"}}) {
    const auto run = run_mlpipe(folder.path(), args);
    const json document = json::parse(run.out);
    CHECK(document["schema"] == "mlpipe.train/1");
    CHECK(document["ok"] == false);
    CHECK(document["exit_code"] == 2);
    CHECK(run.exit_code == 2);
    CHECK(document["error"]["code"] == "usage");
    CHECK_FALSE(document["error"]["message"].get<std::string>().empty());
  }
  CHECK(json::parse(run_mlpipe({"--json", "nonsense"}).out)["schema"] == "mlpipe/1");
}

TEST_CASE("JSON log lines parse and carry the names other tools read", "[cli]") {
  RunOptions options;
  options.variables = {{"MLPIPE_LOG_FORMAT", "json"},
                       {"TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                       {"GITHUB_SERVER_URL", "https://github.com"},
                       {"GITHUB_REPOSITORY", "a/b"},
                       {"GITHUB_RUN_ID", "7"}};
  const auto run = run_mlpipe({"train", "--data", "a\"\xff\n", "--nope"}, options);
  std::istringstream lines(run.err);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const json entry = json::parse(line);
    CHECK(entry["log.level"] == "error");
    CHECK(entry["error.type"] == "usage");
    CHECK(entry["event.outcome"] == "failure");
    CHECK(entry["service.name"] == "mlpipe");
    CHECK(entry["mlpipe.command"] == "train");
    CHECK(entry["trace.id"] == "0af7651916cd43dd8448eb211c80319c");
    CHECK(entry["span.id"] == "b7ad6b7169203331");
    CHECK(entry["cicd.pipeline.run.url.full"] == "https://github.com/a/b/actions/runs/7");
    CHECK(entry["@timestamp"].get<std::string>().back() == 'Z');
  }
  CHECK(count == 1);
}

TEST_CASE("the version is one line, or one document", "[cli]") {
  const auto text = run_mlpipe({"--version"});
  CHECK(text.exit_code == 0);
  CHECK(text.out.rfind(std::string("mlpipe ") + mlpipe::kVersion + " (", 0) == 0);
  CHECK(text.out.find('\n') == text.out.size() - 1);
  const json document = json::parse(run_mlpipe({"--version", "--json"}).out);
  CHECK(document["version"] == mlpipe::kVersion);
  CHECK(document["ok"] == true);
}

TEST_CASE("OpenMP is tamed before XGBoost brings it, which is when a model is needed", "[cli]") {
  // libgomp then tells its settings when it is loaded.
  const auto told = [](std::vector<std::string> args, std::map<std::string, std::string> more) {
    RunOptions options;
    options.variables = std::move(more);
    options.variables["OMP_DISPLAY_ENV"] = "verbose";
    const TemporaryFolder folder;
    return run_mlpipe(folder.path(), args, options).err;
  };
  CHECK_THAT(told({"--version"}, {}), ContainsSubstring("GOMP_SPINCOUNT = '1000'"));
  CHECK_THAT(told({"--version"}, {{"GOMP_SPINCOUNT", "77"}}),
             ContainsSubstring("GOMP_SPINCOUNT = '77'"));
  CHECK_THAT(told({"--version"}, {{"OMP_WAIT_POLICY", "active"}}),
             ContainsSubstring("GOMP_SPINCOUNT") && !ContainsSubstring("'1000'"));
  CHECK_THAT(told({"--help"}, {}), !ContainsSubstring("GOMP_SPINCOUNT"));
}

TEST_CASE("a reader that has gone is no error, a full disk is one", "[cli]") {
  const TemporaryFolder folder;
  const std::string binary = mlpipe_program();
  const auto shell = [&](const std::string& script) {
    return WEXITSTATUS(std::system(("bash -c '" + script + "' 2>/dev/null").c_str()));
  };
  CHECK(shell("set -o pipefail; " + binary + " --help | true") == 0);
  CHECK(shell(binary + " --version > /dev/full") == 1);
}
