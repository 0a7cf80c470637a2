// SPDX-License-Identifier: MIT
// Ready-made columns and categories, scored by `mlpipe predict`.
#include <cmath>

#include "commands/scoring_data.hpp"
#include "predict_world.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using namespace mlpipe::testing;
using nlohmann::json;

namespace {

/// time, mood, score and, if wanted, y: no prices. The mood is the class of the row.
std::string given_csv(std::size_t rows, bool target, const std::string& y = "y") {
  Rng rng(9);
  std::string text = "time,score,mood" + (target ? "," + y : "") + "\n";
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t kind = rng.below(3);
    const double score = rng.normal();
    const bool up = (kind > 0) == (rng.below(4) > 0);
    const char* moods[] = {"bad", "fine", "good"};
    text += to_iso8601(Timestamp(std::chrono::hours(24 * (10'000 + row)))) + "," +
            std::to_string(score) + "," + moods[kind];
    text += target ? std::string(up ? ",1" : ",0") + "\n" : "\n";
  }
  return text;
}

TrainConfig given_config() {
  TrainConfig config = quick();
  config.pipeline.features.names = {};
  config.pipeline.data.features = {{"score", "mood"}};
  config.pipeline.data.categorical = {"mood"};
  config.pipeline.data.target = "y";
  config.pipeline.label.kind = "column";
  return config;
}

/// Trained on ready-made columns.
struct GivenWorld : World {
  GivenWorld() {
    sources.give(given_csv(kRows, true));
    (void)train(given_config());
  }
  PredictOutcome predict(const std::string& rows) {
    sources.give(rows);
    return run_predict(app, staged());
  }
};

std::string first_lines(const std::string& text, std::size_t count) {
  std::size_t end = 0;
  for (std::size_t line = 0; line < count; ++line) {
    end = text.find('\n', end) + 1;
  }
  return text.substr(0, end);
}

}  // namespace

TEST_CASE("ready-made columns are scored without the target, by a single row, in any order",
          "[commands][xgboost]") {
  GivenWorld world;
  const auto all = world.predict(given_csv(kRows, true));
  REQUIRE(all.forecasts.size() == kRows);
  CHECK(all.columns == std::vector<std::string>{"probability_1"});
  CHECK(world.predict(given_csv(kRows, false)).forecasts == all.forecasts);
  // The columns stand elsewhere, and one that the model does not know is between them.
  const std::string head = "time,score,mood\n";
  const std::string row = first_lines(given_csv(kRows, false), 2).substr(head.size());
  const auto first_comma = row.find(',');
  const auto second_comma = row.find(',', first_comma + 1);
  const std::string time = row.substr(0, first_comma);
  const std::string score = row.substr(first_comma + 1, second_comma - first_comma - 1);
  const std::string mood = row.substr(second_comma + 1, row.size() - second_comma - 2);
  const auto one =
      world.predict("mood,other,time,score,y\n" + mood + ",7," + time + "," + score + ",\n");
  REQUIRE(one.forecasts.size() == 1);
  CHECK(one.forecasts[0].values == all.forecasts[0].values);
}

TEST_CASE("a category has the code of training, whatever else the file holds",
          "[commands][xgboost]") {
  GivenWorld world;
  const json inputs = world.metadata()["recipe"]["inputs"];
  CHECK(inputs == json::parse(R"([{"name": "score", "categories": []},
                                  {"name": "mood", "categories": ["bad", "fine", "good"]}])"));
  const std::string head = "time,score,mood\n2020-01-01,0.5,";
  const auto value = [&](const std::string& rows) {
    return world.predict(rows).forecasts.at(0).values.at(0);
  };
  const float good = value(head + "good\n");
  const float bad = value(head + "bad\n");
  CHECK(good != bad);
  CHECK(value(head + "good\n2020-01-02,0.5,bad\n") == good);
  CHECK(value(head + "bad\n2020-01-02,0.5,good\n") == bad);
  CHECK(std::isfinite(value(head + "\n")));
}

TEST_CASE("a category that training has not seen is refused with those that it has",
          "[commands][xgboost]") {
  GivenWorld world;
  world.sources.give("time,score,mood\n2020-01-01,0.5,angry\n");
  CHECK_THROWS_WITH(
      run_predict(world.app, staged()),
      ContainsSubstring("\"mood\" holds \"angry\"") && ContainsSubstring("bad, fine, good"));
}

TEST_CASE("a ready-made column that is missing or holds text is refused", "[commands][xgboost]") {
  GivenWorld world;
  world.sources.give("time,scores,mood\n2020-01-01,0.5,good\n");
  CHECK_THROWS_AS(run_predict(world.app, staged()), DataError);
  CHECK_THROWS_WITH(run_predict(world.app, staged()),
                    ContainsSubstring("no column \"score\" (did you mean \"scores\"?)"));
  world.sources.give("time,score,mood\n2020-01-01,high,good\n");
  CHECK_THROWS_WITH(run_predict(world.app, staged()), ContainsSubstring("holds text"));
}

TEST_CASE("what a single row cannot tell of its times is as training found it",
          "[commands][xgboost]") {
  // Days, the day first, or hourly stamps at which bars open.
  const auto rows_of = [](bool hourly) {
    std::string text = "time,score,y\n";
    Rng rng(4);
    for (std::size_t row = 0; row < kRows; ++row) {
      const auto time = std::chrono::hours(hourly ? row : 24 * row);
      const std::string iso = to_iso8601(Timestamp(std::chrono::hours(500'000) + time));
      const double score = rng.normal();
      text += hourly ? iso : iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
      text += "," + std::to_string(score) + (rng.normal() < score ? ",1\n" : ",0\n");
    }
    return text;
  };
  TrainConfig config = given_config();
  config.pipeline.data.features = {{"score"}};
  config.pipeline.data.categorical = {};
  World world;
  const auto time_of = [&](const std::string& cell) {
    world.sources.give("time,score\n" + cell + ",0.5\n");
    return to_iso8601(run_predict(world.app, staged()).forecasts.at(0).time);
  };
  SECTION("day first") {
    world.sources.give(rows_of(false));
    (void)world.train(config);
    CHECK(time_of("05/06/2028") == "2028-06-05T00:00:00Z");
    CHECK(time_of("2028-06-05") == "2028-06-05T00:00:00Z");
  }
  SECTION("the length of a bar whose opening is stamped") {
    config.pipeline.data.stamp = "open";
    world.sources.give(rows_of(true));
    (void)world.train(config);
    CHECK(time_of("2028-06-05T10:00:00Z") == "2028-06-05T11:00:00Z");
  }
}

TEST_CASE("a model whose metadata tell nothing of its bars can be used all the same",
          "[commands][xgboost]") {
  const Trained world;
  json metadata = world.metadata();
  for (const char* key : {"median_step_seconds", "time_format", "bar"}) {
    CHECK(metadata["data"].erase(key) == 1);
  }
  const auto recipe = read_recipe(metadata, "v1.0.0", "metadata.json");
  CHECK(recipe.step == 0.0);
  CHECK_FALSE(recipe.time_format.has_value());
  CHECK_FALSE(recipe.bar.has_value());
  metadata["recipe"].erase("inputs");
  CHECK_THROWS_AS(read_recipe(metadata, "v1.0.0", "metadata.json"), IntegrityError);
}
