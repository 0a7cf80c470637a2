// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/search_space.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

SearchSpace parse(const std::string& params) {
  SearchSpace space;
  JsonReader::read(nlohmann::json::parse("{\"space\": " + params + "}"), "optimize.json",
                   [&](JsonReader& reader) { space = parse_search_space(reader, "space"); });
  return space;
}

}  // namespace

TEST_CASE("a search space is read in order, conditions behind what they need", "[optimize]") {
  const auto space = parse(R"({
    "a": {"type": "float", "low": 0, "high": 1, "when": {"z": ["dart", null]}},
    "eta": {"type": "float", "low": 0.001, "high": 0.3, "log": true},
    "grid": {"type": "float", "low": 0, "high": 1, "step": 0.3},
    "b": {"type": "int", "low": 1, "high": 9, "step": 2, "when": {"a2": 3}},
    "a2": {"type": "int", "low": 1, "high": 8, "log": true},
    "z": {"type": "categorical", "choices": ["gbtree", "dart", null, 2, 2.5, true]}})");
  std::vector<std::string> names;
  for (const auto& param : space) {
    names.push_back(param.name);
  }
  CHECK(names == std::vector<std::string>{"a2", "b", "eta", "grid", "z", "a"});
  CHECK(space[0].distribution == Distribution(IntDistribution{1, 8, true}));
  CHECK(space[1].when.value().values == std::vector<Value>{std::int64_t{3}});
  CHECK(space[3].distribution == Distribution(FloatDistribution{0.0, 0.9, false, 0.3}));
  CHECK(std::get<CategoricalDistribution>(space[4].distribution).choices.size() == 6);
  CHECK(space[5].when.value().param == "z");
  const auto again = parse(write_search_space(space).dump());
  REQUIRE(again.size() == space.size());
  for (std::size_t i = 0; i < space.size(); ++i) {
    CAPTURE(space[i].name);
    CHECK(again[i].name == space[i].name);
    CHECK(again[i].distribution == space[i].distribution);
    CHECK(again[i].when.has_value() == space[i].when.has_value());
    CHECK((!space[i].when || again[i].when->values == space[i].when->values));
  }
}

TEST_CASE("every mistake of a search space is named with its pointer", "[optimize]") {
  const auto refuse = [](const std::string& params, const std::string& words) {
    CAPTURE(params);
    CHECK_THROWS_AS(parse(params), ConfigError);
    CHECK_THROWS_WITH(parse(params), ContainsSubstring("optimize.json: /space/" + words));
  };
  refuse(R"({"x": {"type": "float", "low": 2, "high": 1}})", "x: low 2 and high 1");
  refuse(R"({"x": {"type": "float", "low": 0, "high": 1, "log": true}})", "x: low 0 and high 1");
  refuse(R"({"x": {"type": "int", "low": 0, "high": 4, "step": 9}})", "x: step 9 is wider");
  refuse(R"({"x": {"type": "categorical", "choices": []}})", "x: choices is empty");
  refuse(R"({"x": {"type": "categorical"}})", "x/choices: is missing");
  refuse(R"({"x": {"type": "float", "low": 2}})", "x/high: is missing");
  refuse(R"({"x": {"low": 2}})", "x/type: is missing");
  refuse(R"({"x": {"type": "flaot", "low": 2}})", "x/type: \"flaot\" is not one of");
  refuse(R"({"x": {"type": "int", "low": 0.5, "high": 2}})", "x/low: expected a whole number");
  refuse(R"({"x": {"type": "int", "low": 1, "high": 2, "lgo": true}})", "x/lgo: unknown key");
  refuse(R"({"x": 3})", "x: expected an object");
  refuse(R"({"x": {"type": "float", "low": 0, "high": 1, "when": {"booster": ["dart"]}}})",
         "x: when: \"booster\" is no parameter");
  refuse(R"({"b": {"type": "categorical", "choices": ["gbtree"]},
             "x": {"type": "float", "low": 0, "high": 1, "when": {"b": ["dart"]}}})",
         "x: when: \"dart\" is no value of \"b\"");
  refuse(R"({"x": {"type": "int", "low": 0, "high": 1, "when": {"y": [1]}},
             "y": {"type": "int", "low": 0, "high": 1, "when": {"x": [1]}}})",
         "x: when: depends on itself");
  refuse(R"({"x": {"type": "float", "low": 0, "high": 1, "when": {}}})", "x/when: expected one");
  // Two slips in one run.
  CHECK_THROWS_WITH(parse(R"({"x": {"type": "float", "low": 2, "high": 1},
                              "y": {"type": "int", "low": 1}})"),
                    ContainsSubstring("/space/x: ") && ContainsSubstring("/space/y/high: "));
}
