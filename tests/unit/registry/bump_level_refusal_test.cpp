// SPDX-License-Identifier: MIT
#include "mlpipe/core/error.hpp"
#include "mlpipe/registry/bump_level.hpp"

#include "support/catch.hpp"
#include "support/metadata_example.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using mlpipe::testing::example_metadata;
using nlohmann::json;

namespace {

std::string refusal(const std::string& pointer, const json& value) {
  auto damaged = example_metadata();
  damaged[json::json_pointer(pointer)] = value;
  try {
    (void)choose_bump(example_metadata(), damaged);
  } catch (const IntegrityError& error) {
    return error.what();
  }
  return "not refused";
}

}  // namespace

TEST_CASE("metadata without a key that counts are refused by its pointer", "[registry]") {
  const std::vector<std::string> needed = {"/format_version",
                                           "/model/sha256",
                                           "/recipe",
                                           "/recipe/config",
                                           "/recipe/config/data",
                                           "/recipe/config/features",
                                           "/recipe/config/label",
                                           "/recipe/config/model",
                                           "/recipe/config/walk_forward",
                                           "/recipe/config/walk_forward/step",
                                           "/recipe/config/walk_forward/test",
                                           "/recipe/config/execution",
                                           "/recipe/features",
                                           "/recipe/classes",
                                           "/recipe/label_kind",
                                           "/recipe/params",
                                           "/recipe/params/objective",
                                           "/recipe/rounds",
                                           "/recipe/seed",
                                           "/recipe/warm_up_bars",
                                           "/data/sha256",
                                           "/data/schema_sha256",
                                           "/data/symbols",
                                           "/data/first_bar",
                                           "/data/last_bar",
                                           "/train_from",
                                           "/train_to",
                                           "/train_rows",
                                           "/mlpipe_version",
                                           "/xgboost_version"};
  for (const auto& pointer : needed) {
    CAPTURE(pointer);
    auto damaged = example_metadata();
    const json::json_pointer path(pointer);
    damaged[path.parent_pointer()].erase(path.back());
    REQUIRE_THROWS_AS(choose_bump(damaged, example_metadata()), IntegrityError);
    try {
      (void)choose_bump(example_metadata(), damaged);
      FAIL("not refused");
    } catch (const IntegrityError& error) {
      CHECK_THAT(error.what(), ContainsSubstring("metadata of the candidate: " + pointer));
      CHECK_THAT(error.what(), ContainsSubstring("is missing"));
    }
    // Nothing of these is a boolean.
    CHECK_THAT(refusal(pointer, true), ContainsSubstring("candidate: " + pointer));
  }
}

TEST_CASE("metadata of a wrong value are refused by its pointer", "[registry]") {
  const std::vector<std::pair<std::string, json>> wrong = {
      {"/model/sha256", "abc"},
      {"/data/sha256", std::string(64, 'G')},
      {"/train_rows", -1},
      {"/train_rows", 1.5},
      {"/train_from", "2018-12-28"},
      {"/train_to", "1990-01-01T00:00:00Z"},
      {"/recipe/features", {"ret_1", 2}},
      {"/data/symbols", json::object()},
      {"/recipe/config/walk_forward/test", "auto"},
      {"/recipe/config/walk_forward/step", "soon"},
      {"/xgboost_version", "latest"},
  };
  for (const auto& [pointer, value] : wrong) {
    CAPTURE(pointer, value.dump());
    CHECK_THAT(refusal(pointer, value), ContainsSubstring("candidate: " + pointer));
  }
  for (const json& document : {json(), json::array(), json("text"), json(1)}) {
    CHECK_THROWS_AS(choose_bump(document, example_metadata()), IntegrityError);
    CHECK_THROWS_AS(choose_bump(example_metadata(), document), IntegrityError);
  }
}
