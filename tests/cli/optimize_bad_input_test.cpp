// SPDX-License-Identifier: MIT
#include "optimize_support.hpp"

using namespace mlpipe::testing;
using nlohmann::json;

namespace {

struct Refused {
  const char* name;
  json change;  ///< merged into the search
  const char* told;
  int exit_code = 2;
};

}  // namespace

TEST_CASE("a search that cannot work is refused, saying where", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 700).csv());
  const std::vector<Refused> cases = {
      {"low above high", json::parse(R"({"space": {"eta": {"low": 0.9}}})"), "/space/eta"},
      {"log of 0", json::parse(R"({"space": {"eta": {"low": 0}}})"), "/space/eta"},
      {"unknown parameter",
       json::parse(R"({"space": {"max_dept": {"type": "int", "low": 1, "high": 3}}})"),
       "max_depth"},
      {"empty categories", json::parse(R"({"space": {"grow_policy": {"choices": []}}})"),
       "/space/grow_policy"},
      {"step too large", json::parse(R"({"space": {"max_depth": {"step": 9}}})"),
       "/space/max_depth"},
      {"value out of XGBoost's range",
       json::parse(R"({"space": {"subsample": {"type": "float", "low": 0, "high": 1}}})"),
       "/space/subsample"},
      {"a setting that cannot be searched",
       json::parse(R"({"space": {"/data/source": {"type": "categorical", "choices": ["a"]}}})"),
       "/data/source"},
      {"a setting that is not there",
       json::parse(R"({"space": {"/label/horizn": {"type": "int", "low": 1, "high": 3}}})"),
       "/label/horizn"},
      {"labels that do not compare",
       json::parse(R"({"space": {"/label/horizon": {"type": "int", "low": 1, "high": 3}}})"),
       "sharpe"},
      {"unknown metric", json::parse(R"({"objective": "logloss"})"), "log_loss"},
      {"a metric without direction", json::parse(R"({"objective": "trades"})"), "neither better"},
      {"unknown key", json::parse(R"({"trails": 3})"), "trials"},
      {"no bound", json::parse(R"({"constraints": {"sharpe": {}}})"), "/constraints/sharpe"},
      {"halving without early stopping", json::parse(R"({"pruner": {"kind": "halving"}})"),
       "early_stopping_rounds"},
      {"a timeout in bars", json::parse(R"({"timeout": "500"})"), "/timeout"},
      {"nothing left to search on", json::parse(R"({"final_folds": 3})"), "/final_folds"},
      {"starting points that are no list", json::parse(R"({"starts": {"max_depth": 2}})"),
       "/starts"},
      {"a starting point that is no object", json::parse(R"({"starts": [{"eta": 0.1}, 3]})"),
       "point 2"},
      {"a starting value of no kind", json::parse(R"({"starts": [{"eta": [0.1]}]})"),
       "point 1, \"eta\""},
      {"a starting value that XGBoost refuses", json::parse(R"({"starts": [{"eta": "fast"}]})"),
       "/starts/0"},
      {"an SQL storage", json::parse(R"({"storage": "sqlite:///study.db"})"), "journal"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.name);
    json search = quick_search();
    search.merge_patch(one.change);
    const auto run = optimize(folder, walk_config(), search);
    CAPTURE(run.err);
    CHECK(run.exit_code == one.exit_code);
    CHECK_THAT(run.err, ContainsSubstring(one.told));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "studies.log"));
  }
}

TEST_CASE("a study whose terms changed is refused, naming what changed", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 1000).csv());
  json search = quick_search();
  search["trials"] = 4;
  search["study"] = "mine";
  REQUIRE(optimize(folder, walk_config(), search).exit_code == 0);
  search["space"]["max_depth"]["high"] = 6;
  const auto space = optimize(folder, walk_config(), search);
  CHECK(space.exit_code == 2);
  CHECK_THAT(space.err, ContainsSubstring("\"max_depth\" was"));
  search = quick_search();
  search["study"] = "mine";
  folder.write("walk.csv", RandomWalk(2, 1000).csv());
  const auto data = optimize(folder, walk_config(), search);
  CHECK(data.exit_code == 2);
  CHECK_THAT(data.err, ContainsSubstring("data_sha256"));
  CHECK(exported(folder).size() == 4);
}

TEST_CASE("flags that contradict each other are refused", "[cli]") {
  const TemporaryFolder folder;
  const auto told = [&](std::vector<std::string> args) {
    const auto run = run_mlpipe(folder.path(), args);
    CHECK(run.exit_code == 2);
    return run.err;
  };
  CHECK_THAT(told({"train", "--optimize", "--use-best"}), ContainsSubstring("give one"));
  CHECK_THAT(told({"train", "--trials", "5"}), ContainsSubstring("--optimize"));
  CHECK_THAT(told({"optimize", "--trials", "0"}), ContainsSubstring("--trials"));
  CHECK_THAT(told({"optimize", "--timeout", "500"}), ContainsSubstring("--timeout"));
  CHECK_THAT(told({"optimize", "--search", "nowhere.json"}), ContainsSubstring("nowhere.json"));
  CHECK(run_mlpipe(folder.path(), {"optimize", "status"}).exit_code == 8);
}

TEST_CASE("a journal that cannot be written is a clear error, and can be read", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 1000).csv());
  json search = quick_search();
  search["storage"] = "/dev/full/studies.log";
  const auto nowhere = optimize(folder, walk_config(), search);
  CHECK(nowhere.exit_code == 1);
  CHECK_THAT(nowhere.err, ContainsSubstring("/dev/full"));
  search["storage"] = "redis://127.0.0.1:1/0";
  const auto redis = optimize(folder, walk_config(), search);
  CHECK(redis.exit_code == 1);
  CHECK_THAT(redis.err, ContainsSubstring("127.0.0.1:1"));
}
