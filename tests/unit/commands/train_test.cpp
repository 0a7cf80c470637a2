// SPDX-License-Identifier: MIT
// The whole of `mlpipe train` in memory: what it writes, in which order, and what a failure leaves.
#include "mlpipe/commands/train.hpp"

#include <cerrno>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"

#include "command_world.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using namespace mlpipe::testing;
using nlohmann::json;

TEST_CASE("a run names its candidate by the clock and the model's hash", "[commands][xgboost]") {
  World world;
  const auto outcome = world.train(quick());
  CHECK(outcome.run_id.rfind("20261123T020000Z-", 0) == 0);
  CHECK(outcome.candidate == "models/candidates/" + outcome.run_id);
  CHECK(world.disk.read_link("models/staging") == "candidates/" + outcome.run_id);
  CHECK(outcome.files[0].sha256.rfind(outcome.run_id.substr(17), 0) == 0);
  CHECK(world.disk.exists(outcome.report_markdown));
  CHECK(world.disk.exists(outcome.report_html));
  CHECK(world.disk.exists("config/best_hyperparameters.json"));
  CHECK(outcome.folds == 2);
  CHECK(outcome.rounds == 3);
  const json metadata = world.metadata();
  CHECK(metadata["run_id"] == outcome.run_id);
  CHECK(metadata["created_at"] == "2026-11-23T02:00:00Z");
  CHECK(metadata["git_commit"] == nullptr);
  CHECK(metadata["recipe"]["params_origin"] == "config.json");
  CHECK(metadata["recipe"]["rounds"] == 3);

  SECTION("the same run in the same second gets a name of its own") {
    const auto again = world.train(quick());
    CHECK(again.run_id == outcome.run_id + "-2");
    CHECK(world.disk.read_link("models/staging") == "candidates/" + again.run_id);
    CHECK(world.disk.read(again.candidate / "model.ubj", kMostRead) ==
          world.disk.read(outcome.candidate / "model.ubj", kMostRead));
  }
}

TEST_CASE("whichever call to the disk fails, all is as before or wholly new",
          "[commands][xgboost]") {
  World world;
  const auto old = world.train(quick());
  const std::string best = world.disk.read("config/best_hyperparameters.json", kMostRead);
  const auto reports = world.disk.list("reports");
  TrainConfig config = quick();
  config.pipeline.model.max_rounds = 1;  // on noise less is better: the best file changes, too
  world.clock.advance(std::chrono::seconds(1));
  const auto before = world.disk.disk().clone();
  world.disk.disk().restart();
  CHECK(world.train(config).best_update.find("takes these parameters over") != std::string::npos);
  const auto log = world.disk.disk().log();
  REQUIRE(log.size() > 100);
  // Every change of names or bytes; what merely looks is the registry's own test.
  for (std::size_t call = 0; call < log.size(); ++call) {
    const bool changes = log[call].rfind("rename", 0) == 0 || log[call].rfind("write", 0) == 0 ||
                         log[call].rfind("sync", 0) == 0;
    if (!changes) {
      continue;
    }
    CAPTURE(call, log[call]);
    World again(before.clone());
    again.clock.advance(std::chrono::seconds(1));
    auto& disk = again.disk.disk();
    disk.restart();
    disk.set_fault({static_cast<int>(call) + 1, SimulatedDisk::Fate::kError, ENOSPC, true});
    std::string message;
    try {
      (void)again.train(config);
    } catch (const Error& error) {
      message = error.what();
    }
    disk.restart();
    const bool staged = again.disk.read_link("models/staging") != "candidates/" + old.run_id;
    const bool updated = again.disk.read("config/best_hyperparameters.json", kMostRead) != best;
    const bool lock_file = log[call].find("registry.lock") != std::string::npos;
    CHECK((!message.empty() || lock_file));
    CHECK((staged || !updated));
    CHECK(again.disk.list("reports").size() >= reports.size() + (staged ? 2 : 0));
    CHECK_FALSE(again.disk.read("models/staging/model.ubj", kMostRead).empty());
    if (staged && !updated) {
      CHECK_THAT(message,
                 ContainsSubstring("whole and staged") || ContainsSubstring("did not confirm"));
    }
  }
}

TEST_CASE("a dry run, a refusal and an interruption change nothing", "[commands]") {
  World world;
  TrainConfig config = quick();
  config.dry_run = true;
  const auto outcome = world.train(config);
  CHECK(outcome.dry_run);
  CHECK(outcome.folds == 2);
  config.dry_run = false;
  config.pipeline.data.source = "";
  CHECK_THROWS_AS(world.train(config), ConfigError);
  config = quick();
  config.use_best = true;
  CHECK_THROWS_AS(world.train(config), NotFoundError);
  world.stop.set(15);
  CHECK_THROWS_AS(world.train(quick()), Interrupted);
  CHECK(world.disk.writes() == 0);
}

TEST_CASE("events tell each stage, each fold and each file", "[commands][xgboost]") {
  World world;
  (void)world.train(quick());
  std::vector<std::string> stages;
  for (const auto& event : world.events.all<StageFinished>()) {
    stages.push_back(event.stage);
  }
  CHECK(stages == std::vector<std::string>{"data.read", "labels", "features", "walk_forward",
                                           "score", "final_fit", "write"});
  CHECK(world.events.all<FoldCompleted>().size() == 2);
  CHECK(world.events.all<ArtifactWritten>().size() == 12);
  for (const auto& file : world.events.all<ArtifactWritten>()) {
    CHECK(world.disk.read(file.path, kMostRead).size() == file.bytes);
  }
}

TEST_CASE("parameters by hand go over the best ones, and those over the configuration",
          "[commands][xgboost]") {
  World world;
  TrainConfig config = quick();
  config.pipeline.model.params = {{"max_depth", "2"}, {"eta", "0.3"}, {"gamma", "0"}};
  (void)world.train(config);
  config.pipeline.model.params = {{"max_depth", "5"}, {"eta", "0.9"}, {"lambda", "2"}};
  config.use_best = true;
  config.params_over_all = {{"eta", "0.1"}};
  config.params_source = "hand.json";
  world.clock.advance(std::chrono::seconds(1));
  (void)world.train(config);
  const json params = world.metadata()["recipe"]["params"];
  CHECK(params["max_depth"] == "2");
  CHECK(params["eta"] == "0.1");
  CHECK(params["lambda"] == "2");
  CHECK(world.metadata()["recipe"]["params_origin"] == "hand.json");
}

TEST_CASE("a holdout ends training, labels and scores at its border", "[commands][xgboost]") {
  World world;
  TrainConfig config = quick();
  config.holdout = Duration{100, Duration::Unit::kDays};
  (void)world.train(config);
  const json metadata = world.metadata();
  // The last of 600 days is day 10,599 since 1970; the border is 100 days before.
  const std::string border = to_iso8601(Timestamp(std::chrono::hours(24 * 10'499)));
  CHECK(metadata["kind"] == "eval");
  CHECK(metadata["last_label_end"] == border);
  CHECK(metadata["train_to"].get<std::string>() < border);
  for (const auto& fold : metadata["metrics"]["folds"]) {
    CHECK(fold["test_to"].get<std::string>() <= border);
  }
  CHECK(metadata["metrics"]["folds"].back()["test_to"] == border);
}
