// SPDX-License-Identifier: MIT
// Kinds of labels, columns and weights, each through the whole command.
#include "train_support.hpp"

using namespace mlpipe::testing;

namespace {

json metadata_of(const TemporaryFolder& folder) {
  return read_json(folder.path() / "models/staging/metadata.json");
}

/// Runs on a walk of 900 days; the result document.
json train_walk(const TemporaryFolder& folder, const json& config) {
  folder.write("walk.csv", RandomWalk(41, 900).csv());
  return result_of(train(folder, config, {"--data", "walk.csv"}));
}

}  // namespace

TEST_CASE("down, flat and up are three classes with a probability each", "[cli][xgboost]") {
  const TemporaryFolder folder;
  json config = quick_config();
  config["label"] = {{"kind", "direction3"}, {"dead_band", 0.004}, {"horizon", 3}};
  const json result = train_walk(folder, config);
  CHECK(result["scores"]["macro_auc"].is_number());
  const json metadata = metadata_of(folder);
  CHECK(metadata["recipe"]["classes"] == json({"down", "flat", "up"}));
  CHECK(metadata["recipe"]["params"]["objective"] == "multi:softprob");
  CHECK(metadata["golden_rows"]["predictions"].size() == 8 * 3);
}

TEST_CASE("the return itself is a regression", "[cli][xgboost]") {
  const TemporaryFolder folder;
  json config = quick_config();
  config["label"] = {{"kind", "return"}, {"horizon", 2}, {"log_return", true}};
  const json result = train_walk(folder, config);
  CHECK(result["scores"]["rmse"].get<double>() > 0.005);
  CHECK(result["scores"]["rmse"].get<double>() < 0.03);  // two steps of 1 %
  CHECK(metadata_of(folder)["recipe"]["params"]["objective"] == "reg:squarederror");
  CHECK(read_json(folder.path() / "config/best_hyperparameters.json")["best"]["metric"] == "rmse");
}

TEST_CASE("rows inside a dead band and the last one are not labelled", "[cli][xgboost]") {
  const TemporaryFolder folder;
  json config = quick_config();
  const json without = train_walk(folder, config);
  const auto rows_without = metadata_of(folder)["train_rows"].get<int>();
  CHECK(rows_without == without["rows"].get<int>() - 1);
  config["label"]["dead_band"] = 0.005;
  const json with = train_walk(folder, config);
  CHECK(with["rows"] == without["rows"]);
  // |N(0, 1 %)| > 0.5 %: 61.7 % of the rows.
  const double share = metadata_of(folder)["train_rows"].get<double>() / rows_without;
  CHECK(share > 0.55);
  CHECK(share < 0.68);
}

TEST_CASE("a text column declared categorical is learnt from, an undeclared one refused",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  const RandomWalk walk(43, 800);
  // The mood is right about tomorrow's direction three days in four.
  folder.write("moods.csv", walk.csv(",mood", [&](std::size_t row) {
    const bool up = (walk.next_return(row) > 0) != (row % 4 == 0);
    return std::string(up ? ",good" : ",bad");
  }));
  json config = quick_config();
  config["data"]["features"] = {"mood"};
  CHECK_THAT(refusal_of(train(folder, config, {"--data", "moods.csv"}), 6, folder),
             ContainsSubstring("\"mood\"") && ContainsSubstring("data.categorical"));
  config["data"]["categorical"] = {"mood"};
  const json result = result_of(train(folder, config, {"--data", "moods.csv"}));
  CHECK(result["scores"]["accuracy"].get<double>() > 0.70);
  const json profile = read_json(folder.path() / "models/staging/reference_profile.json");
  CHECK(profile["features"].back()["name"] == "mood");
  CHECK(profile["features"].back()["kind"] == "categorical");
}

TEST_CASE("class weights, time decay and monotone constraints by name reach the model",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  json config = quick_config();
  (void)train_walk(folder, config);
  std::string before = read_text(folder.path() / "models/staging/model.ubj");
  const auto changes_the_model = [&](const json& model) {
    INFO(model.dump());
    json changed = quick_config();
    changed["model"].merge_patch(model);
    (void)train_walk(folder, changed);
    const auto bytes = read_text(folder.path() / "models/staging/model.ubj");
    CHECK(bytes != before);
  };
  changes_the_model({{"class_weight", "balanced"}});
  changes_the_model({{"class_weight", {1.0, 3.0}}});
  changes_the_model({{"time_decay", "1y"}});
  changes_the_model({{"params", {{"monotone_constraints", {{"rsi_14", -1}}}}}});
  json config_with_slip = quick_config();
  config_with_slip["model"]["params"]["monotone_constraints"] = {{"rsi14", -1}};
  const auto run = train(folder, config_with_slip, {"--data", "walk.csv"});
  CHECK(run.exit_code == 2);
  CHECK_THAT(run.err, ContainsSubstring("monotone_constraints") && ContainsSubstring("rsi14"));
}

TEST_CASE("the alpha158 preset, but for VWAP0, trains on daily bars", "[cli][xgboost]") {
  const TemporaryFolder folder;
  const RandomWalk walk(44, 700);
  const auto bar = [&](std::size_t row) {
    const double open = row > 0 ? walk.close(row - 1) : walk.close(row);
    return "," + std::to_string(open) + "," +
           std::to_string(1.002 * std::max(open, walk.close(row))) + "," +
           std::to_string(0.998 * std::min(open, walk.close(row))) + "," +
           std::to_string(1000 + row * 7919 % 997);
  };
  folder.write("bars.csv", walk.csv(",open,high,low,volume", bar));
  json config = quick_config();
  config["features"] = {{"preset", "alpha158"}};
  const json result = result_of(train(folder, config, {"--data", "bars.csv"}));
  CHECK(result["features"] == 157);
  CHECK(metadata_of(folder)["recipe"]["features"].size() == 157);
}

TEST_CASE("a panel gives scores for each symbol", "[cli][xgboost]") {
  const TemporaryFolder folder;
  std::string text = "date,symbol,close\n";
  const RandomWalk a(45, 700);
  const RandomWalk b(46, 700);
  for (std::size_t row = 0; row < a.size(); ++row) {
    text += RandomWalk::date(row) + ",B," + std::to_string(b.close(row)) + "\n";
    if (row > 100) {  // ragged, and not in the order of the alphabet
      text += RandomWalk::date(row) + ",A," + std::to_string(a.close(row)) + "\n";
    }
  }
  folder.write("panel.csv", text);
  (void)result_of(train(folder, quick_config(), {"--data", "panel.csv"}));
  const json metadata = metadata_of(folder);
  CHECK(metadata["data"]["symbols"] == json({"A", "B"}));
  CHECK(metadata["metrics"]["symbols"]["A"]["forecast"]["roc_auc"].is_number());
  CHECK(metadata["metrics"]["symbols"]["B"]["test_rows"] == 200);
}

TEST_CASE("a short history with default windows gives fewer folds rather than none",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  json config = quick_config();
  config.erase("walk_forward");
  folder.write("walk.csv", RandomWalk(47, 450).csv());
  const json result = result_of(train(folder, config, {"--data", "walk.csv"}));
  CHECK(result["folds"].get<int>() >= 3);
}
