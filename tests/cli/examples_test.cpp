// SPDX-License-Identifier: MIT
// Every example of --help, manual and docs/commands, run as it is printed. A new row of
// command_table() is covered without a change here, as long as its examples work in
// ExampleWorld's folder; one that needs a server goes into kNeedServer, one that ends with
// another code than 0 into kOtherCodes.
#include <filesystem>
#include <map>
#include <string>

#include "cli/command_table.hpp"
#include "cli/parse_args.hpp"
#include "cli/validate_support.hpp"
#include "support/paths.hpp"
#include "support/shell.hpp"

using namespace mlpipe::testing;
namespace fs = std::filesystem;

namespace {

/// Only parsed, since what they talk to is not there.
const std::map<std::string, std::string> kNeedServer = {
    {"mlpipe optimize --storage redis://host:6379/0 --study nasdaq", "a Redis server"},
    {"MLFLOW_TRACKING_URI=http://host:5000 mlpipe track sync", "an MLflow server"},
};

const std::map<std::string, int> kOtherCodes = {
    {"mlpipe drift --ledger", 4},  // INCONCLUSIVE: sixty forecasts in the ledger tell nothing
};

/// A folder in which somebody has worked with mlpipe for a while: four versions, the newest live; a
/// staged candidate with a PROMOTE; a study; forecasts in the ledger; a checked drift; newer rows.
class ExampleWorld {
 public:
  ExampleWorld() {
    fs::create_directory(path() / "bin");
    fs::create_symlink(mlpipe_program(), path() / "bin/mlpipe");
    folder_.write("prices.csv", SignalFile{.rows = 840}.csv());
    for (const int depth : {1, 2, 3, 4}) {
      json config = signal_config({"a"});
      config["model"]["params"]["max_depth"] = depth;
      configure(config);
      must("mlpipe train && mlpipe version promote --minor --force --reason test");
    }
    folder_.write("prices.csv", SignalFile{}.csv());
    must("mlpipe predict --data prices.csv >/dev/null");
    configure(signal_config({"a", "b"}));
    json search = {{"trials", 3},
                   {"space", {{"max_depth", {{"type", "int"}, {"low", 2}, {"high", 4}}}}}};
    folder_.write("config/optimize.json", search.dump(1));
    must("gzip -k prices.csv; git init -q .; mlpipe train && mlpipe validate");
    must("mlpipe optimize --study nasdaq && mlpipe drift --current prices.csv");
  }

  /// Runs an example in a copy of the folder; `init` in a repository that has no files yet.
  [[nodiscard]] ShellResult run(const std::string& example) const {
    const TemporaryFolder copy;
    constexpr auto kAll = fs::copy_options::recursive | fs::copy_options::copy_symlinks;
    if (example.rfind("mlpipe init", 0) == 0) {
      fs::copy(path() / "bin", copy.path() / "bin", kAll);
      return shell(copy.path(), "git init -q . && " + example);
    }
    fs::copy(path(), copy.path(), kAll);
    return shell(copy.path(), example);
  }

 private:
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  [[nodiscard]] static ShellResult shell(const fs::path& folder, const std::string& script) {
    return run_shell(folder,
                     "PATH=$PWD/bin:$PATH\nset -o pipefail\nexport MANPAGER=cat\n" + script);
  }
  void configure(json config) const {
    config["data"]["source"] = "prices.csv";
    folder_.write("config/pipeline.json", config.dump(1));
  }
  void must(const std::string& script) const {
    const auto result = shell(path(), script);
    INFO(script << "\n" << result.out);
    REQUIRE(result.exit_code == 0);
  }

  TemporaryFolder folder_;
};

/// Can the line be parsed? Bash takes it apart; a function stands in for the program.
void check_parse(const std::string& line) {
  const TemporaryFolder folder;
  const auto words =
      run_shell(folder.path(),
                "mlpipe() { printf '%s\\0' \"$@\" >args; }\nman() { :; }\nzcat() { :; }\n" + line);
  INFO(line << "\n" << words.out);
  REQUIRE(words.exit_code == 0);
  std::vector<std::string> args;
  std::istringstream text(read_text(folder.path() / "args"));
  for (std::string word; std::getline(text, word, '\0');) {
    args.push_back(word);
  }
  const auto nothing = [](const std::string&) { return std::optional<std::string>(); };
  const auto parsed = mlpipe::cli::parse_args(args, nothing);
  CHECK(std::holds_alternative<mlpipe::cli::Invocation>(parsed));
}

}  // namespace

TEST_CASE("every command has examples, and each of them can be parsed", "[cli]") {
  std::size_t needing = 0;
  for (const auto& command : mlpipe::cli::command_table()) {
    CHECK(command.examples.size() >= 2);
    for (const auto& example : command.examples) {
      check_parse(example.line);
      needing += kNeedServer.count(example.line);
    }
  }
  CHECK(needing == kNeedServer.size());
}

TEST_CASE("every example works as it is printed", "[cli][xgboost][slow]") {
  const ExampleWorld world;
  for (const auto& command : mlpipe::cli::command_table()) {
    for (const auto& example : command.examples) {
      const std::string line = example.line;
      if (kNeedServer.count(line) > 0) {
        continue;
      }
      if (line.find("| man ") != std::string::npos && !is_installed("man")) {
        WARN("man is not installed, so this was not run: " << line);
        continue;
      }
      const auto code = kOtherCodes.find(line);
      const auto result = world.run(line);
      INFO("$ " << line << "\n" << result.out);
      CHECK(result.exit_code == (code == kOtherCodes.end() ? 0 : code->second));
      CHECK_FALSE(result.out.empty());
    }
  }
}
