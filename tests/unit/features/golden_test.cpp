// SPDX-License-Identifier: MIT
// Vectors worked out by an independent numpy implementation: tests/fixtures/backtest/README.md.
#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/features/feature_set.hpp"

#include "support/catch.hpp"
#include "unit/features/market_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::features;

namespace {

std::vector<double> computed(const std::string& name, const data::MarketData& market) {
  const auto feature = find_feature(name);
  REQUIRE(feature);
  const FeatureSet set({*feature});
  std::vector<double> out(market.rows());
  set.compute(0, data::bars_of(market, 0), out);
  return out;
}

struct Tolerance {
  double relative;
  double absolute;
};

/// The first row that differs, or "" if none does.
std::string difference(const std::vector<double>& got, const std::vector<double>& want,
                       Tolerance tolerance) {
  for (std::size_t t = 0; t < want.size(); ++t) {
    const bool both_missing = std::isnan(got[t]) && std::isnan(want[t]);
    const double allowed = tolerance.absolute + tolerance.relative * std::abs(want[t]);
    if (!both_missing && !(std::abs(got[t] - want[t]) <= allowed)) {
      return "row " + std::to_string(t) + ": " + std::to_string(got[t]) + ", not " +
             std::to_string(want[t]) + ", off by " + std::to_string(got[t] / want[t] - 1.0);
    }
  }
  return "";
}

/// Compares every column of a file of expectations but the date; gives their number.
std::size_t compare_all(const std::string& prices, const std::string& expected,
                        const std::function<Tolerance(const std::string&)>& tolerance) {
  const auto market = test::market_of(test::read_text_table(test::fixture(prices)));
  const auto table = test::read_text_table(test::fixture(expected));
  std::size_t columns = 0;
  for (const auto& name : table.names) {
    if (name == "date") {
      continue;
    }
    INFO(name);
    CHECK(difference(computed(name, market), table.numbers(name), tolerance(name)) == "");
    ++columns;
  }
  return columns;
}

Tolerance indicator(const std::string& /*name*/) {
  return {1e-9, 1e-12};
}

}  // namespace

TEST_CASE("every indicator equals the golden vectors", "[features][reference]") {
  CHECK(compare_all("prices.csv", "expected_indicators.csv", indicator) == 35);
}

TEST_CASE("indicators of frozen, rising and falling prices equal the golden vectors",
          "[features][reference]") {
  CHECK(compare_all("prices_edge.csv", "expected_indicators_edge.csv", indicator) == 11);
}

TEST_CASE("every Alpha158 column equals the golden vectors", "[features][reference]") {
  const auto tolerance = [](const std::string& name) {
    return name.starts_with("RSQR") ? Tolerance{0.0, 1e-8} : Tolerance{1e-8, 1e-12};
  };
  CHECK(compare_all("prices.csv", "expected_alpha158.csv", tolerance) == 70);
}

TEST_CASE("the first defined row of every feature is the golden one", "[features][reference]") {
  std::ifstream file(test::fixture("expected_warmup.json"));
  const auto expected = nlohmann::json::parse(file)["first_valid_index"];
  REQUIRE(expected.size() == 105);
  for (const auto& [name, first] : expected.items()) {
    INFO(name);
    const auto feature = find_feature(name);
    REQUIRE(feature);
    CHECK(feature->first_row == first.get<std::size_t>());
  }
}

TEST_CASE(
    "ten periods of warm-up leave a recursion's first value a weight below one in ten "
    "thousand",
    "[features][reference]") {
  std::ifstream file(test::fixture("expected_warmup.json"));
  const auto expected = nlohmann::json::parse(file)["bars_until_seed_weight_below"];
  CHECK(find_feature("ema_12")->warm_up() >= expected["ema_12"]["1e-09"].get<std::size_t>());
  CHECK(find_feature("ema_26")->warm_up() >= expected["ema_26"]["1e-09"].get<std::size_t>());
  CHECK(find_feature("ema_200")->warm_up() >= expected["ema_200"]["1e-09"].get<std::size_t>());
  CHECK(find_feature("rsi_14")->warm_up() >= expected["wilder_14"]["0.001"].get<std::size_t>());
}
