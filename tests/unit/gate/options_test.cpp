// SPDX-License-Identifier: MIT
#include "mlpipe/gate/options.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/metrics/metric.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::gate;
using nlohmann::json;

namespace {

GateOptions parse(const json& section) {
  GateOptions options;
  JsonReader::read(json{{"validation", section}}, "pipeline.json", [&](JsonReader& root) {
    root.object("validation", [&](JsonReader& part) { options = parse_gate_options(part); });
  });
  return options;
}

std::string error_of(const json& section) {
  try {
    (void)parse(section);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

double tenths(Rng& rng, std::uint64_t most) {
  return static_cast<double>(rng.below(10 * most)) / 10.0;
}

/// Distances of some metrics that have a better direction.
json random_margins(Rng& rng, double low) {
  json out = json::object();
  for (const auto& metric : metrics::all_metrics()) {
    if (metric.better != metrics::Direction::kNeutral && rng.below(4) == 0) {
      out[std::string(metric.name)] = low + tenths(rng, 9);
    }
  }
  return out;
}

json random_floors(Rng& rng) {
  json out = json::object();
  for (const auto& metric : metrics::all_metrics()) {
    const auto kind = rng.below(6);
    const std::string name(metric.name);
    if (kind == 0 && metric.better != metrics::Direction::kNeutral) {
      out[name] = -tenths(rng, 5);
    } else if (kind == 1) {
      out[name]["min"] = -tenths(rng, 5);
    } else if (kind == 2) {
      out[name] = {{"min", -tenths(rng, 5)}, {"max", tenths(rng, 5)}};
    }
  }
  return out;
}

/// Any legal section, as a seed decides.
json random_section(Rng& rng) {
  const auto pick = [&rng](std::vector<std::string> words) { return words[rng.below(3)]; };
  return {{"window", pick({"3M", "90d", "1y"})},
          {"cadence", pick({"1w", "2d", "12h"})},
          {"method", pick({"auto", "walk-forward", "holdout"})},
          {"policy", pick({"auto", "refresh", "new-recipe"})},
          {"alpha", 0.01 + tenths(rng, 4) / 10.0},
          {"veto_level", 0.01 + tenths(rng, 4) / 10.0},
          {"replicates", 200 + rng.below(9'000)},
          {"min_bars", 10 + rng.below(500)},
          {"min_trades", rng.below(50)},
          {"floors", random_floors(rng)},
          {"over_base_rate", random_margins(rng, -3.0)},
          {"over_buy_and_hold", random_margins(rng, -3.0)},
          {"margins", random_margins(rng, 0.0)},
          {"least_agreement", -1.0 + tenths(rng, 2)},
          {"largest_shift", tenths(rng, 2)}};
}

}  // namespace

TEST_CASE("an empty validation section gives the defaults, which hold no threshold", "[gate]") {
  CHECK(parse(json::object()) == GateOptions{});
  CHECK_FALSE(GateOptions{}.has_thresholds());
  CHECK(GateOptions{}.policy == Policy::kAuto);
  CHECK(GateOptions{}.method == Method::kAuto);
}

TEST_CASE("whatever a config says of validation is written back as it was read",
          "[gate][property]") {
  CHECK(parse(write_gate_options(GateOptions{})) == GateOptions{});
  Rng rng(11);
  for (int i = 0; i < 200; ++i) {
    const json section = random_section(rng);
    CAPTURE(section.dump());
    const auto options = parse(section);
    CHECK(parse(write_gate_options(options)) == options);
  }
}

TEST_CASE("every key of the validation section reaches its field", "[gate]") {
  const auto o = parse({{"window", "6M"},
                        {"cadence", "2w"},
                        {"method", "holdout"},
                        {"policy", "new-recipe"},
                        {"alpha", 0.2},
                        {"veto_level", 0.03},
                        {"replicates", 500},
                        {"min_bars", 25},
                        {"min_trades", 7},
                        {"floors", {{"sharpe", 0.5}}},
                        {"over_base_rate", {{"log_loss", 0.001}}},
                        {"over_buy_and_hold", {{"sharpe", -0.5}}},
                        {"margins", {{"max_drawdown", 0.05}}},
                        {"least_agreement", 0.9},
                        {"largest_shift", 0.2}});
  CHECK(o.window == Duration{6, Duration::Unit::kMonths});
  CHECK(o.cadence == Duration{2, Duration::Unit::kWeeks});
  CHECK(o.method == Method::kHoldout);
  CHECK(o.policy == Policy::kNewRecipe);
  CHECK(o.alpha == 0.2);
  CHECK(o.veto_level == 0.03);
  CHECK(o.replicates == 500);
  CHECK(o.min_bars == 25);
  CHECK(o.min_trades == 7);
  CHECK(o.floors == std::vector<Floor>{{"sharpe", 0.5, {}}});
  CHECK(o.over_base_rate == std::vector<Margin>{{"log_loss", 0.001}});
  CHECK(o.over_buy_and_hold == std::vector<Margin>{{"sharpe", -0.5}});
  CHECK(o.margins == std::vector<Margin>{{"max_drawdown", 0.05}});
  CHECK(o.least_agreement == 0.9);
  CHECK(o.largest_shift == 0.2);
}

TEST_CASE("a plain floor bounds the worse side of its metric", "[gate]") {
  const auto floors =
      parse({{"floors", {{"sharpe", 0.5}, {"max_drawdown", -0.2}, {"log_loss", 0.69}}}}).floors;
  REQUIRE(floors.size() == 3);
  CHECK(floors[0] == Floor{"log_loss", {}, 0.69});
  CHECK(floors[1] == Floor{"max_drawdown", -0.2, {}});
  CHECK(floors[2] == Floor{"sharpe", 0.5, {}});
}

TEST_CASE("a floor may bound either side, also of a metric without a better one", "[gate]") {
  const auto floors = parse({{"floors",
                              {{"exposure_time", {{"min", 0.1}, {"max", 0.9}}},
                               {"positive_rate", {{"max", 0.8}}},
                               {"sharpe", {{"min", 0.5}, {"max", 5}}},
                               {"trades", {{"min", 10}}}}}})
                          .floors;
  CHECK(floors == std::vector<Floor>{{"exposure_time", 0.1, 0.9},
                                     {"positive_rate", {}, 0.8},
                                     {"sharpe", 0.5, 5.0},
                                     {"trades", 10.0, {}}});
}

TEST_CASE("an unknown metric is refused with the nearest name", "[gate]") {
  for (const char* list : {"floors", "margins", "over_base_rate", "over_buy_and_hold"}) {
    const std::string error = error_of({{list, {{"sharp", 1.0}}}});
    CHECK_THAT(error, ContainsSubstring("pipeline.json: /validation/" + std::string(list) +
                                        "/sharp: there is no metric \"sharp\""));
    CHECK_THAT(error, ContainsSubstring("did you mean \"sharpe\"?"));
  }
}

TEST_CASE("a distance in a metric without a better direction is refused", "[gate]") {
  for (const char* list : {"margins", "over_base_rate", "over_buy_and_hold"}) {
    CHECK_THAT(
        error_of({{list, {{"beta", 0.1}}}}),
        ContainsSubstring("/validation/" + std::string(list) + "/beta: has no better direction"));
  }
  CHECK_THAT(error_of({{"floors", {{"beta", 0.1}}}}),
             ContainsSubstring("/validation/floors/beta: has no better direction; say {\"min\""));
}

TEST_CASE("a margin below zero is refused, a lead below zero is not", "[gate]") {
  CHECK_THAT(error_of({{"margins", {{"sharpe", -0.1}}}}),
             ContainsSubstring("/validation/margins/sharpe"));
  CHECK(parse({{"over_buy_and_hold", {{"sharpe", -0.1}}}}).over_buy_and_hold.size() == 1);
}

TEST_CASE("a floor that says nothing, or contradicts itself, is refused", "[gate]") {
  CHECK_THAT(error_of({{"floors", {{"sharpe", json::object()}}}}),
             ContainsSubstring("/validation/floors/sharpe: needs min, max or both"));
  CHECK_THAT(error_of({{"floors", {{"sharpe", {{"mim", 1}}}}}}),
             ContainsSubstring("did you mean \"min\"?"));
  CHECK_THAT(error_of({{"floors", {{"sharpe", "high"}}}}),
             ContainsSubstring("/validation/floors/sharpe"));
  CHECK_THAT(error_of({{"floors", {{"sharpe", {{"min", 2}, {"max", 1}}}}}}),
             ContainsSubstring("/validation/floors/sharpe: min is above max"));
  CHECK_THAT(error_of({{"floors", 1}}), ContainsSubstring("/validation/floors"));
}

TEST_CASE("windows and cadences are lengths of time", "[gate]") {
  for (const char* key : {"window", "cadence"}) {
    for (const json& length : {json("60b"), json(60), json("0d"), json("soon"), json(nullptr)}) {
      CAPTURE(key, length.dump());
      CHECK_THAT(error_of({{key, length}}), ContainsSubstring("/validation/" + std::string(key)));
    }
  }
  CHECK_THAT(error_of({{"window", 60}}), ContainsSubstring("such as \"3M\", \"90d\" or \"1w\""));
}

TEST_CASE("numbers outside their range are refused", "[gate]") {
  const json cases{
      {"alpha", {0.0, 0.6, "a"}}, {"veto_level", {0.0, 0.51}}, {"replicates", {199, 1e7, 2.5}},
      {"min_bars", {9, -1}},      {"min_trades", {-1}},        {"least_agreement", {-1.1, 1.1}},
      {"largest_shift", {-0.1}},  {"method", {"both", 1}},     {"policy", {"newest"}}};
  for (const auto& [key, values] : cases.items()) {
    for (const auto& value : values) {
      CAPTURE(key, value.dump());
      CHECK_THAT(error_of({{key, value}}), ContainsSubstring("/validation/" + key));
    }
  }
}

TEST_CASE("all problems of the section are told at once", "[gate]") {
  const std::string error = error_of({{"windw", "3M"},
                                      {"alpha", 2},
                                      {"floors", {{"sharp", 1}, {"beta", 1}}},
                                      {"margins", {{"sharpe", -1}}}});
  CHECK(std::count(error.begin(), error.end(), '\n') == 4);
  CHECK_THAT(error, ContainsSubstring("did you mean \"window\"?"));
}

TEST_CASE("a gate without thresholds is refused with an example that would do", "[gate]") {
  std::string message;
  try {
    require_thresholds(GateOptions{}, "pipeline.json");
  } catch (const ConfigError& error) {
    message = error.what();
  }
  CHECK_THAT(message, ContainsSubstring("pipeline.json: /validation has no thresholds"));
  const auto begin = message.find("\"validation\"");
  REQUIRE(begin != std::string::npos);
  const auto example = json::parse("{" + message.substr(begin) + "}");
  const auto options = parse(example.at("validation"));
  CHECK_NOTHROW(require_thresholds(options, "pipeline.json"));
  CHECK(options.margins.size() == 3);
}

TEST_CASE("one threshold of any kind is enough", "[gate]") {
  for (const json& section :
       {json{{"floors", {{"sharpe", 0}}}}, json{{"over_base_rate", {{"log_loss", 0}}}},
        json{{"over_buy_and_hold", {{"sharpe", 0}}}}, json{{"margins", {{"sharpe", 1}}}}}) {
    CHECK(parse(section).has_thresholds());
  }
}

TEST_CASE("the levels of all looks add up to less than alpha", "[gate]") {
  CHECK(level_of_look(0.10, 1) == Approx(0.05));
  CHECK(level_of_look(0.10, 2) == Approx(0.10 / 6.0));
  CHECK(level_of_look(0.10, 5) == Approx(0.10 / 30.0));
  double sum = 0.0;
  for (std::size_t look = 1; look <= 10'000; ++look) {
    sum += level_of_look(0.10, look);
    REQUIRE(level_of_look(0.10, look + 1) < level_of_look(0.10, look));
  }
  CHECK(sum < 0.10);
  CHECK(sum == Approx(0.10 * (1.0 - 1.0 / 10'001.0)));
}
