// SPDX-License-Identifier: MIT
#include <cmath>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/training/best_hyperparameters.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::training;

namespace {

ScoredParameters scored(double score) {
  ScoredParameters out;
  out.params = {{"eta", "0.1"}, {"eval_metric", "auc"}, {"eval_metric", "logloss"}};
  out.metric = "log_loss";
  out.score = score;
  out.recipe_sha256 = "r";
  return out;
}

BestHyperparameters read(const std::string& text) {
  return parse_best_hyperparameters(parse_json(text, "best.json"), "best.json");
}

}  // namespace

TEST_CASE("a file of best parameters without a score is beaten by every score", "[training]") {
  std::optional<BestHyperparameters> file =
      read(R"({"best": {"params": {"eta": "0.2"}, "metric": "log_loss", "recipe_sha256": "r"}})");
  REQUIRE(std::isnan(file->best.score));
  CHECK(update_best(file, scored(0.7)) == BestUpdate::kImproved);
  CHECK(file->best.score == 0.7);
  CHECK(update_best(file, scored(0.7)) == BestUpdate::kKept);
}

TEST_CASE("a slip in a parameter of the best file is told, not handed to XGBoost", "[training]") {
  CHECK_THROWS_WITH(read(R"({"best": {"params": {"max_dept": "4"}}})"),
                    ContainsSubstring("/best/params/max_dept") && ContainsSubstring("max_depth"));
}

TEST_CASE("best parameters read back as they were written", "[training]") {
  const std::string text = write_best_hyperparameters({scored(0.5), {scored(0.6)}});
  const auto file = read(text);
  CHECK(file.best.params == scored(0.5).params);
  CHECK(file.best.score == 0.5);
  REQUIRE(file.history.size() == 1);
  CHECK(file.history[0].score == 0.6);
}
