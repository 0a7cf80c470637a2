// SPDX-License-Identifier: MIT
#include "optimize_support.hpp"

using namespace mlpipe::testing;
using nlohmann::json;

TEST_CASE("halving scores the models that the same parameters give without it", "[cli][xgboost]") {
  json config = walk_config();
  config["model"] = {{"max_rounds", 40}, {"early_stopping_rounds", 10}};
  json search = quick_search();
  search["sampler"] = {{"kind", "random"}};
  search["space"]["subsample"] = {{"type", "float"}, {"low", 0.4}, {"high", 0.8}};
  const auto values = [&](const char* pruner) {
    const TemporaryFolder folder;
    folder.write("walk.csv", RandomWalk(5, 1000).csv());
    search["pruner"] = {{"kind", pruner}, {"min_rounds", 2}, {"reduction_factor", 2}};
    REQUIRE(optimize(folder, config, search).exit_code == 0);
    return exported(folder);
  };
  const auto halved = values("halving");
  const auto whole = values("none");
  REQUIRE(halved.size() == whole.size());
  std::size_t complete = 0;
  for (std::size_t i = 0; i < halved.size(); ++i) {
    CHECK(halved[i]["params"] == whole[i]["params"]);
    if (halved[i]["state"] == "COMPLETE" && halved[i]["params"].contains("subsample")) {
      CHECK(halved[i]["value"] == whole[i]["value"]);
      ++complete;
    }
  }
  CHECK(complete > 1);
}
