// SPDX-License-Identifier: MIT
#include "mlpipe/commands/init.hpp"

#include <algorithm>
#include <cerrno>
#include <map>

#include "mlpipe/core/error.hpp"

#include "command_world.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/paths.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using namespace mlpipe::testing;

namespace {

using Files = std::map<std::string, std::string>;

void gather(const FileSystem& files, const FileSystem::Path& folder, Files& into) {
  for (const auto& name : files.list(folder)) {
    const auto path = folder / name;
    if (files.kind(path) == FileSystem::Kind::kFolder) {
      gather(files, path, into);
    } else {
      into[path.string()] = files.read(path);
    }
  }
}

Files all(const FileSystem& files) {
  Files out;
  gather(files, "repo", out);
  return out;
}

InitConfig into_repo() {
  InitConfig config;
  config.folder = "repo";
  config.repository = "acme/mlpipe";
  return config;
}

/// A repository that holds a README and a .gitignore.
SimulatedDisk repository() {
  SimulatedDisk disk;
  MemoryFileSystem files(disk);
  files.replace("repo/.git/HEAD", "ref: refs/heads/main\n");
  files.replace("repo/README.md", "mine\n");
  files.replace("repo/.gitignore", "build/\nmodels/");
  return disk;
}

}  // namespace

TEST_CASE("init writes the files of this repository, but for the line that names it", "[init]") {
  World world(repository());
  const auto outcome = run_init(world.app, into_repo());
  const auto files = all(world.disk);
  CHECK(files.at("repo/README.md") == "mine\n");
  CHECK(files.at("repo/config/drift.json") ==
        read_text(source_folder().string() + "/config/drift.json"));
  CHECK(files.at("repo/.github/scripts/registry.sh") ==
        read_text(source_folder().string() + "/.github/scripts/registry.sh"));
  const auto& workflow = files.at("repo/.github/workflows/train-model.yml");
  CHECK_THAT(workflow,
             ContainsSubstring("uses: acme/mlpipe/.github/actions/setup-mlpipe@v0.1.0\n"));
  CHECK(workflow.find("./.github/actions") == std::string::npos);
  CHECK(files.at("repo/.gitignore").rfind("build/\nmodels/\nreports/\n", 0) == 0);
  CHECK(outcome.edits.size() == 3);

  // A commit is told apart by its tag.
  auto pinned = into_repo();
  pinned.repository += "@0123abc";
  pinned.force = true;
  (void)run_init(world.app, pinned);
  CHECK_THAT(all(world.disk).at("repo/.github/workflows/train-model.yml"),
             ContainsSubstring("setup-mlpipe@0123abc  # v0.1.0\n"));
  pinned.repository = "acme/mlpipe";
  (void)run_init(world.app, pinned);

  // Once more: all is as it was.
  for (const auto& file : run_init(world.app, into_repo()).files) {
    INFO(file.path);
    CHECK(file.change == InitFile::Change::kSame);
  }
}

TEST_CASE("init says what to edit where it does not know mlpipe's repository", "[init]") {
  World world(repository());
  auto config = into_repo();
  config.repository.clear();
  const auto outcome = run_init(world.app, config);
  CHECK_THAT(all(world.disk).at("repo/.github/workflows/drift-check.yml"),
             ContainsSubstring("uses: OWNER/mlpipe/.github/actions/setup-mlpipe@v0.1.0  # EDIT"));
  CHECK_THAT(outcome.edits.at(1), ContainsSubstring("EDIT"));
}

TEST_CASE("init keeps config and the script that gets the data where they are there", "[init]") {
  World world(repository());
  world.disk.replace("repo/config/drift.json", "{}");
  world.disk.replace("repo/.github/scripts/get-data.sh", "mine");
  auto config = into_repo();
  config.force = true;
  int kept = 0;
  for (const auto& file : run_init(world.app, config).files) {
    kept += file.change == InitFile::Change::kKept ? 1 : 0;
  }
  CHECK(kept == 2);
  CHECK(all(world.disk).at("repo/config/drift.json") == "{}");
  CHECK(all(world.disk).at("repo/.github/scripts/get-data.sh") == "mine");
}

TEST_CASE("init overwrites nothing: with one file in the way it writes none", "[init]") {
  World world(repository());
  world.disk.replace("repo/.github/scripts/train.sh", "mine");
  const auto before = all(world.disk);
  CHECK_THROWS_AS(run_init(world.app, into_repo()), ConfigError);
  CHECK(all(world.disk) == before);

  auto config = into_repo();
  config.force = true;
  config.dry_run = true;
  (void)run_init(world.app, config);
  CHECK(all(world.disk) == before);
  config.dry_run = false;
  (void)run_init(world.app, config);
  CHECK(all(world.disk).at("repo/.github/scripts/train.sh") != "mine");
}

TEST_CASE("init refuses a folder that is no repository's top, and a malformed name", "[init]") {
  World world(repository());
  auto config = into_repo();
  config.folder = "repo/config";
  CHECK_THROWS_AS(run_init(world.app, config), ConfigError);
  for (const char* name :
       {"mlpipe", "a/b/c", "/mlpipe", "a/", "a b/c", "a/b@", "a/b@c d", "a/b\nuses: c"}) {
    config = into_repo();
    config.repository = name;
    INFO(name);
    CHECK_THROWS_AS(run_init(world.app, config), ConfigError);
  }
}

TEST_CASE("init that fails at any call of the disk leaves all files as they were", "[init]") {
  const auto disk = repository();
  MemoryFileSystem(disk).replace("repo/.github/scripts/train.sh", "mine");
  const auto before = all(MemoryFileSystem(disk));
  auto config = into_repo();
  config.force = true;
  int failed = 0;
  for (int call = 1;; call += kPointStride) {
    auto copy = disk.clone();
    copy.restart();
    copy.set_fault({call, SimulatedDisk::Fate::kError, ENOSPC});
    World world(copy);
    bool is_done = true;
    try {
      (void)run_init(world.app, config);
    } catch (const Error&) {
      is_done = false;
    }
    if (!copy.struck()) {
      break;
    }
    INFO("call " << call);
    if (!is_done) {
      ++failed;
      CHECK(all(world.disk) == before);
    }
  }
  CHECK(failed > 10);
}
