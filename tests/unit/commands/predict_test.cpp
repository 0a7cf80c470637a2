// SPDX-License-Identifier: MIT
// The whole of `mlpipe predict` in memory.
#include <algorithm>
#include <cerrno>

#include "predict_world.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using namespace mlpipe::testing;

TEST_CASE("every bar with enough history is scored, the newest one too, as training saw it",
          "[commands][xgboost]") {
  Trained world;
  const auto outcome = world.predict();
  REQUIRE(outcome.forecasts.size() == kRows - outcome.warm_up);
  CHECK(outcome.columns == std::vector<std::string>{"probability_up"});
  CHECK_FALSE(outcome.panel);
  const auto& newest = outcome.forecasts.back();
  CHECK(newest.time == Timestamp(std::chrono::hours(24 * (10'000 + kRows - 1))));
  CHECK_FALSE(newest.label_end.has_value());
  CHECK(outcome.forecasts.front().label_end ==
        outcome.forecasts.front().time + std::chrono::hours(24));
  check_golden(world, outcome);
}

TEST_CASE("the newest rows alone are the end of all rows, to the bit", "[commands][xgboost]") {
  Trained world;
  const auto all = world.predict();
  PredictConfig config = staged();
  config.last = 3;
  const auto last = world.predict(config);
  REQUIRE(last.forecasts.size() == 3);
  CHECK(std::equal(last.forecasts.begin(), last.forecasts.end(), all.forecasts.end() - 3));
  config.last = 1'000'000;
  CHECK(world.predict(config).forecasts == all.forecasts);
}

TEST_CASE("forecasts do not depend on the number of threads", "[commands][xgboost]") {
  Trained world;
  const auto one = world.predict();
  const App app{world.disk, world.clock, world.sources, world.events, world.stop, 3};
  CHECK(run_predict(app, staged()).forecasts == one.forecasts);
}

TEST_CASE("forecasts are recorded with the model, the data and the time", "[commands][xgboost]") {
  Trained world;
  world.clock.advance(std::chrono::hours(1));
  PredictConfig config = staged();
  config.last = 2;
  const auto outcome = world.predict(config);
  CHECK(outcome.ledger == "models/ledger/" + outcome.run.model + ".jsonl");
  CHECK(outcome.ledger_problem.empty());
  auto entries = world.ledger(outcome.run.model);
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].forecast == outcome.forecasts[1]);
  CHECK(entries[1].run == outcome.run);
  CHECK(entries[1].run.made_at == world.clock.now());
  CHECK(entries[1].run.model_sha256 == world.metadata()["model"]["sha256"]);
  CHECK(entries[1].run.data_sha256 == world.metadata()["data"]["sha256"]);

  SECTION("the same rows again are recorded again, with their own time") {
    world.clock.advance(std::chrono::hours(1));
    (void)world.predict(config);
    entries = world.ledger(outcome.run.model);
    REQUIRE(entries.size() == 4);
    CHECK(entries[3].forecast == entries[1].forecast);
    CHECK(entries[3].run.made_at == entries[1].run.made_at + std::chrono::hours(1));
  }
  SECTION("a dry run and --no-ledger write nothing") {
    const int writes = world.disk.writes();
    config.dry_run = true;
    CHECK(world.predict(config).forecasts == outcome.forecasts);
    config.dry_run = false;
    config.ledger = false;
    CHECK(world.predict(config).ledger.empty());
    CHECK(world.disk.writes() == writes);
  }
}

TEST_CASE("a ledger that cannot be written does not cost the forecasts", "[commands][xgboost]") {
  Trained world;
  const auto whole = world.predict();
  world.disk.disk().restart();
  world.disk.disk().set_fault({1, SimulatedDisk::Fate::kError, EROFS, false});
  world.disk.disk().restart();
  (void)world.predict();
  const auto log = world.disk.disk().log();
  std::size_t append = 0;
  while (log.at(append).rfind("write", 0) != 0) {
    ++append;
  }
  world.disk.disk().restart();
  world.disk.disk().set_fault(
      {static_cast<int>(append) + 1, SimulatedDisk::Fate::kError, ENOSPC, false});
  const auto outcome = world.predict();
  CHECK(outcome.forecasts == whole.forecasts);
  CHECK_THAT(outcome.ledger_problem,
             ContainsSubstring("models/ledger/") && ContainsSubstring("--no-ledger"));
}

TEST_CASE("the model that production names at the start is the one that scores all",
          "[commands][xgboost]") {
  Trained world;
  PredictConfig config;
  CHECK_THROWS_AS(world.predict(config), NotFoundError);
  config.model = world.metadata()["run_id"];
  CHECK(world.predict(config).run.model == config.model);
  config.model = "staging";
  config.models_folder = "elsewhere";
  CHECK_THROWS_AS(world.predict(config), NotFoundError);
}

TEST_CASE("the end of a file is scored as the whole, but for what a recursion remembers",
          "[commands][xgboost]") {
  Trained world;
  const auto all = world.predict();
  // logret_1 looks one bar back, and so forgets all else.
  const std::string text = walk_csv(kRows);
  const auto tail = text.find(to_iso8601(Timestamp(std::chrono::hours(24 * 10'590))));
  const auto some = world.predict("time,close\n" + text.substr(tail));
  REQUIRE(some.forecasts.size() == 10 - some.warm_up);
  for (std::size_t i = 0; i < some.forecasts.size(); ++i) {
    CHECK(some.forecasts[i] == all.forecasts[all.forecasts.size() - some.forecasts.size() + i]);
  }
}

TEST_CASE("too short a history says how many bars are needed", "[commands][xgboost]") {
  TrainConfig config = quick();
  config.pipeline.features.names = {"rsi_14"};
  Trained world(config);
  CHECK_THAT(refusal<DataError>(world, walk_csv(20)),
             ContainsSubstring("154 bars of history") && ContainsSubstring("only 20"));
}

TEST_CASE("rows without what the features are computed from are refused", "[commands][xgboost]") {
  Trained world;
  const std::string model = world.metadata()["run_id"];
  CHECK_THAT(refusal<DataError>(world, "time,price_a,b\n2020-01-01,1,2\n2020-01-02,1,2\n"),
             ContainsSubstring("walk.csv") && ContainsSubstring("no column is the close"));
  TrainConfig config = quick();
  config.pipeline.data.close = "close";
  Trained named(config);
  CHECK_THAT(refusal<DataError>(named, "time,closing\n2020-01-01,1\n2020-01-02,2\n"),
             ContainsSubstring(model.substr(0, 8)) && ContainsSubstring("\"close\"") &&
                 ContainsSubstring("it has \"time\", \"closing\""));
}

TEST_CASE("classes are named, a regression is one number", "[commands][xgboost]") {
  TrainConfig config = quick();
  config.pipeline.label.kind = "direction3";
  config.pipeline.label.dead_band = 0.004;
  Trained classes(config);
  const auto of_classes = classes.predict();
  CHECK(of_classes.columns ==
        std::vector<std::string>{"probability_down", "probability_flat", "probability_up"});
  for (const auto& forecast : of_classes.forecasts) {
    CHECK(forecast.values[0] + forecast.values[1] + forecast.values[2] == Approx(1.0));
  }
  check_golden(classes, of_classes);
  config.pipeline.label = {};
  config.pipeline.label.kind = "return";
  config.pipeline.label.horizon = 3;
  Trained regression(config);
  const auto of_returns = regression.predict();
  CHECK(of_returns.columns == std::vector<std::string>{"prediction"});
  CHECK(of_returns.forecasts[0].label_end == of_returns.forecasts[0].time + std::chrono::hours(72));
  check_golden(regression, of_returns);
}

TEST_CASE("a panel is scored symbol by symbol, ordered by time", "[commands][xgboost]") {
  const auto panel = [](std::size_t rows_of_b) {
    const std::string walk = walk_csv(300);
    std::string text = "time,symbol,close\n";
    std::size_t row = 0;
    for (std::size_t at = walk.find('\n') + 1; at < walk.size(); ++row) {
      const auto end = walk.find('\n', at);
      const auto comma = walk.find(',', at);
      const std::string time = walk.substr(at, comma - at);
      const std::string close = walk.substr(comma + 1, end - comma - 1);
      text += time + ",A," + close + "\n";
      if (row < rows_of_b) {
        text += time + ",\"B, plc\"," + std::to_string(2.0 * std::stod(close)) + "\n";
      }
      at = end + 1;
    }
    return text;
  };
  World world;
  world.sources.give(panel(200));
  TrainConfig training = quick();
  training.pipeline.walk_forward.train = {100, Duration::Unit::kBars};
  training.pipeline.walk_forward.test = {50, Duration::Unit::kBars};
  (void)world.train(training);
  PredictConfig config = staged();
  config.last = 1;
  const auto outcome = run_predict(world.app, config);
  CHECK(outcome.panel);
  REQUIRE(outcome.forecasts.size() == 2);
  CHECK(outcome.forecasts[0].symbol == "B, plc");
  CHECK(outcome.forecasts[1].symbol == "A");
  CHECK(outcome.forecasts[0].time < outcome.forecasts[1].time);
  // A symbol without enough history has no forecast, the others do.
  world.sources.give(panel(1));
  CHECK(run_predict(world.app, config).forecasts.size() == 1);
}

TEST_CASE("a model or metadata that were changed are not used", "[commands][xgboost]") {
  Trained world;
  const FileSystem::Path folder =
      "models/candidates/" + world.metadata()["run_id"].get<std::string>();
  for (const auto& file : world.disk.list(folder)) {
    const bool is_read = file.rfind("model_", 0) == 0 || file == "SHA256SUMS";
    if (world.disk.kind(folder / file) != FileSystem::Kind::kFile || !is_read) {
      continue;
    }
    CAPTURE(file);
    const std::string good = world.disk.read(folder / file, kMostRead);
    std::string bad = good;
    bad[bad.size() / 2] ^= 1;
    world.disk.replace(folder / file, bad);
    CHECK_THROWS_AS(world.predict(), IntegrityError);
    world.disk.replace(folder / file, good);
  }
  CHECK_FALSE(world.predict().forecasts.empty());
}

TEST_CASE("a model trained on standard input needs --data", "[commands][xgboost]") {
  TrainConfig training = quick();
  training.pipeline.data.source = "-";
  Trained world(training);
  CHECK_THROWS_WITH(world.predict(), ContainsSubstring("--data"));
  PredictConfig config = staged();
  config.data = "-";
  CHECK(world.predict(config).source == "standard input");
}

TEST_CASE("an interrupted run records nothing", "[commands][xgboost]") {
  Trained world;
  const int writes = world.disk.writes();
  world.stop.set(2);
  CHECK_THROWS_AS(world.predict(), Interrupted);
  CHECK(world.disk.writes() == writes);
}

TEST_CASE("bars of another length are warned of, where there are enough to tell",
          "[commands][xgboost]") {
  Trained world;
  const auto hourly = [](int rows) {
    std::string text = "time,close\n";
    for (int row = 0; row < rows; ++row) {
      text += to_iso8601(Timestamp(std::chrono::hours(240'000 + row))) + "," +
              std::to_string(100 + row % 7) + "\n";
    }
    return text;
  };
  (void)world.predict();
  (void)world.predict(hourly(10));
  CHECK(world.events.all<Warning>().empty());
  (void)world.predict(hourly(100));
  const auto warnings = world.events.all<Warning>();
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0].message,
             ContainsSubstring("bars are 1h apart") && ContainsSubstring("was trained on 1d"));
}
