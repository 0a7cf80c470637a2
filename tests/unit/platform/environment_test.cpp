// SPDX-License-Identifier: MIT
#include <cstdlib>

#include <unistd.h>

#include "mlpipe/platform/platform.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::platform;
using mlpipe::testing::TemporaryFolder;

namespace {
const std::string kHash = "0123456789abcdef0123456789abcdef01234567";
const std::string kOther = "89abcdef0123456789abcdef0123456789abcdef";
}  // namespace

TEST_CASE("the commit is found from HEAD through a branch, loose or packed", "[platform]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "deep/below");
  CHECK_FALSE(git_commit(folder.path()));
  folder.write(".git/HEAD", kHash + "\n");
  CHECK(git_commit(folder.path()) == kHash);
  CHECK(git_commit(folder.path() / "deep/below") == kHash);
  folder.write(".git/HEAD", "ref: refs/heads/main\n");
  CHECK_FALSE(git_commit(folder.path()));
  folder.write(".git/packed-refs", "# pack-refs with: peeled\n" + kOther + " refs/heads/main2\n" +
                                       kOther + " refs/heads/main\n^" + kHash + "\n");
  CHECK(git_commit(folder.path()) == kOther);
  folder.write(".git/refs/heads/main", kHash + "\n");
  CHECK(git_commit(folder.path()) == kHash);
}

TEST_CASE("a work tree reads its own HEAD and the branches of the main folder", "[platform]") {
  const TemporaryFolder folder;
  folder.write("main/.git/HEAD", kOther + "\n");
  folder.write("main/.git/worktrees/w/HEAD", "ref: refs/heads/side\n");
  folder.write("main/.git/worktrees/w/commondir", "../..\n");
  folder.write("main/.git/refs/heads/side", kHash + "\n");
  folder.write("w/.git", "gitdir: " + (folder.path() / "main/.git/worktrees/w").string() + "\n");
  CHECK(git_commit(folder.path() / "w") == kHash);
}

TEST_CASE("a damaged repository has no commit", "[platform]") {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "ref: refs/heads/loop\n");
  folder.write(".git/refs/heads/loop", "ref: refs/heads/loop\n");
  CHECK_FALSE(git_commit(folder.path()));
  folder.write(".git/HEAD", "not a hash\n");
  CHECK_FALSE(git_commit(folder.path()));
}

TEST_CASE("the run's address is put together from GitHub's variables", "[platform]") {
  ::setenv("GITHUB_SERVER_URL", "https://github.com", 1);
  ::setenv("GITHUB_REPOSITORY", "owner/repo", 1);
  ::setenv("GITHUB_RUN_ID", "42", 1);
  CHECK(read_environment().run_url == "https://github.com/owner/repo/actions/runs/42");
  ::setenv("GITHUB_RUN_ID", "", 1);
  const Environment environment = read_environment();
  CHECK_FALSE(environment.run_url);
  CHECK(environment.pid == ::getpid());
  CHECK_FALSE(environment.host.empty());
  CHECK_FALSE(environment.user.empty());
}

TEST_CASE("the clock runs forward", "[platform]") {
  const auto clock = make_system_clock();
  const auto before = clock->elapsed();
  CHECK(clock->elapsed() >= before);
  CHECK(to_iso8601(clock->now()) > "2026-01-01");
}
