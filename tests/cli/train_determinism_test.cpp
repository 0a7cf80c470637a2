// SPDX-License-Identifier: MIT
// Equal seed, data and config give equal bytes: on any number of threads, again, and elsewhere.
#include "train_support.hpp"

using namespace mlpipe::testing;

namespace {

struct Outputs {
  std::string model;
  std::string metrics;
  std::string config_hash;
  bool operator==(const Outputs&) const = default;
};

Outputs outputs_of(const std::filesystem::path& folder) {
  const auto staging = folder / "models/staging";
  return {read_text(staging / "model.ubj"), read_text(staging / "metrics.json"),
          read_json(staging / "metadata.json")["config_sha256"].get<std::string>()};
}

/// Everything random is used: rows and columns are sampled.
json sampling_config() {
  json config = quick_config();
  config["features"] = {{"preset", "core"}};
  config["seed"] = 9;
  config["model"] = json::parse(R"({
    "max_rounds": 30, "early_stopping_rounds": 5,
    "params": {"subsample": 0.6, "colsample_bytree": 0.5, "eta": 0.2}})");
  config["walk_forward"] = {{"train", 500}, {"test", 150}};
  return config;
}

}  // namespace

TEST_CASE("model bytes and metrics do not depend on threads, repetition or folder",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  const auto data = folder.write("walk.csv", RandomWalk(21, 1500).csv());
  const json config = sampling_config();
  const std::vector<std::string> args{"--data", data.string()};
  const auto with_threads = [&](const char* threads) {
    auto words = args;
    words.insert(words.end(), {"--threads", threads});
    (void)result_of(train(folder, config, words));
    return outputs_of(folder.path());
  };
  const Outputs one = with_threads("1");
  REQUIRE(one.model.size() > 1000);
  CHECK(one == with_threads("2"));
  CHECK(one == with_threads("2"));
  CHECK(one == with_threads("5"));
  const TemporaryFolder elsewhere;
  (void)result_of(train(elsewhere, config, args));
  CHECK(outputs_of(elsewhere.path()) == one);

  SECTION("the same bytes through a relative path or standard input change nothing but the name") {
    RunOptions piped;
    piped.standard_input = read_text(data);
    (void)result_of(train(elsewhere, config, {"--data", "-"}, piped));
    CHECK(outputs_of(elsewhere.path()).model == one.model);
    CHECK(outputs_of(elsewhere.path()).metrics == one.metrics);
    (void)result_of(train(folder, config, {"--data", "walk.csv"}));
    CHECK(outputs_of(folder.path()).model == one.model);
    CHECK(outputs_of(folder.path()).metrics == one.metrics);
  }
  SECTION("another seed gives another model") {
    auto words = args;
    words.insert(words.end(), {"--seed", "10"});
    (void)result_of(train(folder, config, words));
    CHECK(outputs_of(folder.path()).model != one.model);
  }
}

TEST_CASE("the printed configuration trains the same model", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(22, 1200).csv());
  const json config = sampling_config();
  (void)result_of(train(folder, config, {"--data", "walk.csv"}));
  const Outputs first = outputs_of(folder.path());
  const auto printed = run_mlpipe(
      folder.path(), {"train", "--config", "config.json", "--data", "walk.csv", "--print-config"});
  REQUIRE(printed.exit_code == 0);
  const TemporaryFolder other;
  other.write("walk.csv", read_text(folder.path() / "walk.csv"));
  other.write("printed.json", printed.out);
  (void)result_of(run_mlpipe(other.path(), {"train", "--json", "--config", "printed.json"}));
  CHECK(outputs_of(other.path()) == first);
  const auto again =
      run_mlpipe(other.path(), {"train", "--config", "printed.json", "--print-config"});
  CHECK(again.out == printed.out);
  // Run from the recipe that the metadata keep, too.
  const json metadata = read_json(folder.path() / "models/staging/metadata.json");
  other.write("recipe.json", metadata["recipe"]["config"].dump());
  (void)result_of(run_mlpipe(other.path(), {"train", "--json", "--config", "recipe.json"}));
  CHECK(outputs_of(other.path()).model == first.model);
}
