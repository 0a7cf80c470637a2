// SPDX-License-Identifier: MIT
// Nothing is found where there is nothing, and what knows the future is found out.
#include "train_support.hpp"

using namespace mlpipe::testing;

TEST_CASE("on a random walk the AUC is one half within four standard errors", "[cli][xgboost]") {
  const auto seed = GENERATE(1U, 2U, 3U);
  CAPTURE(seed);
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(seed, 4000).csv());
  json config = quick_config();
  config["features"] = {{"preset", "core"}};
  config["walk_forward"] = {{"train", 1500}, {"test", 500}};
  config["model"]["max_rounds"] = 30;
  const json result = result_of(train(folder, config, {"--data", "walk.csv"}));
  const auto rows = result["scores"]["n"].get<double>();
  CHECK(rows >= 1500);
  // Standard error of the area under no signal (Hanley and McNeil 1982), classes of equal size:
  // sqrt((n + 1) / (12 n0 n1)) with n0 = n1 = n / 2.
  const double standard_error = std::sqrt((rows + 1.0) / (3.0 * rows * rows));
  const double auc = result["scores"]["roc_auc"].get<double>();
  CHECK(std::abs(auc - 0.5) <= 4.0 * standard_error);
}

TEST_CASE("the next return as a feature is a suspected leak until it is trusted",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  const RandomWalk walk(7, 800);
  folder.write("leak.csv", walk.csv(",tip,noise", [&](std::size_t row) {
    return "," + std::to_string(walk.next_return(row)) + "," + std::to_string(row * 7919 % 101);
  }));
  json config = quick_config();
  config["data"] = {{"features", {"tip", "noise"}}};
  const auto message = refusal_of(train(folder, config, {"--data", "leak.csv"}), 6, folder);
  CHECK_THAT(message, ContainsSubstring("suspected leak") && ContainsSubstring("column \"tip\"") &&
                          ContainsSubstring("/features/drop") &&
                          ContainsSubstring("/features/trusted_inputs") &&
                          !ContainsSubstring("noise"));
  // It is found before anything is fitted or planned, so a dry run tells it too.
  (void)refusal_of(train(folder, config, {"--data", "leak.csv", "--dry-run"}), 6, folder);
  config["features"]["trusted_inputs"] = {"tip"};
  const json result = result_of(train(folder, config, {"--data", "leak.csv"}));
  CHECK(result["scores"]["roc_auc"].get<double>() > 0.99);
}

TEST_CASE("a holdout is seen by neither scoring nor fit: the run is that of a file cut there",
          "[cli][xgboost]") {
  const RandomWalk walk(11, 900);
  const TemporaryFolder whole;
  whole.write("walk.csv", walk.csv());
  const TemporaryFolder cut;
  // 3 calendar months before the last bar, 2002-06-18.
  const std::string text = walk.csv();
  const std::string border = "2002-03-19";
  REQUIRE(RandomWalk::date(899) == "2002-06-18");
  cut.write("walk.csv", text.substr(0, text.find(border)));
  const json config = quick_config();
  const json held = result_of(train(whole, config, {"--data", "walk.csv", "--holdout", "3M"}));
  const json short_file = result_of(train(cut, config, {"--data", "walk.csv"}));
  CHECK(held["scores"] == short_file["scores"]);
  const auto staged = [](const TemporaryFolder& folder, const std::string& file) {
    return folder.path() / "models/staging" / file;
  };
  json metadata = read_json(staged(whole, "metadata.json"));
  CHECK(metadata["kind"] == "eval");
  CHECK(metadata["train_to"].get<std::string>() < "2002-03-19");
  CHECK(metadata["last_label_end"].get<std::string>() < "2002-03-19");
  CHECK(metadata["metrics"] == read_json(staged(cut, "metadata.json"))["metrics"]);
  CHECK(read_text(staged(whole, "model.ubj")) == read_text(staged(cut, "model.ubj")));
  CHECK(read_json(staged(cut, "metadata.json"))["kind"] == "deploy");
}
