// SPDX-License-Identifier: MIT
// `mlpipe init` as a person meets it; what it writes is run by tests/workflows.
#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/run_mlpipe.hpp"

using namespace mlpipe::testing;
using nlohmann::json;

TEST_CASE("init explains three things to edit, and does not overwrite", "[cli]") {
  const TemporaryFolder folder;
  CHECK(run_mlpipe(folder.path(), {"init"}).exit_code == 2);
  folder.write(".git/HEAD", "ref: refs/heads/main\n");

  const auto dry = run_mlpipe(folder.path(), {"init", "--dry-run", "--json"});
  CHECK(dry.exit_code == 0);
  CHECK(json::parse(dry.out)["files"].size() > 10);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "config"));

  const auto run = run_mlpipe(folder.path(), {"init", "--repository", "acme/mlpipe"});
  CHECK(run.exit_code == 0);
  CHECK_THAT(run.out, ContainsSubstring("  3. ") && !ContainsSubstring("  4. ") &&
                          ContainsSubstring("get-data.sh"));

  folder.write("config/pipeline.json", "{}");
  CHECK(run_mlpipe(folder.path(), {"init", "--repository", "acme/mlpipe"}).exit_code == 0);
  CHECK(read_text(folder.path() / "config/pipeline.json") == "{}");

  folder.write(".github/workflows/train-model.yml", "mine");
  const auto refused = run_mlpipe(folder.path(), {"init", "--repository", "acme/mlpipe"});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("train-model.yml: is there"));
  CHECK(read_text(folder.path() / ".github/workflows/train-model.yml") == "mine");
}

TEST_CASE("init takes a folder", "[cli]") {
  const TemporaryFolder folder;
  folder.write("mine/.git/HEAD", "ref: refs/heads/main\n");
  CHECK(run_mlpipe(folder.path(), {"init", "mine"}).exit_code == 0);
  CHECK(std::filesystem::exists(folder.path() / "mine/.github/workflows/train-model.yml"));
}
