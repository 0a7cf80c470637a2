// SPDX-License-Identifier: MIT
#include "mlpipe/registry/metadata_diff.hpp"

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"
#include "support/metadata_example.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using mlpipe::testing::example_metadata;
using nlohmann::json;

namespace {

/// "recipe label.horizon: 1 | 5 (4)"
std::string line(const Difference& difference) {
  return to_string(difference.group) + " " + difference.name + ": " + difference.a.value_or("-") +
         " | " + difference.b.value_or("-") +
         (difference.change ? " (" + std::to_string(*difference.change) + ")" : "");
}

std::vector<std::string> lines(const json& a, const json& b) {
  std::vector<std::string> out;
  for (const auto& difference : diff_metadata(a, b)) {
    out.push_back(line(difference));
  }
  return out;
}

using Lines = std::vector<std::string>;

json changed(const std::string& pointer, const json& value) {
  auto metadata = example_metadata();
  metadata[json::json_pointer(pointer)] = value;
  return metadata;
}

}  // namespace

TEST_CASE("equal metadata have no difference", "[registry]") {
  CHECK(diff_metadata(example_metadata(), example_metadata()).empty());
}

TEST_CASE("what differs in every run, folds and golden rows are no difference", "[registry]") {
  for (const std::string pointer :
       {"/run_id", "/created_at", "/host", "/run_url", "/model/file", "/version",
        "/metrics/folds/0/rounds", "/golden_rows/predictions/0", "/recipe/config/seed",
        "/recipe/label_kind", "/recipe/config/model/params/max_depth"}) {
    CAPTURE(pointer);
    CHECK(lines(example_metadata(), changed(pointer, 7)).empty());
  }
}

TEST_CASE("differences come as recipe, data, metrics with the score first", "[registry]") {
  auto b = example_metadata();
  const std::string hash(64, 'a');
  b["metrics"]["buy_and_hold"]["sharpe"] = nullptr;
  b["metrics"]["forecast"]["accuracy"] = "half";
  b["metrics"]["score"] = 0.5;
  b["conventions"]["fill"] = "close";
  b["trial_count"] = 3;
  b["data"]["bytes"] = 400463;
  b["train_to"] = "2019-01-04T00:00:00Z";
  b["recipe"]["params"]["max_depth"] = "5";
  b["recipe"]["params"]["gamma"] = "1";
  b["recipe"]["config"]["label"]["horizon"] = 5;
  b["recipe"].erase("holdout");
  b["recipe"]["rounds"] = 12;
  b["model"]["sha256"] = hash;
  auto a = example_metadata();
  a["metrics"]["score"] = 0.75;
  a["metrics"]["forecast"]["accuracy"] = 0.5;
  a["metrics"]["buy_and_hold"]["sharpe"] = 0.5;
  CHECK(lines(a, b) ==
        Lines{"recipe label.horizon: 1 | 5 (4.000000)", "recipe holdout: null | -",
              "recipe params.gamma: - | 1", "recipe params.max_depth: 4 | 5",
              "recipe rounds: 10 | 12 (2.000000)",
              "recipe model_sha256: " + a["model"]["sha256"].get<std::string>() + " | " + hash,
              "data train_to: 2018-12-28T00:00:00Z | 2019-01-04T00:00:00Z",
              "data bytes: 400462 | 400463 (1.000000)", "metrics score: 0.75 | 0.5 (-0.250000)",
              "metrics forecast.accuracy: 0.5 | half", "metrics buy_and_hold.sharpe: 0.5 | null",
              "metrics conventions.fill: next_open | close",
              "metrics trial_count: 1 | 3 (2.000000)"});
}

TEST_CASE("lists of names differ by removed, added and order", "[registry]") {
  CHECK(
      lines(example_metadata(), changed("/recipe/features", {"vol_20", "ret_5", "adx", "ret_1"})) ==
      Lines{"recipe features removed: rsi_14 | -", "recipe features added: - | adx",
            "recipe features order: ret_1, ret_5, vol_20 | vol_20, ret_5, ret_1"});
  CHECK(lines(example_metadata(),
              changed("/recipe/features", {"ret_1", "rsi_14", "ret_5", "vol_20"})) ==
        Lines{"recipe features order: ret_5, rsi_14 | rsi_14, ret_5"});
  CHECK(lines(example_metadata(), changed("/data/symbols", {"", "SPY"})) ==
        Lines{"data symbols added: - | SPY"});
  // A name that stands twice wants two on the other side.
  CHECK(lines(changed("/data/symbols", {"A"}), changed("/data/symbols", {"A", "A"})) ==
        Lines{"data symbols added: - | A"});
}

TEST_CASE("text that cannot be shown is quoted, long text is whole", "[registry]") {
  const std::string text = std::string(100, 'x') + "\x1b[2J";
  CHECK(lines(example_metadata(), changed("/data/source", text)) ==
        Lines{"data source: data/sp500_daily.csv.gz | \"" + std::string(100, 'x') + "\\x1B[2J\""});
  CHECK(lines(example_metadata(), changed("/recipe/params/a~1b", "1")) ==
        Lines{"recipe params.a/b: - | 1"});
  CHECK(lines(example_metadata(), changed("/recipe/params/a~0b~01", "1")) ==
        Lines{"recipe params.a~b~1: - | 1"});
}

TEST_CASE("a change beyond all numbers is none", "[registry]") {
  const auto differences =
      diff_metadata(changed("/metrics/score", -1.7e308), changed("/metrics/score", 1.7e308));
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].b == "1.7e+308");
  CHECK_FALSE(differences[0].change);
}

TEST_CASE("metadata without recipe, data or metrics are refused by name", "[registry]") {
  for (const std::string part : {"recipe", "data", "metrics"}) {
    CAPTURE(part);
    auto damaged = example_metadata();
    damaged[part] = 1;
    CHECK_THROWS_WITH(diff_metadata(damaged, example_metadata()),
                      ContainsSubstring("metadata of A: /" + part + ": must be an object"));
    damaged.erase(part);
    CHECK_THROWS_AS(diff_metadata(damaged, example_metadata()), IntegrityError);
    CHECK_THROWS_WITH(diff_metadata(example_metadata(), damaged),
                      ContainsSubstring("metadata of B: /" + part + ": is missing"));
  }
  CHECK_THROWS_AS(diff_metadata(changed("/recipe/features", 1), example_metadata()),
                  IntegrityError);
  CHECK_THROWS_AS(diff_metadata(json::array(), example_metadata()), IntegrityError);
}
