// SPDX-License-Identifier: MIT
#include "mlpipe/registry/bump_level.hpp"

#include <set>

#include "support/catch.hpp"
#include "support/metadata_example.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using mlpipe::testing::example_metadata;
using nlohmann::json;

namespace {

using Reasons = std::vector<std::string>;

json changed(const std::string& pointer, const json& value) {
  json metadata = example_metadata();
  metadata[json::json_pointer(pointer)] = value;
  // Another model, as any training gives.
  if (pointer != "/model/sha256") {
    metadata["model"]["sha256"] = std::string(64, 'a');
  }
  return metadata;
}

Bump choose(const std::string& pointer, const json& value) {
  CAPTURE(pointer, value.dump());
  return choose_bump(example_metadata(), changed(pointer, value));
}

struct Case {
  std::string pointer;
  json value;
  BumpLevel level;
  std::string reason;
};

void check(const std::vector<Case>& cases) {
  for (const auto& item : cases) {
    CAPTURE(item.pointer, item.value.dump());
    const auto bump = choose(item.pointer, item.value);
    CHECK(bump.reasons == Reasons{item.reason});
    CHECK(to_string(bump.level) == to_string(item.level));
    CHECK_FALSE(bump.same);
  }
}

constexpr auto kPatch = BumpLevel::kPatch;
constexpr auto kMinor = BumpLevel::kMinor;
constexpr auto kMajor = BumpLevel::kMajor;
const std::string kHash(64, 'b');

}  // namespace

TEST_CASE("the same model bytes by the same recipe are the same version", "[registry]") {
  auto again = example_metadata();
  again["run_id"] = "20261126T020000Z-c98229";
  again["created_at"] = "2026-11-26T02:00:00Z";
  again["host"] = "another";
  const auto bump = choose_bump(example_metadata(), again);
  CHECK(bump.same);
  CHECK(bump.level == kPatch);
  CHECK(bump.reasons == Reasons{"same model bytes, same recipe"});
}

TEST_CASE("the same model bytes by another recipe are another version", "[registry]") {
  auto other = example_metadata();
  other["recipe"]["config"]["execution"]["long_above"] = 0.55;
  const auto bump = choose_bump(example_metadata(), other);
  CHECK_FALSE(bump.same);
  CHECK(bump.level == kMinor);
  CHECK(bump.reasons == Reasons{"execution.long_above 0.5 -> 0.55"});
}

TEST_CASE("other model bytes of the same recipe and data are a patch", "[registry]") {
  check({{"/model/sha256", kHash, kPatch, "same recipe and data, built anew: other model bytes"}});
}

TEST_CASE("a changed list of features is major", "[registry]") {
  const json list = {"ret_1", "ret_5", "rsi_14", "vol_20"};
  REQUIRE(example_metadata()["recipe"]["features"] == list);
  check({{"/recipe/features", {"ret_1", "ret_5", "vol_20"}, kMajor, "feature rsi_14 was removed"},
         {"/recipe/features", {"vol_20"}, kMajor, "features ret_1, ret_5, rsi_14 were removed"},
         {"/recipe/features",
          {"ret_1", "ret_5", "rsi_14", "vol_20", "a\nb"},
          kMajor,
          "feature \"a\\x0Ab\" was added"},
         {"/recipe/features",
          {"ret_1", "rsi_14", "ret_5", "vol_20"},
          kMajor,
          "features are in another order: rsi_14, ret_5 instead of ret_5, rsi_14"},
         {"/data/schema_sha256", kHash, kMajor,
          "the schema of the features differs though their names are the same"}});
  CHECK(choose("/recipe/features", {"vol_20", "ret_5", "ret_1", "adx_14"}).reasons ==
        Reasons{"feature rsi_14 was removed", "feature adx_14 was added",
                "features are in another order: vol_20, ret_5, ret_1 instead of ret_1, ret_5, "
                "vol_20"});
}

TEST_CASE("many features fit into one sentence", "[registry]") {
  json many = example_metadata()["recipe"]["features"];
  for (int i = 0; i < 25; ++i) {
    many.push_back("x" + std::to_string(i));
  }
  const auto bump = choose("/recipe/features", many);
  REQUIRE(bump.reasons.size() == 1);
  CHECK_THAT(bump.reasons[0], ContainsSubstring("x19, and 5 more were added"));
}

TEST_CASE("what the model is asked for is major", "[registry]") {
  check({{"/recipe/config/label/kind", "return", kMajor, "label.kind direction -> return"},
         {"/recipe/config/label/horizon", 5, kMajor, "label.horizon 1 -> 5"},
         {"/recipe/config/label/dead_band", 0.001, kMajor, "label.dead_band 0.0 -> 0.001"},
         {"/recipe/config/data/target", "up", kMajor, "data.target null -> up"},
         {"/recipe/config/data/missing", {"-999"}, kMajor, "data.missing [] -> [\"-999\"]"},
         {"/recipe/config/data/categorical", {"c"}, kMajor, "data.categorical [] -> [\"c\"]"},
         {"/recipe/config/data/bar", "1h", kMajor, "data.bar null -> 1h"},
         {"/recipe/classes",
          {"down", "up"},
          kMajor,
          "classes [\"not up\",\"up\"] -> [\"down\",\"up\"]"},
         {"/recipe/params/num_class", "3", kMajor, "num_class not set -> 3"},
         {"/recipe/params/objective", "binary:hinge", kMajor,
          "objective binary:logistic -> binary:hinge"},
         {"/recipe/warm_up_bars", 400, kMajor, "warm_up_bars 320 -> 400"},
         {"/format_version", 2, kMajor, "format_version 1 -> 2"},
         {"/xgboost_version", "2.1.0", kMajor,
          "XGBoost 1.7.4 -> 2.1.0, whose model files the old one may not load"}});
}

TEST_CASE("an objective of the same meaning is minor", "[registry]") {
  auto current = changed("/recipe/params/objective", "reg:squarederror");
  auto candidate = changed("/recipe/params/objective", "reg:pseudohubererror");
  auto bump = choose_bump(current, candidate);
  CHECK(bump.level == kMinor);
  CHECK(bump.reasons == Reasons{"objective reg:squarederror -> reg:pseudohubererror"});
  candidate["recipe"]["params"]["objective"] = "reg:gamma";
  CHECK(choose_bump(current, candidate).level == kMajor);
}

TEST_CASE("how the model is fitted and used is minor", "[registry]") {
  check({{"/recipe/params/max_depth", "5", kMinor, "max_depth 4 -> 5"},
         {"/recipe/params/gamma", "1", kMinor, "gamma not set -> 1"},
         {"/recipe/config/model/early_stopping_rounds", 50, kMinor,
          "model.early_stopping_rounds 30 -> 50"},
         {"/recipe/config/model/max_rounds", 400, kMinor, "model.max_rounds 300 -> 400"},
         {"/recipe/config/model/time_decay", "1y", kMinor, "model.time_decay null -> 1y"},
         {"/recipe/config/execution/long_above", 0.55, kMinor, "execution.long_above 0.5 -> 0.55"},
         {"/recipe/config/walk_forward/window", "expanding", kMinor,
          "walk_forward.window rolling -> expanding"},
         {"/recipe/config/data/source", "https://a.example/b.csv", kMinor,
          "data.source data/sp500_daily.csv.gz -> https://a.example/b.csv"},
         {"/recipe/holdout", "1y", kMinor, "holdout null -> 1y"},
         {"/recipe/warm_up_bars", 200, kMinor, "warm_up_bars 320 -> 200"}});
}

TEST_CASE("a category more or less is minor", "[registry]") {
  const json one = json::parse(R"([{"name": "mood", "categories": ["bad"]}])");
  const json two = json::parse(R"([{"name": "mood", "categories": ["bad", "good"]}])");
  auto a = example_metadata();
  a["recipe"]["inputs"] = one;
  auto b = changed("/recipe/inputs", two);
  CHECK(choose_bump(a, b).level == kMinor);
  CHECK(choose_bump(b, a).level == kMinor);
}

TEST_CASE("the seed, the tools and how a file is read are a patch", "[registry]") {
  check({{"/recipe/seed", 43, kPatch, "seed 42 -> 43"},
         {"/recipe/rounds", 12, kPatch, "rounds 10 -> 12"},
         {"/recipe/params/base_score", "0.51", kPatch, "base_score 0.5 -> 0.51"},
         {"/recipe/params_origin", "best.json", kPatch,
          "params_origin config/pipeline.json -> best.json"},
         {"/recipe/config/data/separator", ";", kPatch, "data.separator null -> ;"},
         {"/recipe/config/data/transfer/retries", 5, kPatch, "data.transfer.retries 3 -> 5"},
         {"/recipe/config/walk_forward/train", "2360", kPatch, "walk_forward.train 2355 -> 2360"},
         {"/recipe/config/features/leak_auc", 0.98, kPatch, "features.leak_auc 0.97 -> 0.98"},
         {"/mlpipe_version", "0.2.0", kPatch, "mlpipe 0.1.0 -> 0.2.0"},
         {"/xgboost_version", "1.7.6", kPatch, "XGBoost 1.7.4 -> 1.7.6"},
         {"/xgboost_version", "0.90.0", kPatch, "XGBoost 1.7.4 -> 0.90.0"}});
}

TEST_CASE("every key of the data section weighs what its row says", "[registry]") {
  const std::set<std::string> major = {"features", "categorical", "missing",
                                       "target",   "bar",         "stamp"};
  const std::set<std::string> patch = {"separator", "decimal",     "header",         "skip_lines",
                                       "comment",   "max_columns", "max_line_bytes", "transfer"};
  std::size_t keys = 0;
  const auto data = example_metadata()["recipe"]["config"]["data"];
  for (const auto& [key, value] : data.items()) {
    const auto bump = choose("/recipe/config/data/" + key, "another");
    const auto expected = major.count(key) > 0 ? kMajor : patch.count(key) > 0 ? kPatch : kMinor;
    CAPTURE(key, value.dump());
    CHECK(to_string(bump.level) == to_string(expected));
    keys += major.count(key) + patch.count(key);
  }
  CHECK(keys == major.size() + patch.size());
}

TEST_CASE("a key without a row weighs as its section, not as a key of like name", "[registry]") {
  auto current = example_metadata();
  current["recipe"]["config"]["data"]["bars"] = 1;
  auto candidate = current;
  candidate["recipe"]["config"]["data"]["bars"] = 2;
  const auto bump = choose_bump(current, candidate);
  CHECK(bump.level == kMinor);
  CHECK(bump.reasons == Reasons{"data.bars 1 -> 2"});
}

TEST_CASE("a key with a row of its own counts though one side lacks it", "[registry]") {
  auto current = example_metadata();
  current["recipe"]["config"]["data"].erase("stamp");
  const auto bump = choose_bump(current, example_metadata());
  CHECK(bump.level == kMajor);
  CHECK(bump.reasons == Reasons{"data.stamp not set -> close"});
}

TEST_CASE("a base score given by the config is a choice, one taken from labels is not",
          "[registry]") {
  auto candidate = changed("/recipe/params/base_score", "0.6");
  candidate["recipe"]["config"]["model"]["params"]["base_score"] = 0.6;
  CHECK(choose_bump(candidate, example_metadata()).level == kMinor);
  CHECK(choose("/recipe/params/base_score", "0.6").level == kPatch);
}

TEST_CASE("a reason shows strange and long values cut and quoted", "[registry]") {
  const std::string x60(60, 'x');
  check({{"/recipe/config/data/source", x60 + "y", kMinor,
          "data.source data/sp500_daily.csv.gz -> \"" + x60 + "...\""},
         {"/recipe/config/data/source", "a\x7f", kMinor,
          "data.source data/sp500_daily.csv.gz -> \"a\\x7F\""},
         {"/data/symbols", {"", x60 + "y"}, kMinor, "symbol \"" + x60 + "...\" was added"}});
}

TEST_CASE("a schema that follows the list of features is no second reason", "[registry]") {
  auto candidate = changed("/recipe/features", {"ret_1", "ret_5", "vol_20"});
  candidate["data"]["schema_sha256"] = kHash;
  CHECK(choose_bump(example_metadata(), candidate).reasons ==
        Reasons{"feature rsi_14 was removed"});
}

TEST_CASE("what the recipe says twice is one reason", "[registry]") {
  for (const std::string pointer :
       {"/recipe/config/seed", "/recipe/params/seed", "/recipe/config/model/params/max_depth",
        "/recipe/label_kind"}) {
    CHECK(choose(pointer, pointer == "/recipe/config/seed" ? json(1) : json("1")).reasons ==
          Reasons{"same recipe and data, built anew: other model bytes"});
  }
}

TEST_CASE("keys of another mlpipe are ignored", "[registry]") {
  for (const std::string pointer :
       {"/new", "/recipe/new", "/recipe/config/new", "/recipe/config/data/new",
        "/recipe/config/label/new", "/data/new", "/metrics/new"}) {
    auto extra = example_metadata();
    extra[json::json_pointer(pointer)] = {{"a", 1}};
    CAPTURE(pointer);
    CHECK(choose_bump(example_metadata(), extra).same);
    CHECK(choose_bump(extra, example_metadata()).same);
  }
}

TEST_CASE("the regular roll-forward of the training window is a patch", "[registry]") {
  auto candidate = changed("/train_to", "2019-01-04T00:00:00Z");
  candidate["data"]["last_bar"] = "2019-01-07T00:00:00Z";
  candidate["data"]["sha256"] = kHash;
  CHECK(choose_bump(example_metadata(), candidate).reasons ==
        Reasons{"same recipe, data to 2019-01-04 instead of 2018-12-28"});

  // Early stopping and "auto" windows follow the data.
  candidate["recipe"]["rounds"] = 11;
  candidate["recipe"]["config"]["walk_forward"]["train"] = "2360";
  auto bump = choose_bump(example_metadata(), candidate);
  CHECK(bump.level == kPatch);
  CHECK(bump.reasons.back() == "same recipe, data to 2019-01-04 instead of 2018-12-28");

  candidate["recipe"]["params"]["eta"] = "0.1";
  bump = choose_bump(example_metadata(), candidate);
  CHECK(bump.level == kMinor);
  CHECK(bump.reasons.front() == "eta 0.05 -> 0.1");
  CHECK(bump.reasons.back() == "data to 2019-01-04 instead of 2018-12-28");

  check({{"/train_from", "2000-04-11T00:00:00Z", kPatch,
          "same recipe, data from 2000-04-11 instead of 2000-04-10"}});
}

TEST_CASE("a training window that moves otherwise is minor", "[registry]") {
  const std::string moved = "training window moved from 2000-04-10..2018-12-28 to ";
  // 235 bars are 341 days: 18.7 years / 4710 rows each.
  check({{"/train_to", "2019-12-09T00:00:00Z", kMinor,
          moved + "2000-04-10..2019-12-09, beyond its regular step of 235 bars"},
         {"/train_from", "2001-05-01T00:00:00Z", kMinor,
          moved + "2001-05-01..2018-12-28, beyond its regular step of 235 bars"},
         {"/train_to", "2018-12-27T00:00:00Z", kMinor,
          moved + "2000-04-10..2018-12-27, back in time"},
         {"/train_from", "1999-04-12T00:00:00Z", kMinor,
          moved + "1999-04-12..2018-12-28, back in time"}});
  check({{"/train_to", "2019-12-05T00:00:00Z", kPatch,
          "same recipe, data to 2019-12-05 instead of 2018-12-28"}});
}

TEST_CASE("a step of the calendar is measured on the calendar", "[registry]") {
  auto current = example_metadata();
  current["recipe"]["config"]["walk_forward"]["step"] = "1w";
  auto candidate = current;
  candidate["model"]["sha256"] = kHash;
  candidate["train_to"] = "2019-01-08T00:00:00Z";  // a week and 4 days for a closed market
  CHECK(choose_bump(current, candidate).level == kPatch);
  candidate["train_to"] = "2019-01-08T00:00:01Z";
  const auto bump = choose_bump(current, candidate);
  CHECK(bump.level == kMinor);
  CHECK_THAT(bump.reasons.at(0), ContainsSubstring("beyond its regular step of 1w"));
}

TEST_CASE("several symbols have their rows side by side", "[registry]") {
  auto current = example_metadata();
  current["data"]["symbols"] = {"A", "B"};
  current["train_rows"] = 2 * 4710;
  auto candidate = current;
  candidate["model"]["sha256"] = kHash;
  candidate["train_to"] = "2019-12-05T00:00:00Z";
  CHECK(choose_bump(current, candidate).level == kPatch);
  candidate["train_to"] = "2019-12-09T00:00:00Z";
  CHECK(choose_bump(current, candidate).level == kMinor);
}

TEST_CASE("revised data and other symbols are minor", "[registry]") {
  check({{"/data/sha256", kHash, kMinor,
          "the data were revised: same dates, other content (SHA-256 1c4d0aeed8db -> "
          "bbbbbbbbbbbb)"},
         {"/data/last_bar", "2019-01-02T00:00:00Z", kPatch,
          "data span 1999-01-04..2019-01-02 instead of 1999-01-04..2018-12-31, the training "
          "window is the same"},
         {"/data/symbols", {"", "SPY"}, kMinor, "symbol SPY was added"}});
}

TEST_CASE("the highest hit decides and stands first", "[registry]") {
  auto candidate = changed("/recipe/seed", 43);
  candidate["recipe"]["params"]["max_depth"] = "5";
  candidate["recipe"]["features"] = {"ret_1", "ret_5", "vol_20"};
  candidate["xgboost_version"] = "1.7.5";
  const auto bump = choose_bump(example_metadata(), candidate);
  CHECK(bump.level == kMajor);
  CHECK(bump.reasons == Reasons{"feature rsi_14 was removed", "max_depth 4 -> 5", "seed 42 -> 43",
                                "XGBoost 1.7.4 -> 1.7.5"});
}
