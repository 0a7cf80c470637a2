// SPDX-License-Identifier: MIT
#include "mlpipe/training/best_hyperparameters.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::training;

namespace {

ScoredParameters scored(double score, const std::string& depth = "3") {
  ScoredParameters out;
  out.params = {{"max_depth", depth}, {"eval_metric", "logloss"}, {"eval_metric", "auc"}};
  out.metric = "log_loss";
  out.score = score;
  out.fold_scores = {score, std::nan("")};
  out.rounds = 7;
  out.data_sha256 = "d1";
  out.recipe_sha256 = "r1";
  out.created = *from_iso8601("2026-11-23T02:00:00Z");
  return out;
}

BestHyperparameters parse(const std::string& text) {
  return parse_best_hyperparameters(parse_json(text, "best.json"), "best.json");
}

}  // namespace

TEST_CASE("the first run begins the file", "[training]") {
  std::optional<BestHyperparameters> file;
  CHECK(update_best(file, scored(0.69)) == BestUpdate::kFirst);
  REQUIRE(file);
  CHECK(file->best.score == 0.69);
  CHECK(file->history.empty());
}

TEST_CASE("only a strictly better score takes over, and the old one is kept", "[training]") {
  std::optional<BestHyperparameters> file;
  (void)update_best(file, scored(0.69));
  CHECK(update_best(file, scored(0.69, "4")) == BestUpdate::kKept);
  CHECK(update_best(file, scored(0.70, "4")) == BestUpdate::kKept);
  CHECK(update_best(file, scored(0.68, "4")) == BestUpdate::kImproved);
  CHECK(file->best.score == 0.68);
  REQUIRE(file->history.size() == 1);
  CHECK(file->history[0].score == 0.69);
}

TEST_CASE("a metric that is maximised improves upwards", "[training]") {
  auto run = scored(0.55);
  run.metric = "roc_auc";
  run.minimise = false;
  std::optional<BestHyperparameters> file;
  (void)update_best(file, run);
  run.score = 0.54;
  CHECK(update_best(file, run) == BestUpdate::kKept);
  run.score = 0.56;
  CHECK(update_best(file, run) == BestUpdate::kImproved);
}

TEST_CASE("the same parameters on newer data are scored anew, even if worse", "[training]") {
  std::optional<BestHyperparameters> file;
  (void)update_best(file, scored(0.68));
  auto run = scored(0.70);
  run.data_sha256 = "d2";
  CHECK(update_best(file, run) == BestUpdate::kRescored);
  CHECK(file->best.score == 0.70);
}

TEST_CASE("another recipe begins anew, even if worse; another metric changes nothing",
          "[training]") {
  std::optional<BestHyperparameters> file;
  (void)update_best(file, scored(0.68));
  auto run = scored(0.90, "5");
  run.recipe_sha256 = "r2";
  CHECK(update_best(file, run) == BestUpdate::kNewRecipe);
  run.metric = "sharpe";
  CHECK(update_best(file, run) == BestUpdate::kOtherMetric);
  CHECK(file->history.size() == 1);
  replace_best(file, run);
  CHECK(file->best.metric == "sharpe");
  CHECK(file->history.size() == 2);
}

TEST_CASE("settings of the pipeline are kept beside the parameters", "[training]") {
  std::optional<BestHyperparameters> file;
  auto run = scored(0.68);
  run.settings = {{"/label/dead_band", "0.001"}, {"/model/max_rounds", "300"}};
  replace_best(file, run);
  const auto again = parse(write_best_hyperparameters(*file));
  CHECK(again.best.settings == run.settings);
  // Without them the same parameters are others.
  auto plain = scored(0.60);
  plain.data_sha256 = "d2";
  CHECK(update_best(file, plain) == BestUpdate::kImproved);
  CHECK_THROWS_AS(parse(R"({"best": {"params": {"eta": "1"}, "settings": {"eta": 1}}})"),
                  ConfigError);
}

TEST_CASE("fifty older ones are kept, newest first", "[training]") {
  std::optional<BestHyperparameters> file;
  for (int i = 0; i < 60; ++i) {
    (void)update_best(file, scored(1.0 - 0.01 * i, std::to_string(i)));
  }
  REQUIRE(file->history.size() == 50);
  CHECK(file->history.front().params.front().second == "58");
}

TEST_CASE("what is written is read back equal and written the same", "[training]") {
  std::optional<BestHyperparameters> file;
  (void)update_best(file, scored(0.69));
  (void)update_best(file, scored(0.68, "4"));
  const std::string text = write_best_hyperparameters(*file);
  const auto again = parse(text);
  CHECK(write_best_hyperparameters(again) == text);
  CHECK(again.best.rounds == 7);
  CHECK(again.best.created == file->best.created);
  CHECK(std::isnan(again.best.fold_scores.at(1)));
  std::vector<std::string> metrics;
  for (const auto& [name, value] : again.best.params) {
    if (name == "eval_metric") {
      metrics.push_back(value);
    }
  }
  CHECK(metrics == std::vector<std::string>{"logloss", "auc"});
}

TEST_CASE("a broken file is refused with the place of each problem", "[training]") {
  const auto refused = [](const std::string& text, const std::string& told) {
    INFO(text);
    CHECK_THROWS_WITH(parse(text), ContainsSubstring(told));
    CHECK_THROWS_AS(parse(text), ConfigError);
  };
  refused("{}", "best.json: /best: missing");
  refused("[]", "best.json");
  refused(R"({"best": 3})", "/best: ");
  refused(R"({"best": {"params": {}}})", "/best/params: no parameters");
  // XGBoost would ignore it in silence.
  refused(R"({"best": {"params": {"max_dept": "4"}}})", "/best/params/max_dept: ");
  refused(R"({"best": {"params": {"eta": "1"}, "scroe": 1}})", "did you mean \"score\"");
  refused(R"({"best": {"params": {"eta": "1"}, "created_at": "yesterday"}})", "/best/created_at");
  for (const char* history : {"7", "\"x\"", "{\"a\": 1}", "true"}) {
    refused(R"({"best": {"params": {"eta": "1"}}, "history": )" + std::string(history) + "}",
            "/history: expected a list");
  }
  for (const char* scores : {"7", "\"x\"", "[\"a\"]", "{}"}) {
    refused(R"({"best": {"params": {"eta": "1"}, "fold_scores": )" + std::string(scores) + "}}",
            "/best/fold_scores: ");
  }
  refused(R"({"best": {"params": {"eta": "1"}}, "history": [{"params": {}}]})",
          "/history/0: /params: no parameters");
}

TEST_CASE("a file written by hand may leave the score out; any score is better", "[training]") {
  std::optional<BestHyperparameters> file = parse(R"({"best": {"params": {"max_depth": "2"}}})");
  CHECK(std::isnan(file->best.score));
  CHECK(std::isnan(parse(write_best_hyperparameters(*file)).best.score));
  auto run = scored(0.7);
  run.recipe_sha256 = file->best.recipe_sha256;
  run.metric = file->best.metric;
  CHECK(update_best(file, run) == BestUpdate::kImproved);
}
