// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/sqlite_store.hpp"

#include "mlpipe/core/text.hpp"

#include "sqlite_fixture.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::tracking;
using fixture::at;
using fixture::Bench;
using fixture::child_of;
using fixture::example;
using fixture::uid;

using Lines = std::vector<std::string>;

TEST_CASE("nothing is made before the first put", "[tracking][sqlite]") {
  Bench bench;
  const int writes = bench.files.writes();
  const auto store = bench.store();
  CHECK(store->shown() == bench.database().string());
  CHECK(std::filesystem::is_empty(bench.folder.path()));
  CHECK(bench.files.writes() == writes);
}

TEST_CASE("a run's rows are those that MLflow writes", "[tracking][sqlite]") {
  Bench bench;
  const auto delivered = bench.put(example());
  CHECK(delivered.experiment_id == "1");
  CHECK(delivered.run_id == uid('a'));
  CHECK(delivered.url.empty());
  const std::string a = uid('a');
  CHECK(bench.rows("SELECT experiment_id, name, artifact_location, lifecycle_stage FROM "
                   "experiments ORDER BY 1",
                   4) == Lines{"0|Default|/proj/mlartifacts/0|active",
                               "1|S&P 500 \xC3\xBC|/proj/mlartifacts/1|active"});
  CHECK(bench.rows("SELECT * FROM experiment_tags", 3) ==
        Lines{"mlflow.experimentKind|custom_model_development|1"});
  CHECK(bench.rows("SELECT * FROM runs", 14) ==
        Lines{a +
              "|train \xE6\x97\xA5\xE6\x9C\xAC|UNKNOWN|||ann|FINISHED|1795399200123|"
              "1795399205000||active|/proj/mlartifacts/1/" +
              a + "/artifacts|1|-"});
  CHECK(bench.rows("SELECT key, value FROM params ORDER BY key", 2) ==
        Lines{"empty|", "eta|0.1", "max_depth|6"});
  CHECK(bench.rows("SELECT key, value FROM tags ORDER BY key", 2) ==
        Lines{"mlflow.note.content|# A note\nof two lines",
              "mlflow.runName|train \xE6\x97\xA5\xE6\x9C\xAC", "mlflow.source.name|mlpipe train",
              "mlflow.source.type|LOCAL", "mlflow.user|ann", "mlpipe.run_uid|" + a,
              "mlpipe.version|0.1.0"});
  CHECK(bench.cell("SELECT version_num FROM alembic_version") == "acf3f17fdcc7");
  CHECK(bench.rows("SELECT source_type, destination_type, destination_id FROM inputs", 3) ==
        Lines{"DATASET|RUN|" + a});
  CHECK(bench.rows("SELECT experiment_id, name, digest, dataset_source_type, dataset_source, "
                   "dataset_schema, dataset_profile FROM datasets",
                   7) == Lines{"1|daily.csv|0123abcd|local|{\"uri\":\"/data/daily.csv\"}|"
                               "{\"mlflow_colspec\":[]}|-"});
  CHECK(bench.rows("SELECT name, value FROM input_tags", 2) ==
        Lines{"mlflow.data.context|training"});
}

TEST_CASE("metrics that SQL has no number for are stored as MLflow does", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example());
  CHECK(bench.rows("SELECT step, value, is_nan FROM metrics WHERE key = 'odd' ORDER BY step", 3) ==
        Lines{"0|0.0|1", "1|1.79769313486232e+308|0", "2|-1.79769313486232e+308|0"});
  auto database = bench.open();
  database.each("SELECT value FROM metrics WHERE key = 'odd' AND step = 1", {},
                [](const auto& row) { CHECK(row.real(0) == 1.7976931348623157e308); });
  database.each("SELECT value FROM metrics WHERE key = 'loss'", {},
                [](const auto& row) { CHECK(row.real(0) == 0.1 + 0.2); });
}

TEST_CASE("the latest value of a metric is that of the greatest step, time, value",
          "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  run.metrics = {{"m", 1, 5, at(0)},
                 {"m", 9, 4, at(9'000'000)},
                 {"m", 2, 5, at(1000)},
                 {"m", 3, 5, at(1000)},
                 {"n", fixture::kNaN, 0, at(0)}};
  bench.put(run);
  const std::string sql = "SELECT key, value, step, is_nan FROM latest_metrics ORDER BY key";
  CHECK(bench.rows(sql, 4) == Lines{"m|3.0|5|0", "n|0.0|0|1"});
  run.metrics = {{"m", 100, 4, at(0)}, {"n", -1, 0, at(0)}};
  bench.put(run);
  CHECK(bench.rows(sql, 4) == Lines{"m|3.0|5|0", "n|0.0|0|1"});
  run.metrics = {{"m", 0.5, 6, at(0)}, {"n", 1, 0, at(0)}};
  bench.put(run);
  CHECK(bench.rows(sql, 4) == Lines{"m|0.5|6|0", "n|1.0|0|0"});
  CHECK(bench.cell("SELECT count(*) FROM metrics") == "9");
}

TEST_CASE("a record put again changes nothing", "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  run.children = {child_of(run, 'b'), child_of(run, 'c')};
  bench.put(run);
  const auto before = bench.everything();
  const int writes = bench.files.writes();
  bench.clock.advance(std::chrono::hours(1));
  bench.put(run);
  CHECK(bench.everything() == before);
  CHECK(bench.files.writes() == writes);
}

TEST_CASE("a record that has grown completes its run", "[tracking][sqlite]") {
  Bench bench;
  auto whole = example();
  whole.children = {child_of(whole, 'b')};
  auto begun = whole;
  begun.status = RunStatus::kRunning;
  begun.end.reset();
  begun.params.resize(1);
  begun.metrics.resize(2);
  begun.artifacts.clear();
  begun.datasets.clear();
  begun.model.reset();
  begun.children.clear();
  begun.name = "early";
  bench.put(begun);
  CHECK(bench.rows("SELECT status, end_time, name FROM runs", 3) == Lines{"RUNNING|-|early"});
  bench.put(whole);
  Bench other;
  other.put(whole);
  CHECK(bench.everything() == other.everything());
  // The outbox may deliver the beginning after the end.
  bench.put(begun);
  CHECK(bench.cell("SELECT status FROM runs WHERE run_uuid = '" + uid('a') + "'") == "FINISHED");
}

TEST_CASE("children name their parent by the store's id", "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  run.children = {child_of(run, 'b')};
  run.children[0].experiment = "elsewhere";
  bench.put(run);
  const std::string sql = "SELECT run_uuid, value FROM tags WHERE key = 'mlflow.parentRunId'";
  CHECK(bench.rows(sql, 2) == Lines{uid('b') + "|" + uid('a')});
  CHECK(bench.rows("SELECT DISTINCT experiment_id FROM runs", 1) == Lines{"1"});
  // One whose parent is there already.
  bench.put(child_of(run, 'd'));
  CHECK(bench.rows(sql + " ORDER BY 1", 2) ==
        Lines{uid('b') + "|" + uid('a'), uid('d') + "|" + uid('a')});
}

TEST_CASE("a run that a server named is found by its uid", "[tracking][sqlite]") {
  Bench bench;
  bench.put(example('b'));
  bench.execute(
      "PRAGMA foreign_keys=OFF; UPDATE runs SET run_uuid = 'feed'; "
      "UPDATE tags SET run_uuid = 'feed'; UPDATE params SET run_uuid = 'feed'; "
      "UPDATE metrics SET run_uuid = 'feed'; UPDATE latest_metrics SET run_uuid = "
      "'feed'; UPDATE inputs SET destination_id = 'feed'");
  auto run = example('b');
  run.params.emplace_back("new", "1");
  CHECK(bench.put(run).run_id == "feed");
  CHECK(bench.rows("SELECT run_uuid FROM runs", 1) == Lines{"feed"});
  CHECK(bench.cell("SELECT run_uuid FROM params WHERE key = 'new'") == "feed");
}

TEST_CASE("a parameter that changes keeps its first value, and a tag tells", "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  bench.put(run);
  run.params[0].second = "7";
  run.params.emplace_back("late", "x");
  bench.put(run);
  CHECK(bench.cell("SELECT value FROM params WHERE key = 'max_depth'") == "6");
  CHECK(bench.cell("SELECT value FROM params WHERE key = 'late'") == "x");
  CHECK(bench.rows("SELECT key, value FROM tags WHERE key LIKE 'mlpipe.param_conflict%'", 2) ==
        Lines{"mlpipe.param_conflict.max_depth|7"});
}

TEST_CASE("what is too long is cut, and lies whole beside it", "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  const std::string text(7000, 'x');
  run.params.emplace_back("long@param", text);
  run.tags.emplace_back("long tag", text);
  run.metrics.push_back({"auc@3", 1.0, 0, at(0)});
  run.metrics.push_back({"auc:3", 2.0, 0, at(0)});
  run.metrics.push_back({"auc#3", 3.0, 0, at(0)});
  bench.put(run);
  bench.put(run);
  CHECK(bench.cell("SELECT value FROM params WHERE key = 'long_at_param'") ==
        cut_visibly(text, kMostParamBytes));
  CHECK(bench.cell("SELECT value FROM tags WHERE key = 'long tag'") ==
        cut_visibly(text, kMostTagBytes));
  CHECK(bench.rows("SELECT key, value FROM metrics WHERE key LIKE 'auc%3%' ORDER BY value", 2) ==
        Lines{"auc_at_3|1.0", "auc_3|2.0", "auc_3_2|3.0"});
  const auto file =
      bench.files.read("/proj/mlartifacts/1/" + uid('a') + "/artifacts/long_values.json");
  CHECK(file == "{\n  \"params\": {\n    \"long_at_param\": \"" + text +
                    "\"\n  },\n  \"tags\": {\n    \"long tag\": \"" + text + "\"\n  }\n}\n");
}

TEST_CASE("broken text becomes whole text", "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  run.params.emplace_back("bytes", std::string("a\xFF\0b", 4));
  run.name = "n\xC3";
  bench.put(run);
  bench.put(run);
  CHECK(bench.cell("SELECT value FROM params WHERE key = 'bytes'") ==
        "a\xEF\xBF\xBD\xEF\xBF\xBD"
        "b");
  CHECK(bench.cell("SELECT name FROM runs") == "n\xEF\xBF\xBD");
  CHECK(bench.rows("SELECT 1 FROM tags WHERE key LIKE 'mlpipe.param_conflict%'", 1).empty());
}

TEST_CASE("many metrics go in batches and all arrive", "[tracking][sqlite]") {
  Bench bench;
  auto run = example();
  run.metrics.clear();
  for (int i = 0; i < 120'000; ++i) {
    run.metrics.push_back({i % 2 == 0 ? "a" : "b", i * 0.5, i, at(i)});
  }
  bench.put(run);
  CHECK(bench.cell("SELECT count(*) FROM metrics") == "120000");
  CHECK(bench.rows("SELECT key, step FROM latest_metrics ORDER BY key", 2) ==
        Lines{"a|119998", "b|119999"});
}
