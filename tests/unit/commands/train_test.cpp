// SPDX-License-Identifier: MIT
// The whole of `mlpipe train` in memory: what it writes, in which order, and what a failure leaves.
#include "mlpipe/commands/train.hpp"

#include <cmath>
#include <cstring>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "support/catch.hpp"
#include "support/failing_file_system.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_sink.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using namespace mlpipe::testing;
using nlohmann::json;

namespace {

constexpr std::size_t kMost = 64U << 20U;

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  std::size_t read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), text_.size() - at_);
    std::memcpy(buffer.data(), text_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

/// Gives the same text for every name.
class TextOpener final : public SourceOpener {
 public:
  explicit TextOpener(std::string text) : text_(std::move(text)) {}
  std::unique_ptr<ByteSource> open(const std::string& /*where*/,
                                   const SourceOptions& /*options*/) override {
    return std::make_unique<TextSource>(text_);
  }

 private:
  std::string text_;
};

std::string walk_csv(std::size_t rows) {
  Rng rng(3);
  double level = 0.0;
  std::string text = "time,close\n";
  for (std::size_t row = 0; row < rows; ++row) {
    level += 0.01 * rng.normal();
    text += to_iso8601(Timestamp(std::chrono::hours(24 * (10'000 + row)))) + "," +
            std::to_string(100.0 * std::exp(level)) + "\n";
  }
  return text;
}

/// A machine of fakes.
struct World {
  MemoryFileSystem disk;
  FailingFileSystem files{disk};
  ManualClock clock;
  TextOpener sources{walk_csv(600)};
  RecordingSink events;
  StopFlag stop;
  App app{files, clock, sources, events, stop, 1};

  TrainOutcome train(const TrainConfig& config) { return run_train(app, config); }
  json metadata() const { return json::parse(disk.read("models/staging/metadata.json", kMost)); }
};

TrainConfig quick() {
  TrainConfig config;
  config.provenance.config_source = "config.json";
  config.pipeline.data.source = "walk.csv";
  config.pipeline.features.presets = {};
  config.pipeline.features.names = {"logret_1"};
  config.pipeline.model.max_rounds = 3;
  config.pipeline.model.early_stopping_rounds = 0;
  config.pipeline.walk_forward.train = {300, Duration::Unit::kBars};
  config.pipeline.walk_forward.test = {100, Duration::Unit::kBars};
  return config;
}

}  // namespace

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
    CHECK(world.disk.read(again.candidate / "model.ubj", kMost) ==
          world.disk.read(outcome.candidate / "model.ubj", kMost));
  }
}

TEST_CASE("whichever change to the disk fails, all is as before or wholly new",
          "[commands][xgboost]") {
  World world;
  const auto old = world.train(quick());
  const std::string best = world.disk.read("config/best_hyperparameters.json", kMost);
  const auto reports = world.disk.list("reports");
  TrainConfig config = quick();
  config.pipeline.model.max_rounds = 1;  // on noise less is better: the best file changes, too
  world.files.fail_from(0);
  // Files of the candidate (4), links (2), reports (2), sums, move, staging link, best parameters.
  constexpr int kChanges = 12;
  for (int change = 1; change <= kChanges; ++change) {
    INFO("change " << change);
    world.clock.advance(std::chrono::seconds(1));
    world.files.fail_from(change);
    CHECK_THROWS_AS(world.train(config), IoError);
    CHECK(world.disk.list("models/.incoming").empty());
    CHECK(world.disk.read("config/best_hyperparameters.json", kMost) == best);
    if (change < kChanges) {
      CHECK(world.disk.read_link("models/staging") == "candidates/" + old.run_id);
      CHECK(world.disk.list("models/candidates") == std::vector<std::string>{old.run_id});
      CHECK(world.disk.list("reports") == reports);
    }
  }
  // The last failure came after the switch: what stands is whole, and the message said so.
  CHECK(world.disk.read_link("models/staging") != "candidates/" + old.run_id);
  CHECK(world.disk.list("reports").size() == reports.size() + 2);
  world.clock.advance(std::chrono::seconds(1));
  world.files.fail_from(kChanges);
  CHECK_THROWS_WITH(world.train(config),
                    ContainsSubstring("the model and its report are whole and staged"));
  world.files.fail_from(kChanges + 1);
  world.clock.advance(std::chrono::seconds(1));
  CHECK(world.train(config).best_update.find("takes these parameters over") != std::string::npos);
  CHECK(world.files.changes() == kChanges);
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
  CHECK(world.files.changes() == 0);
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
  CHECK(world.events.all<ArtifactWritten>().size() == 6);
  for (const auto& file : world.events.all<ArtifactWritten>()) {
    CHECK(world.disk.read(file.path, kMost).size() == file.bytes);
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
