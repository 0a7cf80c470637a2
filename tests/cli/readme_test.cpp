// SPDX-License-Identifier: MIT
// The README opens with a transcript; here it is replayed.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "mlpipe/model/library_version.hpp"

#include "support/catch.hpp"
#include "support/run_mlpipe.hpp"

namespace {

namespace fs = std::filesystem;

std::string file_text(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// What the README says that `mlpipe train` prints.
std::string transcript() {
  const std::string readme = file_text(fs::path(MLPIPE_SOURCE_DIR) / "README.md");
  const std::string command = "$ ./mlpipe train\n";
  const auto begin = readme.find(command);
  REQUIRE(begin != std::string::npos);
  const auto end = readme.find("```", begin);
  REQUIRE(end != std::string::npos);
  return readme.substr(begin + command.size(), end - begin - command.size());
}

/// Run ids differ from run to run; every other figure is the library version's.
std::string masked(const std::string& text) {
  std::string out = std::regex_replace(text, std::regex("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}"), "RUN");
  if (mlpipe::model::library_version().major != 1) {
    out = std::regex_replace(out, std::regex("-?[0-9][0-9.]*"), "#");
    out = std::regex_replace(out, std::regex(" +"), " ");
    out = std::regex_replace(out, std::regex("^[^\n]*\n"), "VERDICT\n",
                             std::regex_constants::format_first_only);
  }
  return out;
}

}  // namespace

TEST_CASE("the README's first transcript is what the program prints", "[cli][xgboost]") {
  const mlpipe::testing::TemporaryFolder workspace;
  fs::copy(fs::path(MLPIPE_SOURCE_DIR) / "config", workspace.path() / "config",
           fs::copy_options::recursive);
  // A clone in which the quickstart has run knows best parameters already; the transcript does not.
  fs::remove(workspace.path() / "config/best_hyperparameters.json");
  fs::copy(fs::path(MLPIPE_SOURCE_DIR) / "data", workspace.path() / "data",
           fs::copy_options::recursive);
  const auto run = mlpipe::testing::run_mlpipe(workspace.path(), {"train"});
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  CHECK(masked(run.out) == masked(transcript()));
  CHECK(fs::exists(workspace.path() / "models/staging/model.ubj"));
}
