// SPDX-License-Identifier: MIT
// What a store does when the disk, the database or other people are in its way.
#include <cerrno>

#include "sqlite_fixture.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::tracking;
using fixture::Bench;
using fixture::child_of;
using fixture::example;
using fixture::uid;
using Fate = testing::SimulatedDisk::Fate;
using Kind = TrackingError::Kind;
using Lines = std::vector<std::string>;

namespace {

/// The error of a put, which must fail in this way.
std::string failure(Bench& bench, const RunRecord& run, Kind kind) {
  try {
    bench.put(run);
  } catch (const TrackingError& error) {
    CHECK(error.kind() == kind);
    return error.what();
  }
  FAIL("nothing was thrown");
  return "";
}

RunRecord family() {
  auto run = example();
  run.children = {child_of(run, 'b'), child_of(run, 'c')};
  run.children[1].artifacts = {{"/data/report.md", "trial.md"}};
  run.params.emplace_back("long", std::string(7000, 'y'));
  return run;
}

}  // namespace

TEST_CASE("a put that any call to the disk ends is completed by the next", "[tracking][sqlite]") {
  Bench rehearsal;
  rehearsal.files.disk().restart();
  rehearsal.put(family());
  const auto expected = rehearsal.everything();
  const int calls = rehearsal.files.disk().calls();
  int failures = 0;
  for (int call = 1; call <= calls; call += testing::kPointStride) {
    INFO("call " << call);
    Bench bench;
    bench.files.disk().restart();
    bench.files.disk().set_fault({call, Fate::kError, ENOSPC, true});
    bool failed = false;
    try {
      bench.put(family());
    } catch (const TrackingError& error) {
      failed = true;
      CHECK(error.kind() == Kind::kAway);
    }
    failures += failed ? 1 : 0;
    bench.files.disk().restart();
    if (failed && std::filesystem::exists(bench.database())) {
      // Nothing looks finished that is not.
      CHECK(bench.cell("SELECT count(*) FROM runs WHERE status <> 'RUNNING'") == "0");
      CHECK(bench.cell("SELECT count(*) FROM model_versions") == "0");
    }
    bench.put(family());
    CHECK(bench.everything() == expected);
    CHECK(bench.files.read("/proj/mlartifacts/1/" + uid('c') + "/artifacts/trial.md") ==
          "# Report\n");
  }
  CHECK(failures > 90 / testing::kPointStride);  // a failed close of a synced file is none
}

TEST_CASE("a put that the database ends is completed by the next", "[tracking][sqlite]") {
  Bench rehearsal;
  rehearsal.put(family());
  const auto expected = rehearsal.everything();
  for (const char* table :
       {"tags", "params", "metrics", "latest_metrics", "datasets", "inputs", "input_tags",
        "registered_models", "model_versions", "model_version_tags", "registered_model_aliases"}) {
    INFO(table);
    Bench bench;
    auto begun = example();
    begun = RunRecord{};
    begun.uid = uid('e');
    begun.experiment = example().experiment;
    bench.put(begun);
    bench.execute(std::string("CREATE TRIGGER stop BEFORE INSERT ON ") + table +
                  " BEGIN SELECT RAISE(ABORT, 'stopped here'); END");
    CHECK_THAT(failure(bench, family(), Kind::kRefused), ContainsSubstring("stopped here"));
    CHECK(bench.cell("SELECT count(*) FROM runs WHERE status = 'FINISHED'") == "0");
    bench.execute("DROP TRIGGER stop");
    bench.put(family());
    bench.execute("DELETE FROM tags WHERE run_uuid = '" + uid('e') +
                  "'; DELETE FROM runs WHERE run_uuid = '" + uid('e') + "'");
    CHECK(bench.everything() == expected);
  }
}

TEST_CASE("a database that another process writes to is away", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example());
  {
    auto other = bench.open();
    const SqliteTransaction writing(other);
    const auto what = failure(bench, example('b'), Kind::kAway);
    CHECK_THAT(what, ContainsSubstring("database is locked"));
    CHECK_THAT(what, ContainsSubstring("20 ms"));
    CHECK_THAT(what, ContainsSubstring(bench.database().string()));
  }
  bench.put(example('b'));
  CHECK(bench.cell("SELECT count(*) FROM runs") == "2");
}

TEST_CASE("a database that cannot be made is away", "[tracking][sqlite]") {
  Bench bench;
  std::filesystem::create_directory(bench.database());  // a folder has its name
  CHECK_THAT(failure(bench, example(), Kind::kAway), ContainsSubstring("unable to open"));
}

TEST_CASE("what is no database of MLflow is refused and stays as it is", "[tracking][sqlite]") {
  Bench bench;
  const std::string text(5000, 'x');
  bench.folder.write("mlflow.db", text);
  CHECK_THAT(failure(bench, example(), Kind::kRefused), ContainsSubstring("not a database"));
  CHECK(testing::read_text(bench.database()) == text);

  Bench foreign;
  foreign.execute("CREATE TABLE studies (id INTEGER)");
  CHECK_THAT(failure(foreign, example(), Kind::kRefused),
             ContainsSubstring("no database of MLflow"));
  CHECK(foreign.rows("SELECT name FROM sqlite_master", 1) == Lines{"studies"});
}

TEST_CASE("a damaged database is refused", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example());
  auto bytes = testing::read_text(bench.database());
  for (std::size_t i = 4096; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(0xA5);
  }
  bench.folder.write("mlflow.db", bytes);
  CHECK_THAT(failure(bench, example(), Kind::kRefused), ContainsSubstring("malformed"));
}

TEST_CASE("tables of another revision are written to if that can be right", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example());
  bench.execute(
      "ALTER TABLE runs ADD COLUMN colour VARCHAR(9); "
      "ALTER TABLE tags ADD COLUMN size BIGINT NOT NULL DEFAULT '0'; "
      "CREATE TABLE extra (id INTEGER); UPDATE alembic_version SET version_num = 'x'");
  bench.put(example('b'));
  CHECK(bench.cell("SELECT count(*) FROM runs") == "2");

  bench.execute("ALTER TABLE tags RENAME COLUMN value TO content");
  CHECK_THAT(
      failure(bench, example('c'), Kind::kRefused),
      ContainsSubstring("table tags has no column value") && ContainsSubstring("mlflow server"));
  bench.execute(
      "ALTER TABLE tags RENAME COLUMN content TO value; "
      "ALTER TABLE inputs RENAME TO old; CREATE TABLE inputs (input_uuid, source_type, "
      "source_id, destination_type, destination_id, must VARCHAR(1) NOT NULL)");
  CHECK_THAT(failure(bench, example('c'), Kind::kRefused),
             ContainsSubstring("table inputs has the column must"));
  CHECK(bench.cell("SELECT count(*) FROM runs") == "2");
}

TEST_CASE("nothing is written while MLflow rebuilds a table", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example());
  bench.execute("CREATE TABLE _alembic_tmp_runs AS SELECT * FROM runs");
  CHECK_THAT(failure(bench, example('b'), Kind::kAway), ContainsSubstring("_alembic_tmp_runs"));
  bench.execute("DROP TABLE _alembic_tmp_runs");
  bench.put(example('b'));
  CHECK(bench.cell("SELECT count(*) FROM runs") == "2");
  // Between two of its statements the table itself is away.
  bench.execute(
      "PRAGMA foreign_keys=OFF; PRAGMA legacy_alter_table=ON; "
      "ALTER TABLE runs RENAME TO _alembic_tmp_runs");
  CHECK_THAT(failure(bench, example('c'), Kind::kAway), ContainsSubstring("mlflow db upgrade"));
}

TEST_CASE("a deleted experiment is refused, a deleted run is completed where it is",
          "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  run.status = RunStatus::kRunning;
  bench.put(run);
  bench.execute(
      "UPDATE experiments SET lifecycle_stage = 'deleted' WHERE experiment_id = 1; "
      "UPDATE runs SET lifecycle_stage = 'deleted'");
  CHECK_THAT(failure(bench, example('b'), Kind::kRefused),
             ContainsSubstring("mlflow experiments restore -x 1"));
  bench.put(example());
  CHECK(bench.rows("SELECT status, lifecycle_stage FROM runs", 2) == Lines{"FINISHED|deleted"});
}

TEST_CASE("an experiment that was renamed keeps its runs", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example());
  bench.execute("UPDATE experiments SET name = 'other' WHERE experiment_id = 1");
  CHECK(bench.put(example()).experiment_id == "1");
  CHECK(bench.cell("SELECT count(*) FROM experiments") == "2");
}
