// SPDX-License-Identifier: MIT
#include "mlpipe/features/causality.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "support/catch.hpp"
#include "unit/features/market_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::features;

namespace {

using Compute = std::function<void(const data::BarSpan&, std::span<double>)>;

FeatureSet only(const std::string& name, Compute compute, std::size_t first_row = 0) {
  Feature feature;
  feature.name = name;
  feature.first_row = first_row;
  feature.compute = std::move(compute);
  return FeatureSet({feature});
}

void full_sample_zscore(const data::BarSpan& bars, std::span<double> out) {
  const double n = static_cast<double>(bars.size());
  const double mean = std::accumulate(bars.close.begin(), bars.close.end(), 0.0) / n;
  double squares = 0.0;
  for (const double c : bars.close) {
    squares += (c - mean) * (c - mean);
  }
  for (std::size_t t = 0; t < bars.size(); ++t) {
    out[t] = (bars.close[t] - mean) / std::sqrt(squares / n);
  }
}

void centred_mean(const data::BarSpan& bars, std::span<double> out) {
  for (std::size_t t = 0; t < bars.size(); ++t) {
    const double next = t + 1 < bars.size() ? bars.close[t + 1] : bars.close[t];
    out[t] = (bars.close[t] + next) / 2.0;
  }
}

/// Sound but for the rows of the warm-up, which are filled backwards.
void back_filled_return(const data::BarSpan& bars, std::span<double> out) {
  for (std::size_t t = 0; t < bars.size(); ++t) {
    const std::size_t from = std::max<std::size_t>(t, 10);
    out[t] = from < bars.size() ? bars.close[from] / bars.close[from - 10] : 0.0;
  }
}

void whole_frame_rank(const data::BarSpan& bars, std::span<double> out) {
  for (std::size_t t = 0; t < bars.size(); ++t) {
    out[t] = static_cast<double>(std::count_if(bars.close.begin(), bars.close.end(),
                                               [&](double c) { return c < bars.close[t]; }));
  }
}

data::MarketData panel(std::size_t n) {
  auto market = test::random_walk(n, 11);
  market.symbols = {"AAA", "BBB", "CCC"};
  market.offsets = {0, n / 4, n / 2, n};
  return market;
}

}  // namespace

TEST_CASE("a feature that knows the whole sample is caught", "[features]") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CAPTURE(seed);
    const auto market = test::random_walk(300, 21);
    CHECK_FALSE(check_truncation(only("z", full_sample_zscore), market, 5, seed).ok);
    CHECK_FALSE(check_truncation(only("rank", whole_frame_rank), market, 5, seed).ok);
    CHECK_FALSE(check_truncation(only("centred", centred_mean), market, 5, seed).ok);
  }
}

TEST_CASE("a fill backwards inside the warm-up is caught where a cut falls into it", "[features]") {
  const auto market = test::random_walk(40, 22);
  const auto result = check_truncation(only("filled", back_filled_return), market, 50, 1);
  CHECK_FALSE(result.ok);
  CHECK(result.bar < 10);
}

TEST_CASE("what is found names feature, symbol, bar and both values", "[features]") {
  const auto market = panel(400);
  const auto result = check_truncation(only("centred", centred_mean), market, 5, 3);
  REQUIRE_FALSE(result.ok);
  CHECK(result.feature == "centred");
  CHECK(result.full != result.truncated);
  const auto symbol = std::find(market.symbols.begin(), market.symbols.end(), result.symbol);
  REQUIRE(symbol != market.symbols.end());
  const auto bars =
      data::bars_of(market, static_cast<std::size_t>(symbol - market.symbols.begin()));
  CHECK(bars.time[result.bar] == result.time);
  CHECK(result.truncated == bars.close[result.bar]);
  CHECK(result.full == (bars.close[result.bar] + bars.close[result.bar + 1]) / 2.0);
  CHECK_THAT(describe(result), ContainsSubstring("feature centred of ") &&
                                   ContainsSubstring("it looks into the future"));
}

TEST_CASE("a long series is checked in stretches, and a leak in it is caught", "[features]") {
  const auto market = test::random_walk(60'000, 23, std::chrono::minutes(1));
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    CAPTURE(seed);
    const auto sound = check_truncation(FeatureSet({*find_feature("ret_1")}), market, 5, seed);
    CHECK(sound.ok);
    CHECK(sound.rows_compared <= 5 * 8192);
    CHECK_FALSE(check_truncation(only("z", full_sample_zscore), market, 5, seed).ok);
    const auto leak = check_truncation(only("centred", centred_mean), market, 5, seed);
    REQUIRE_FALSE(leak.ok);
    CHECK(market.close_time[leak.bar] == leak.time);
  }
}

TEST_CASE("the same seed finds the same", "[features]") {
  const auto market = panel(400);
  const auto a = check_truncation(only("centred", centred_mean), market, 5, 3);
  const auto b = check_truncation(only("centred", centred_mean), market, 5, 3);
  CHECK(a.bar == b.bar);
  CHECK(a.symbol == b.symbol);
}

TEST_CASE("no bars and no features are no leak", "[features]") {
  data::MarketData empty;
  empty.symbols = {""};
  empty.offsets = {0, 0};
  CHECK(check_truncation(only("z", full_sample_zscore), empty, 5, 1).ok);
  const auto none = check_truncation(FeatureSet({}), test::random_walk(20, 1), 5, 1);
  CHECK(none.ok);
  CHECK(none.rows_compared == 0);
}
