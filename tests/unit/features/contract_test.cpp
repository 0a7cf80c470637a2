// SPDX-License-Identifier: MIT
// What every row of the table of families promises; a new row is tested without being asked.
#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include "mlpipe/core/error.hpp"
#include "mlpipe/features/causality.hpp"
#include "mlpipe/features/feature_set.hpp"

#include "support/catch.hpp"
#include "unit/features/market_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::features;

namespace {

std::string name_of(const Family& family, std::size_t n) {
  std::string name(family.pattern);
  if (const auto hash = name.find('#'); hash != std::string::npos) {
    name.replace(hash, 1, std::to_string(n));
  }
  return name;
}

/// Every family with its least number, a usual, an odd, and one longer than a chunk of rows.
std::vector<Feature> specimens() {
  std::vector<Feature> features;
  for (const Family& family : all_families()) {
    for (const std::size_t n : {family.least, std::size_t{14}, std::size_t{67}, std::size_t{530}}) {
      const bool numbered = family.pattern.find('#') != std::string_view::npos;
      if (numbered ? n <= family.most : n == family.least) {
        features.push_back(*find_feature(name_of(family, n)));
      }
    }
  }
  return features;
}

std::vector<double> values_of(const FeatureSet& set, std::size_t f, const data::BarSpan& bars) {
  std::vector<double> out(bars.size(), -12345.0);
  set.compute(f, bars, out);
  return out;
}

/// First of the first n rows that differs in its bits, or n; NaN equals NaN.
std::size_t first_difference(const std::vector<double>& a, const std::vector<double>& b,
                             std::size_t n) {
  for (std::size_t t = 0; t < n; ++t) {
    const bool same = std::bit_cast<std::uint64_t>(a[t]) == std::bit_cast<std::uint64_t>(b[t]);
    if (!same && !(std::isnan(a[t]) && std::isnan(b[t]))) {
      return t;
    }
  }
  return n;
}

data::BarSpan from(const data::BarSpan& bars, std::size_t n) {
  return {bars.time.subspan(n),  bars.open.subspan(n),   bars.high.subspan(n), bars.low.subspan(n),
          bars.close.subspan(n), bars.volume.subspan(n), bars.time_zone};
}

/// Spoils all price and volume values behind bar t.
enum class Spoil { kMissing, kHuge, kShuffled };
data::MarketData spoilt(data::MarketData market, std::size_t t, Spoil how) {
  Rng rng(7);
  for (auto* column : {&market.open, &market.high, &market.low, &market.close, &market.volume}) {
    for (std::size_t i = t + 1; i < column->size(); ++i) {
      const std::size_t other = t + 1 + rng.below(column->size() - t - 1);
      switch (how) {
        case Spoil::kMissing:
          (*column)[i] = std::numeric_limits<double>::quiet_NaN();
          break;
        case Spoil::kHuge:
          (*column)[i] = 1e9;
          break;
        case Spoil::kShuffled:
          std::swap((*column)[i], (*column)[other]);
          break;
      }
    }
  }
  return market;
}

}  // namespace

TEST_CASE("a feature's name finds its family, and only one", "[features][contract]") {
  std::set<std::string_view> patterns;
  for (const Family& family : all_families()) {
    INFO(family.pattern);
    CHECK(patterns.insert(family.pattern).second);
    CHECK_FALSE(family.formula.empty());
    CHECK(family.least <= family.most);
    CHECK(static_cast<int>(family.least) + family.first >= 0);
    const auto feature = find_feature(name_of(family, family.least));
    REQUIRE(feature);
    CHECK(feature->needs == family.needs);
    if (family.most > 0) {
      CHECK_THROWS_AS(find_feature(name_of(family, family.most + 1)), ConfigError);
      CHECK_THROWS_AS(find_feature(name_of(family, family.least - 1)), ConfigError);
      CHECK_FALSE(find_feature(name_of(family, 7).insert(family.pattern.find('#'), "0")));
    }
  }
}

TEST_CASE("computing a long history in stretches changes no bit", "[features][contract]") {
  const auto market = test::random_walk(13'000, 5);
  const auto bars = data::bars_of(market, 0);
  const FeatureSet set(specimens());
  for (std::size_t f = 0; f < set.features().size(); ++f) {
    const Feature& feature = set.features()[f];
    INFO(feature.name);
    std::vector<double> whole(bars.size());
    feature.compute(bars, whole);
    const auto values = values_of(set, f, bars);
    std::size_t different = 0;
    for (std::size_t t = feature.first_row; t < bars.size(); ++t) {
      const bool same =
          std::bit_cast<std::uint64_t>(values[t]) == std::bit_cast<std::uint64_t>(whole[t]);
      different += same || !std::isfinite(whole[t]) ? 0U : 1U;
    }
    CHECK(different == 0);
  }
}

TEST_CASE("every feature is missing up to its first row, defined from there, and never infinite",
          "[features][contract]") {
  const auto market = test::random_walk(1300, 1);
  const FeatureSet set(specimens());
  for (std::size_t f = 0; f < set.features().size(); ++f) {
    const Feature& feature = set.features()[f];
    INFO(feature.name);
    const auto values = values_of(set, f, data::bars_of(market, 0));
    for (std::size_t t = 0; t < values.size(); ++t) {
      const bool missing = std::isnan(values[t]);
      if (missing != (t < feature.first_row) || std::isinf(values[t])) {
        FAIL_CHECK("row " << t << " is " << values[t]);
        break;
      }
    }
  }
}

TEST_CASE("every feature of bars 0 to t equals the first rows of features of all bars",
          "[features][contract]") {
  const auto market = test::random_walk(1100, 2);
  const FeatureSet set(specimens());
  const data::BarSpan bars = data::bars_of(market, 0);
  for (std::size_t f = 0; f < set.features().size(); ++f) {
    INFO(set.features()[f].name);
    const auto full = values_of(set, f, bars);
    for (const std::size_t n : {0, 1, 2, 9, 13, 14, 15, 16, 60, 67, 68, 75, 529, 530, 1001, 1099}) {
      CHECK(first_difference(values_of(set, f, bars.head(n)), full, n) == n);
    }
  }
}

TEST_CASE("garbage in the future changes no feature of the past", "[features][contract]") {
  const auto market = test::random_walk(700, 3);
  const FeatureSet set(specimens());
  const Spoil how = GENERATE(Spoil::kMissing, Spoil::kHuge, Spoil::kShuffled);
  for (const std::size_t t : {0U, 5U, 13U, 100U, 603U}) {
    const auto other = spoilt(market, t, how);
    for (std::size_t f = 0; f < set.features().size(); ++f) {
      INFO(set.features()[f].name << " at " << t);
      CHECK(first_difference(values_of(set, f, data::bars_of(market, 0)),
                             values_of(set, f, data::bars_of(other, 0)), t + 1) == t + 1);
    }
  }
}

TEST_CASE("a window is the same wherever the history begins", "[features][contract]") {
  const auto market = test::random_walk(400, 4);
  const FeatureSet set(specimens());
  const data::BarSpan bars = data::bars_of(market, 0);
  for (std::size_t f = 0; f < set.features().size(); ++f) {
    const Feature& feature = set.features()[f];
    if (feature.period > 0 || feature.first_row >= 400) {
      continue;
    }
    INFO(feature.name);
    const auto full = values_of(set, f, bars);
    for (const std::size_t begin : {1U, 3U, 8U, 250U}) {
      auto late = values_of(set, f, from(bars, begin));
      const std::size_t first = std::min(feature.first_row, late.size());
      late.erase(late.begin(), late.begin() + static_cast<std::ptrdiff_t>(first));
      const std::vector<double> same(full.begin() + static_cast<std::ptrdiff_t>(begin + first),
                                     full.end());
      CHECK(first_difference(late, same, late.size()) == late.size());
    }
  }
}

TEST_CASE("a recursion has forgotten where it began after its warm-up", "[features][contract]") {
  const auto market = test::random_walk(1300, 5);
  const FeatureSet set(specimens());
  const data::BarSpan bars = data::bars_of(market, 0);
  for (std::size_t f = 0; f < set.features().size(); ++f) {
    const Feature& feature = set.features()[f];
    if (feature.period == 0 || feature.warm_up() + 100 >= 1300) {
      continue;
    }
    INFO(feature.name);
    const auto full = values_of(set, f, bars);
    const auto late = values_of(set, f, from(bars, 100));
    const double scale = 1.0 + std::abs(full[100 + feature.warm_up()]);
    // (13/14)^140 = 3e-5 of a first average that may be off by its own size.
    CHECK(std::abs(late[feature.warm_up()] - full[100 + feature.warm_up()]) < 1e-3 * scale);
  }
}

TEST_CASE("the self-check passes every family", "[features][contract]") {
  const auto result = check_truncation(FeatureSet(specimens()), test::random_walk(1200, 6), 5, 1);
  INFO(describe(result));
  CHECK(result.ok);
  CHECK(result.points == 5);
  CHECK(result.rows_compared > specimens().size());
}
