// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/distribution.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <sstream>

#include "mlpipe/core/error.hpp"
#include "mlpipe/optimize/python_json.hpp"

#include "optuna_fixture.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The texts of every distribution in a journal.
std::set<std::string> texts_of(const std::string& journal) {
  std::set<std::string> texts;
  std::istringstream lines(golden::read_text(journal));
  for (std::string line; std::getline(lines, line);) {
    const auto record = parse_python_json(line).value();
    if (record.contains("distribution")) {
      texts.insert(record.at("distribution").get<std::string>());
    }
    if (record.contains("distributions")) {
      for (const auto& text : record.at("distributions")) {
        texts.insert(text.get<std::string>());
      }
    }
  }
  return texts;
}

}  // namespace

TEST_CASE("a journal's distributions are read and written byte for byte", "[optimize][golden]") {
  const auto texts = texts_of("optuna/journal_mixed_v5.log");
  REQUIRE(texts.size() >= 10);
  for (const auto& text : texts) {
    CAPTURE(text);
    CHECK(to_optuna_json(parse_optuna_json(text)) == text);
  }
}

TEST_CASE("a journal's values pass from inside to outside and back", "[optimize][golden]") {
  const auto study = golden::read_json("optuna/journal_mixed_v5.expected.json").at("studies").at(0);
  std::size_t checked_values = 0;
  for (const auto& trial : study.at("trials")) {
    for (const auto& [name, external] : trial.at("params").items()) {
      CAPTURE(trial.at("number").get<int>(), name);
      const auto distribution = fixture::distribution_of(trial.at("distributions").at(name));
      const auto internal = trial.at("params_internal").at(name).get<double>();
      CHECK(same_value(to_external(distribution, internal), fixture::value_of(external)));
      CHECK(to_internal(distribution, fixture::value_of(external)).value() == internal);
      CHECK(contains(distribution, internal));
      ++checked_values;
    }
  }
  CHECK(checked_values > 200);
}

TEST_CASE("older and short forms of a distribution are read as the new one", "[optimize]") {
  const auto name = [](const char* kind, const char* attributes) {
    return std::string(R"({"name": ")") + kind + R"(", "attributes": )" + attributes + "}";
  };
  const auto same = [](const std::string& text, const Distribution& expected) {
    CAPTURE(text);
    CHECK(parse_optuna_json(text) == expected);
  };
  same(name("UniformDistribution", R"({"low": 0, "high": 2.5})"), FloatDistribution{0.0, 2.5});
  same(name("LogUniformDistribution", R"({"low": 0.1, "high": 2})"),
       FloatDistribution{0.1, 2.0, true});
  same(name("DiscreteUniformDistribution", R"({"low": 0, "high": 2, "q": 0.5})"),
       FloatDistribution{0.0, 2.0, false, 0.5});
  same(name("IntUniformDistribution", R"({"low": 1, "high": 9, "step": 2})"),
       IntDistribution{1, 9, false, 2});
  same(name("IntLogUniformDistribution", R"({"low": 1, "high": 9, "step": 1})"),
       IntDistribution{1, 9, true, 1});
  same(R"({"type": "float", "low": 0, "high": 1})", FloatDistribution{});
  same(R"({"type": "int", "low": 1, "high": 8, "log": true})", IntDistribution{1, 8, true});
  same(R"({"type": "categorical", "choices": ["a", NaN, null, false, 3]})",
       CategoricalDistribution{{"a", kNan, {}, false, std::int64_t{3}}});
}

TEST_CASE("a distribution text that cannot be used is refused with its pointer", "[optimize]") {
  const auto refuse = [](const std::string& text, const std::string& words) {
    CAPTURE(text);
    CHECK_THROWS_WITH(parse_optuna_json(text), ContainsSubstring(words));
    CHECK_THROWS_AS(parse_optuna_json(text), ConfigError);
  };
  refuse("[1]", "/: expected a distribution");
  refuse("{", "/: expected a distribution");
  refuse(R"({"name": "BetaDistribution", "attributes": {}})", "/name: \"BetaDistribution\"");
  refuse(R"({"name": "FloatDistribution"})", "/attributes: expected an object");
  refuse(R"({"name": "FloatDistribution", "attributes": {"low": "a", "high": 1}})",
         "/attributes/low: expected a number");
  refuse(R"({"name": "IntDistribution", "attributes": {"low": 0.5, "high": 1}})",
         "/attributes/low: expected a whole number");
  refuse(R"({"name": "IntDistribution", "attributes": {"low": 0, "high": 1e300}})",
         "/attributes/high: expected a whole number");
  refuse(R"({"name": "FloatDistribution", "attributes": {"low": 2, "high": 1}})",
         "/attributes: low 2 and high 1");
  refuse(R"({"name": "FloatDistribution", "attributes": {"low": 0, "high": 1, "log": true}})",
         "begins above 0");
  refuse(R"({"name": "FloatDistribution", "attributes": {"low": 0, "high": 1, "step": 0}})",
         "step 0 must be");
  refuse(R"({"name": "FloatDistribution", "attributes": {"low": 0, "high": Infinity, "step": 1}})",
         "finite");
  refuse(R"({"name": "CategoricalDistribution", "attributes": {"choices": []}})",
         "/attributes/choices: expected a list of at least one choice");
  refuse(R"({"name": "CategoricalDistribution", "attributes": {"choices": [[1]]}})",
         "/attributes/choices: a choice is");
}

TEST_CASE("a search space's mistakes are named with their pointer", "[optimize]") {
  const auto refuse = [](const Distribution& distribution, const std::string& words) {
    CAPTURE(words);
    CHECK_THROWS_WITH(checked(distribution, "/space/x"),
                      ContainsSubstring("/space/x: ") && ContainsSubstring(words));
  };
  refuse(FloatDistribution{1.0, 0.5}, "low must not be above high");
  refuse(FloatDistribution{0.0, 1.0, true}, "begins above 0");
  refuse(FloatDistribution{0.1, 1.0, true, 0.1}, "no step");
  refuse(FloatDistribution{0.0, 1.0, false, 1.5}, "step 1.5 is wider than the range");
  refuse(FloatDistribution{0.0, 1.0, false, -0.5}, "step -0.5 must be a number above 0");
  refuse(FloatDistribution{0.0, kNan}, "finite");
  refuse(IntDistribution{5, 4}, "low must not be above high");
  refuse(IntDistribution{0, 4, true}, "begins at 1");
  refuse(IntDistribution{1, 4, true, 2}, "has step 1");
  refuse(IntDistribution{1, 4, false, 4}, "step 4 is wider than the range");
  refuse(IntDistribution{1, 4, false, 0}, "at least 1");
  refuse(IntDistribution{0, 1LL << 60U}, "2^53");
  refuse(CategoricalDistribution{}, "choices is empty");
  refuse(CategoricalDistribution{{"a", "b", "a"}}, "\"a\" stands twice");
  CHECK_NOTHROW(checked(FloatDistribution{1.0, 1.0, false, 3.0}, "/x"));
}

TEST_CASE("a range ends on its last step, in decimal arithmetic", "[optimize]") {
  const auto high = [](double low, double top, double step) {
    return std::get<FloatDistribution>(adjusted(FloatDistribution{low, top, false, step})).high;
  };
  CHECK(high(0.0, 1.0, 0.1) == 1.0);
  CHECK(high(0.0, 1.0, 0.3) == 0.9);
  CHECK(high(-0.7, 0.2, 0.4) == 0.1);
  CHECK(high(0.3, 1.05, 0.05) == 1.05);
  CHECK(high(1e-30, 1e300, 1e299) == Approx(1e300));  // beyond 38 digits
  CHECK(std::get<IntDistribution>(adjusted(IntDistribution{50, 524, false, 50})).high == 500);
  const Distribution too_wide =
      parse_optuna_json(R"({"type": "int", "low": 1, "high": 5, "step": 9})");
  CHECK(too_wide == Distribution(IntDistribution{1, 1, false, 9}));
}

TEST_CASE("a single-valued distribution is told from one with more", "[optimize]") {
  CHECK(is_single(FloatDistribution{2.0, 2.0}));
  CHECK(is_single(IntDistribution{3, 3}));
  CHECK(is_single(IntDistribution{3, 5, false, 9}));
  CHECK(is_single(CategoricalDistribution{{"a"}}));
  CHECK_FALSE(is_single(FloatDistribution{0.0, 0.3, false, 0.1}));
  CHECK_FALSE(is_single(IntDistribution{3, 4}));
}

TEST_CASE("a value off the range or the grid is not contained", "[optimize]") {
  const Distribution grid = FloatDistribution{0.0, 0.9, false, 0.3};
  CHECK(contains(grid, 0.3 + 0.3));
  CHECK_FALSE(contains(grid, 0.5));
  CHECK_FALSE(contains(grid, 1.2));
  CHECK_FALSE(contains(FloatDistribution{}, kNan));
  CHECK(contains(IntDistribution{2, 8, false, 3}, 5.0));
  CHECK_FALSE(contains(IntDistribution{2, 8, false, 3}, 6.0));
  CHECK(contains(CategoricalDistribution{{"a", "b"}}, 1.0));
  CHECK_FALSE(contains(CategoricalDistribution{{"a", "b"}}, 2.0));
}

TEST_CASE("a choice of the same kind is found before one that is merely equal", "[optimize]") {
  const Distribution choices =
      CategoricalDistribution{{std::int64_t{1}, true, 2.0, kNan, std::monostate{}}};
  CHECK(to_internal(choices, true) == 1.0);
  CHECK(to_internal(choices, 1.0) == 0.0);
  CHECK(to_internal(choices, std::int64_t{2}) == 2.0);
  CHECK(to_internal(choices, kNan) == 3.0);
  CHECK(to_internal(choices, std::monostate{}) == 4.0);
  CHECK_FALSE(to_internal(choices, "1"));
  CHECK_FALSE(to_internal(IntDistribution{}, "1"));
}

TEST_CASE("bounds may change within a study, kinds and choices may not", "[optimize]") {
  CHECK(compatible(IntDistribution{1, 5}, IntDistribution{2, 9, false, 7}));
  CHECK_FALSE(compatible(IntDistribution{1, 5}, IntDistribution{1, 5, true}));
  CHECK_FALSE(compatible(IntDistribution{1, 5}, FloatDistribution{1.0, 5.0}));
  CHECK(compatible(CategoricalDistribution{{kNan}}, CategoricalDistribution{{kNan}}));
  CHECK_FALSE(compatible(CategoricalDistribution{{"a"}}, CategoricalDistribution{{"a", "b"}}));
}

TEST_CASE("numbers are printed as Python prints them", "[optimize][reference]") {
  CHECK(python_number(0.0001) == "0.0001");  // repr() of CPython 3.11
  CHECK(python_number(0.00001) == "1e-05");
  CHECK(python_number(1e16) == "1e+16");
  CHECK(python_number(123456789012345680.0) == "1.2345678901234568e+17");
  CHECK(python_number(9007199254740993.0) == "9007199254740992.0");
  CHECK(python_number(-0.0) == "-0.0");
  CHECK(python_number(6.0) == "6.0");
  CHECK(python_number(0.1 + 0.2) == "0.30000000000000004");
  CHECK(python_number(-std::numeric_limits<double>::infinity()) == "-Infinity");
}

TEST_CASE("NaN is a word of JSON outside strings only", "[optimize]") {
  const auto parsed = parse_python_json(R"({"a\"NaN": [NaN, -Infinity, "NaN \\", Infinity]})");
  REQUIRE(parsed);
  const auto& list = parsed->at("a\"NaN");
  CHECK(std::isnan(list.at(0).get<double>()));
  CHECK(list.at(1).get<double>() == -std::numeric_limits<double>::infinity());
  CHECK(list.at(2).get<std::string>() == "NaN \\");
  CHECK(to_python_json(nlohmann::ordered_json(*parsed), Spacing::kCompact) ==
        R"({"a\"NaN":[NaN,-Infinity,"NaN \\",Infinity]})");
  CHECK_FALSE(parse_python_json(R"({"a": NaNa})"));
  CHECK_FALSE(parse_python_json("{\"a\": 1} x"));
}

TEST_CASE("what is not ASCII is escaped as Python does", "[optimize]") {
  const nlohmann::ordered_json value{{"z\xc3\xa4hler", "\xf0\x9f\x98\x80\n\x7f"}};
  CHECK(to_python_json(value) == "{\"z\\u00e4hler\": \"\\ud83d\\ude00\\n\\u007f\"}");
}
