// SPDX-License-Identifier: MIT
#include "sqlite_fixture.hpp"
#include "support/catch.hpp"
#include "tracking/artifact_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::tracking;
using fixture::Bench;
using fixture::example;
using fixture::uid;
using Lines = std::vector<std::string>;

namespace {

std::string artifacts_of(char letter) {
  return "/proj/mlartifacts/1/" + uid(letter) + "/artifacts/";
}

}  // namespace

TEST_CASE("artifacts are copied below the run, and follow their files", "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  run.artifacts.push_back({"/data/report.md", "../../out/./of//it.md"});
  run.artifacts.push_back({"", "plots/a.svg", "<svg/>"});
  bench.put(run);
  CHECK(bench.files.read(artifacts_of('a') + "model/model.ubj") == std::string("model\0bytes", 11));
  CHECK(bench.files.read(artifacts_of('a') + "report.md") == "# Report\n");
  CHECK(bench.files.read(artifacts_of('a') + "__/__/out/_/of/it.md") == "# Report\n");
  CHECK(bench.files.read(artifacts_of('a') + "plots/a.svg") == "<svg/>");
  bench.files.replace("/data/report.md", "# Rapport");
  bench.put(run);
  CHECK(bench.files.read(artifacts_of('a') + "report.md") == "# Rapport");
}

TEST_CASE("what a killed writer left among the artifacts goes with the next put",
          "[tracking][sqlite]") {
  Bench bench;
  bench.files.replace(artifacts_of('a') + ".mlpipe-7-1.tmp", "half");
  bench.files.replace(artifacts_of('a') + "model/.mlpipe-7-2.tmp", "half");
  bench.files.replace(artifacts_of('a') + "model/mlpipe.tmp", "somebody's");
  bench.put(example());
  CHECK(bench.files.list(artifacts_of('a')) == Lines{"model", "report.md"});
  CHECK(bench.files.list(artifacts_of('a') + "model") == Lines{"mlpipe.tmp", "model.ubj"});

  Bench early;  // the other's file is as young as can be
  early.clock = testing::ManualClock(Timestamp{});
  early.files.replace(artifacts_of('a') + ".mlpipe-7-1.tmp", "half");
  early.put(example());
  CHECK(early.files.list(artifacts_of('a')).front() == ".mlpipe-7-1.tmp");
}

TEST_CASE("an artifact that is gone is named by a tag", "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  run.artifacts.push_back({"/data/gone.csv", "gone.csv"});
  run.artifacts.push_back({"/data/lost.csv", "more/lost.csv"});
  bench.put(run);
  const std::string sql = "SELECT value FROM tags WHERE key = 'mlpipe.missing_artifacts'";
  CHECK(bench.rows(sql, 1) == Lines{"gone.csv, more/lost.csv"});
  CHECK(bench.files.exists(artifacts_of('a') + "report.md"));

  Bench later;
  later.put(example());
  later.files.remove_all("/data/report.md");  // what the store has already is not missing
  later.put(example());
  CHECK(later.rows(sql, 1).empty());
}

TEST_CASE("artifact addresses of MLflow lead to folders", "[tracking][sqlite]") {
  const std::filesystem::path served = "/proj/mlartifacts";
  CHECK(folder_of("/a b/c#d", served) == "/a b/c#d");
  CHECK(folder_of("/a%20b/%25/%zz/%4", served) == "/a b/%/%zz/%4");
  CHECK(folder_of("mlruns/0/x:y", served) == "mlruns/0/x:y");
  CHECK(folder_of("file:///a%20b", served) == "/a b");
  CHECK(folder_of("file://host/a", served) == "/a");
  CHECK(folder_of("file:/a", served) == "/a");
  CHECK(folder_of("mlflow-artifacts:/1/r/artifacts", served) == served / "1/r/artifacts");
  CHECK(folder_of("mlflow-artifacts://host:5000/1/r", served) == served / "1/r");
  CHECK(folder_of("mlflow-artifacts:/../../etc", served) == served / "__/__/etc");
  CHECK(!folder_of("s3://bucket/1", served));
  CHECK(!folder_of("dbfs:/1", served));
  CHECK(folder_of(to_location("/50% off/%41"), served) == "/50% off/%41");
}

TEST_CASE("a server's own artifact folder is written to, a bucket is refused",
          "[tracking][sqlite]") {
  Bench bench;
  bench.put(example());
  bench.execute("UPDATE experiments SET artifact_location = 'mlflow-artifacts:/1'");
  bench.put(example('b'));
  CHECK(bench.cell("SELECT artifact_uri FROM runs WHERE run_uuid = '" + uid('b') + "'") ==
        "mlflow-artifacts:/1/" + uid('b') + "/artifacts");
  CHECK(bench.files.exists(artifacts_of('b') + "report.md"));

  bench.execute("UPDATE experiments SET artifact_location = 's3://bucket/1'");
  CHECK_THROWS_WITH(bench.put(example('c')),
                    ContainsSubstring("s3://bucket/1/") && ContainsSubstring("only a server"));
  CHECK(bench.cell("SELECT status FROM runs WHERE run_uuid = '" + uid('c') + "'") == "FINISHED");
  auto plain = example('d');
  plain.artifacts.clear();
  bench.put(plain);
}

TEST_CASE("a model is registered once, by its bytes, and its aliases move", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example('a'));
  bench.put(example('b'));
  bench.put(example('b'));
  const std::string versions =
      "SELECT version, run_id, source, storage_location, status, "
      "current_stage, user_id FROM model_versions ORDER BY version";
  const auto line = [](const std::string& version, char letter) {
    const std::string source = artifacts_of(letter) + "model";
    return version + "|" + uid(letter) + "|" + source + "|" + source + "|READY|None|ann";
  };
  CHECK(bench.rows(versions, 7) == Lines{line("1", 'a'), line("2", 'b')});
  const std::string aliases =
      "SELECT name, alias, version FROM registered_model_aliases ORDER BY alias";
  CHECK(bench.rows(aliases, 3) == Lines{"spx|staging|2"});

  // Another run promotes the first model, which it does not hold itself.
  auto promotion = example('c');
  promotion.model = {"spx",
                     std::string(64, 'a'),
                     "",
                     {{"mlpipe.version", "v2"}, {"why", "x"}},
                     {"production", "staging"}};
  bench.put(promotion);
  CHECK(bench.rows(versions, 7) == Lines{line("1", 'a'), line("2", 'b')});
  CHECK(bench.rows(aliases, 3) == Lines{"spx|production|1", "spx|staging|1"});
  CHECK(bench.rows("SELECT key, value FROM model_version_tags WHERE version = 1 ORDER BY key", 2) ==
        Lines{"mlpipe.model_sha256|" + std::string(64, 'a'), "mlpipe.version|v2", "why|x"});

  // One that nobody has is not invented.
  promotion = example('d');
  promotion.model->artifact = "";
  bench.put(promotion);
  CHECK(bench.cell("SELECT count(*) FROM model_versions") == "2");
  CHECK(bench.cell("SELECT value FROM tags WHERE key = 'mlpipe.unregistered_model'") ==
        std::string(64, 'd'));

  // MLflow deletes a version by this mark.
  bench.execute("UPDATE model_versions SET current_stage = 'Deleted_Internal' WHERE version = 2");
  bench.put(example('b'));
  CHECK(bench.cell("SELECT max(version) FROM model_versions") == "3");
}

TEST_CASE("rows of other workspaces are left alone", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example('a'));
  // As MLflow 3.10 and later have it, with somebody's model of the same name.
  bench.execute(
      "PRAGMA foreign_keys=OFF; ALTER TABLE experiments ADD COLUMN workspace VARCHAR(63) NOT NULL "
      "DEFAULT 'default'; UPDATE experiments SET workspace = 'theirs' WHERE experiment_id = 1; "
      "UPDATE experiments SET name = name || '.' WHERE experiment_id = 1");
  for (const char* table :
       {"registered_models", "registered_model_aliases", "model_versions", "model_version_tags"}) {
    bench.execute(std::string("PRAGMA foreign_keys=OFF; ALTER TABLE ") + table +
                  " ADD COLUMN workspace VARCHAR(63) NOT NULL DEFAULT 'default'");
  }
  bench.put(example('b'));
  CHECK(bench.rows("SELECT workspace, experiment_id FROM experiments ORDER BY 2", 2) ==
        Lines{"default|0", "theirs|1", "default|2"});
  bench.execute("PRAGMA foreign_keys=OFF; UPDATE model_version_tags SET workspace = 'theirs'");
  bench.put(example('b'));
  CHECK(bench.cell("SELECT max(version) FROM model_versions") == "3");
}
