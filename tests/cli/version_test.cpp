// SPDX-License-Identifier: MIT
// `mlpipe version` and `mlpipe rollback` as a person meets them.
#include <fstream>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>

#include "cli/train_support.hpp"

using namespace mlpipe::testing;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

RunResult mlpipe_in(const TemporaryFolder& folder, const std::vector<std::string>& args) {
  return run_mlpipe(folder.path(), args);
}

/// Trains with trees of this depth and promotes what came out.
std::string promote_depth(const TemporaryFolder& folder, int depth) {
  json config = quick_config();
  config["model"]["params"]["max_depth"] = depth;
  (void)result_of(train(folder, config, {"--data", "walk.csv"}));
  const auto run =
      mlpipe_in(folder, {"version", "promote", "--force", "--reason", "test", "--json"});
  return result_of(run)["version"];
}

std::string live(const TemporaryFolder& folder) {
  return result_of(mlpipe_in(folder, {"version", "--json"}))["version"];
}

void flip_byte(const fs::path& file) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(100);
  const char byte = static_cast<char>(stream.get());
  stream.seekp(100);
  stream.put(static_cast<char>(byte ^ 1));
}

}  // namespace

TEST_CASE("promote three, break one, roll back, ask what was live", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 700).csv());
  CHECK(mlpipe_in(folder, {"version"}).exit_code == 8);
  CHECK(promote_depth(folder, 1) == "v1.0.0");
  CHECK(promote_depth(folder, 2) == "v1.1.0");
  CHECK(promote_depth(folder, 3) == "v1.2.0");
  CHECK(mlpipe_in(folder, {"version"}).out == "v1.2.0\n");
  CHECK(fs::read_symlink(folder.path() / "models/production") == "archive/v1.2.0");

  // The same model again is the same version.
  const auto again =
      mlpipe_in(folder, {"version", "promote", "--force", "--reason", "x", "--json"});
  CHECK(result_of(again)["already_known"] == true);
  CHECK(result_of(again)["version"] == "v1.2.0");

  flip_byte(folder.path() / "models/archive/v1.1.0/model_v1.1.0.ubj");
  const auto verify = mlpipe_in(folder, {"version", "verify", "--all"});
  CHECK(verify.exit_code == 9);
  CHECK_THAT(verify.out, ContainsSubstring("v1.0.0  ok") &&
                             ContainsSubstring("archive/v1.1.0/model_v1.1.0.ubj"));
  const auto refused = mlpipe_in(folder, {"rollback"});
  CHECK(refused.exit_code == 9);
  CHECK_THAT(refused.err, ContainsSubstring("v1.1.0 is damaged") &&
                              ContainsSubstring("production stays v1.2.0"));
  CHECK(live(folder) == "v1.2.0");
  CHECK(mlpipe_in(folder, {"rollback", "v1.0.0", "--dry-run"}).exit_code == 0);
  CHECK(live(folder) == "v1.2.0");
  const auto back = mlpipe_in(folder, {"rollback", "1.0.0", "--reason", "loses money", "--json"});
  CHECK(result_of(back)["from"] == "v1.2.0");
  CHECK(result_of(back)["switched"] == true);
  CHECK(live(folder) == "v1.0.0");
  CHECK(mlpipe_in(folder, {"rollback"}).exit_code == 8);

  const auto history = mlpipe_in(folder, {"version", "history"});
  CHECK_THAT(history.out,
             ContainsSubstring("v1.2.0 -> v1.0.0") && ContainsSubstring("loses money"));
  const auto then = mlpipe_in(folder, {"version", "history", "--at", "2001-01-01"});
  CHECK_THAT(then.out, ContainsSubstring("nothing was live"));
  const auto now = mlpipe_in(folder, {"version", "history", "--at", "2999-01-01", "--json"});
  CHECK(result_of(now)["live"] == "v1.0.0");
  const auto list = mlpipe_in(folder, {"version", "list", "--json"});
  CHECK(result_of(list)["versions"].size() == 3);
  CHECK(result_of(list)["versions"][0]["state"] == "live");
  CHECK(result_of(list)["versions"][2]["staged"] == true);
}

TEST_CASE("what a person wants to know of versions is told", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 700).csv());
  promote_depth(folder, 1);
  promote_depth(folder, 2);
  const auto diff = mlpipe_in(folder, {"version", "diff", "v1.0.0", "v1.1.0"});
  CHECK_THAT(diff.out, ContainsSubstring("params.max_depth") && ContainsSubstring("log_loss"));
  const auto show = mlpipe_in(folder, {"version", "show", "v1.1.0"});
  CHECK_THAT(show.out, ContainsSubstring("max_depth 1 -> 2") && ContainsSubstring("replaced"));
  CHECK_THAT(mlpipe_in(folder, {"version", "show"}).out, ContainsSubstring("v1.1.0"));
  CHECK_THAT(mlpipe_in(folder, {"rollback", "--list"}).out,
             ContainsSubstring("v1.0.0") && ContainsSubstring("<- mlpipe rollback"));
  CHECK(mlpipe_in(folder, {"version", "export", "v1.0.0", "--to", "out"}).exit_code == 0);
  CHECK(fs::is_regular_file(fs::symlink_status(folder.path() / "out/model.ubj")));
  const auto pruned = mlpipe_in(folder, {"version", "prune", "--keep", "1", "--json"});
  CHECK(result_of(pruned)["pruned"].empty());
  CHECK_THAT(mlpipe_in(folder, {"version", "--help"}).out,
             ContainsSubstring("promote") && ContainsSubstring("--lock-timeout"));
  CHECK_THAT(mlpipe_in(folder, {"rollback", "--help"}).out,
             ContainsSubstring("[V]") || ContainsSubstring("V  "));
}

TEST_CASE("wrong words to version and rollback are answered with the right code", "[cli]") {
  const TemporaryFolder folder;
  struct Wrong {
    std::vector<std::string> args;
    int code;
    std::string says;
  };
  for (const auto& wrong : std::vector<Wrong>{
           {{"version", "lst"}, 2, "did you mean \"list\""},
           {{"version", "diff", "v1.0.0"}, 2, "name two versions"},
           {{"version", "export", "v1.0.0"}, 2, "--to DIR"},
           {{"version", "promote", "--major", "--minor"}, 2, "contradict"},
           {{"version", "prune", "--keep", "0"}, 2, "from 1"},
           {{"version", "--lock-timeout", "soon"}, 2, "--lock-timeout"},
           {{"version", "list"}, 8, "mlpipe train"},
           {{"rollback", "--list", "v1.0.0"}, 2, "takes no version"},
           {{"rollback", "v1.0.0", "v1.1.0"}, 2, "unexpected argument"},
           {{"rollback", "--forced-unlogged"}, 2, "did you mean \"--force-unlogged\""},
           {{"rollback"}, 8, "there is no folder models"}}) {
    CAPTURE(wrong.args);
    const auto run = mlpipe_in(folder, wrong.args);
    CHECK(run.exit_code == wrong.code);
    CHECK_THAT(run.err, ContainsSubstring(wrong.says));
    CHECK(run.out.empty());
  }
  fs::create_directory(folder.path() / "models");
  CHECK(mlpipe_in(folder, {"rollback"}).exit_code == 8);
  CHECK(mlpipe_in(folder, {"version", "promote"}).exit_code == 8);
  CHECK(mlpipe_in(folder, {"version", "verify", "v1.0.0"}).exit_code == 8);
  CHECK(mlpipe_in(folder, {"version", "show", "../../etc"}).exit_code == 2);
}

TEST_CASE("promotion without a verdict and while another writes is refused", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 700).csv());
  (void)result_of(train(folder, quick_config(), {"--data", "walk.csv"}));
  const auto refused = mlpipe_in(folder, {"version", "promote"});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("no stored verdict"));
  CHECK_FALSE(fs::exists(folder.path() / "models/archive"));

  const std::string lock = (folder.path() / "models/registry.lock").string();
  const int handle = ::open(lock.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(handle, LOCK_EX) == 0);
  const auto busy =
      mlpipe_in(folder, {"version", "promote", "--force", "--reason", "x", "--lock-timeout", "0"});
  CHECK(busy.exit_code == 7);
  CHECK_THAT(busy.err,
             ContainsSubstring("mlpipe version") && ContainsSubstring("Nothing was changed"));
  ::close(handle);
}

TEST_CASE("what only reads works on a read-only disk, and leaves nothing", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 700).csv());
  promote_depth(folder, 1);
  promote_depth(folder, 2);
  const std::string models = (folder.path() / "models").string();
  if (::mount(models.c_str(), models.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    WARN("skipped: mounting a folder needs root");
    return;
  }
  REQUIRE(::mount(nullptr, models.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) ==
          0);
  for (const auto& args :
       std::vector<std::vector<std::string>>{{"version"},
                                             {"version", "list"},
                                             {"version", "show", "v1.0.0"},
                                             {"version", "history"},
                                             {"version", "verify", "--all"},
                                             {"version", "diff", "1.0.0", "1.1.0"},
                                             {"rollback", "--list"},
                                             {"rollback", "--dry-run"}}) {
    CAPTURE(args);
    CHECK(mlpipe_in(folder, args).exit_code == 0);
  }
  const auto refused = mlpipe_in(folder, {"rollback"});
  ::umount(models.c_str());
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, ContainsSubstring("Read-only file system"));
  CHECK(live(folder) == "v1.1.0");
}
