// SPDX-License-Identifier: MIT
// mlpipe doctor in worlds that are whole, and in broken ones.
#include <filesystem>
#include <set>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/run_mlpipe.hpp"
#include "support/small_disk.hpp"

using namespace mlpipe::testing;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

/// The document of a run, and its exit status as it should be.
json examined(const TemporaryFolder& folder, int exit_code, const RunOptions& options = {}) {
  const auto run = run_mlpipe(folder.path(), {"doctor", "--json"}, options);
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == exit_code);
  const auto document = json::parse(run.out);
  CHECK(document["schema"] == "mlpipe.doctor/1");
  CHECK(document["ok"] == (exit_code == 0));
  CHECK(document.contains("error") == (exit_code != 0));
  return document;
}

json row(const json& document, const std::string& check) {
  for (const auto& entry : document["checks"]) {
    if (entry["check"] == check) {
      return entry;
    }
  }
  FAIL("no row " << check);
  return {};
}

std::set<std::string> problems(const json& document) {
  std::set<std::string> names;
  for (const auto& entry : document["checks"]) {
    if (entry["health"] == "problem") {
      names.insert(entry["check"]);
    }
  }
  return names;
}

std::set<std::string> files_below(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    names.insert(entry.path().string());
  }
  return names;
}

}  // namespace

TEST_CASE("doctor passes an empty folder and leaves it empty", "[cli]") {
  const TemporaryFolder folder;
  const auto run = run_mlpipe(folder.path(), {"doctor"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 0);
  CHECK_THAT(run.out, ContainsSubstring("ok       xgboost"));
  CHECK_THAT(run.out, ContainsSubstring("\nno problem, "));
  CHECK(files_below(folder.path()).empty());
}

TEST_CASE("doctor names a config that cannot be read, with the place", "[cli]") {
  const TemporaryFolder folder;
  folder.write("config/pipeline.json", "{\"seed\": 1,\n \"seeed\": 2}");
  auto document = examined(folder, 1);
  CHECK(problems(document) == std::set<std::string>{"config"});
  CHECK_THAT(row(document, "config")["found"].get<std::string>(), ContainsSubstring("/seeed"));

  fs::remove(folder.path() / "config/pipeline.json");
  fs::create_directory(folder.path() / "config/pipeline.json");
  document = examined(folder, 1);
  CHECK(problems(document) == std::set<std::string>{"config"});
}

TEST_CASE("doctor finds data that are not there", "[cli]") {
  const TemporaryFolder folder;
  folder.write("config/pipeline.json", R"({"data": {"source": "gone.csv"}})");
  CHECK(problems(examined(folder, 1)) == std::set<std::string>{"data"});
}

TEST_CASE("doctor finds a production link that leads nowhere", "[cli]") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "models");
  fs::create_symlink("archive/v9.9.9", folder.path() / "models/production");
  const auto document = examined(folder, 1);
  CHECK(problems(document) == std::set<std::string>{"production"});
  CHECK_THAT(row(document, "production")["advice"].get<std::string>(),
             ContainsSubstring("mlpipe version"));
}

TEST_CASE("doctor finds a full disk", "[cli]") {
  const TemporaryFolder folder;
  const SmallDisk disk(folder.path() / "models", "64k");
  if (!disk.mounted()) {
    WARN("no right to mount: not tried");
    return;
  }
  const auto document = examined(folder, 1);
  CHECK(problems(document) == std::set<std::string>{"disk space"});
  CHECK_THAT(row(document, "file system")["found"].get<std::string>(), ContainsSubstring("tmpfs"));
}

TEST_CASE("doctor tells who holds the lock, and waits for nobody", "[cli]") {
  const TemporaryFolder folder;
  const auto file = folder.write(
      "models/registry.lock",
      R"({"pid": 1, "host": "h", "user": "ada", "command": "mlpipe train", "since": "now"})");
  const int handle = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(handle, LOCK_EX | LOCK_NB) == 0);
  const auto found = row(examined(folder, 0), "lock");
  ::close(handle);
  CHECK(found["health"] == "note");
  CHECK_THAT(found["found"].get<std::string>(),
             ContainsSubstring("process " + std::to_string(::getpid()) + " holds it"));
  CHECK_THAT(found["found"].get<std::string>(), ContainsSubstring("mlpipe train"));
}

TEST_CASE("doctor works without XGBoost and says how to get it", "[cli]") {
  const TemporaryFolder folder;
  const auto whole = row(examined(folder, 0), "xgboost")["found"].get<std::string>();
  if (whole.find(" from libxgboost") == std::string::npos &&
      whole.find("/usr/lib") == std::string::npos &&
      whole.find(" from /lib/") == std::string::npos) {
    WARN("this build asks for one library by its whole path, which cannot be hidden: " << whole);
    return;
  }
  // Found first, and no library.
  folder.write("broken/libxgboost.so.0", "no library");
  const RunOptions options{"", {{"LD_LIBRARY_PATH", (folder.path() / "broken").string()}}};
  const auto document = examined(folder, 1, options);
  CHECK(problems(document) == std::set<std::string>{"xgboost"});
  CHECK_THAT(row(document, "xgboost")["found"].get<std::string>(),
             ContainsSubstring("libxgboost0"));
}

TEST_CASE("doctor shows no secret of the environment", "[cli]") {
  const TemporaryFolder folder;
  const RunOptions options{"",
                           {{"SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/canary"},
                            {"GITHUB_TOKEN", "canary"},
                            {"MLFLOW_TRACKING_TOKEN", "canary"}}};
  const auto run = run_mlpipe(folder.path(), {"doctor", "--log-level", "trace"}, options);
  CHECK(run.exit_code == 0);
  CHECK_THAT(run.out, ContainsSubstring("GITHUB_TOKEN, SLACK_WEBHOOK_URL"));
  CHECK((run.out + run.err).find("canary") == std::string::npos);
}
