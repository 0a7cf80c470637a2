// SPDX-License-Identifier: MIT
#include "mlpipe/training/assemble.hpp"

#include <cmath>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

Timestamp day(int number) {
  return Timestamp(std::chrono::hours(24 * (10'000 + number)));
}

/// A has days 0 .. 5, B has days 2 .. 5; one column of the file counts rows, one is a category.
data::MarketData panel() {
  data::MarketData market;
  market.symbols = {"A", "B"};
  market.offsets = {0, 6, 10};
  market.report.source = "panel.csv";
  for (int t = 0; t < 6; ++t) {
    market.close_time.push_back(day(t));
  }
  for (int t = 2; t < 6; ++t) {
    market.close_time.push_back(day(t));
  }
  for (std::size_t row = 0; row < 10; ++row) {
    market.close.push_back(100.0 + static_cast<double>(row * 5 % 7));
  }
  data::InputColumn count{"count", {}, {}};
  data::InputColumn mood{"mood", {}, {"bad", "good"}};
  for (int row = 0; row < 10; ++row) {
    count.values.push_back(row == 4 ? kMissing : static_cast<float>(row));
    mood.values.push_back(static_cast<float>(row % 2));
  }
  market.inputs = {count, mood};
  return market;
}

features::FeatureSet resolve(const data::MarketData& market) {
  features::FeatureOptions options;
  options.presets = {};
  options.names = {"logret_1"};
  NullSink events;
  return features::FeatureSet::resolve(options, market, events);
}

}  // namespace

TEST_CASE("a panel becomes rows by time, then symbol, without each symbol's warm-up",
          "[training]") {
  auto market = panel();
  const auto set = resolve(market);
  const auto labels = labels::make_labels(market, labels::LabelOptions());
  const std::size_t warm_up = set.warm_up();
  REQUIRE(warm_up >= 1);
  REQUIRE(warm_up <= 2);
  const auto dataset = training::assemble(market, set, labels, 2);
  CHECK(dataset.rows() == 10 - 2 * warm_up);
  CHECK(dataset.feature_names == std::vector<std::string>{"logret_1", "count", "mood"});
  CHECK(dataset.categorical == std::vector<bool>{false, false, true});
  const auto before = panel();
  for (std::size_t row = 0; row < dataset.rows(); ++row) {
    const std::size_t bar = dataset.bar[row];
    INFO("row " << row << ", bar " << bar);
    CHECK(dataset.symbol[row] == (bar < 6 ? 0U : 1U));
    CHECK(bar - before.offsets[dataset.symbol[row]] >= warm_up);
    CHECK(dataset.time[row] == before.close_time[bar]);
    CHECK(dataset.label_end[row] == labels.end_time[bar]);
    CHECK(std::isnan(dataset.label[row]) == std::isnan(labels.label[bar]));
    const auto at = [&](int col) { return dataset.features(static_cast<Eigen::Index>(row), col); };
    CHECK(at(0) == static_cast<float>(std::log(before.close[bar] / before.close[bar - 1])));
    CHECK(std::isnan(at(1)) == (bar == 4));
    CHECK(at(2) == static_cast<float>(bar % 2));
    if (row > 0) {
      const auto order = [&](std::size_t r) {
        return std::pair(dataset.time[r], dataset.symbol[r]);
      };
      CHECK(order(row - 1) < order(row));
    }
  }
}

TEST_CASE("the columns of the file are handed over, not copied twice", "[training]") {
  auto market = panel();
  const auto set = resolve(market);
  const auto labels = labels::make_labels(market, labels::LabelOptions());
  (void)training::assemble(market, set, labels, 1);
  CHECK(market.inputs[0].values.empty());
  CHECK(market.inputs[0].name == "count");
}

TEST_CASE("a matrix does not depend on the number of threads", "[training]") {
  const auto matrix = [](int threads) {
    auto market = panel();
    const auto set = resolve(market);
    const auto labels = labels::make_labels(market, labels::LabelOptions());
    const auto dataset = training::assemble(market, set, labels, threads);
    return std::string(reinterpret_cast<const char*>(dataset.features.data()),
                       sizeof(float) * static_cast<std::size_t>(dataset.features.size()));
  };
  CHECK(matrix(1) == matrix(3));
}

TEST_CASE("a history shorter than the warm-up is refused with both lengths", "[training]") {
  auto market = panel();
  features::FeatureOptions options;
  NullSink events;
  const auto set = features::FeatureSet::resolve(options, market, events);
  const auto labels = labels::make_labels(market, labels::LabelOptions());
  CHECK_THROWS_AS(training::assemble(market, set, labels, 1), DataError);
  CHECK_THROWS_WITH(training::assemble(market, set, labels, 1),
                    ContainsSubstring("panel.csv: the features need") &&
                        ContainsSubstring("there are only 6") && ContainsSubstring("/features"));
}

TEST_CASE("rows to be scored are the rows of training, without labels", "[training]") {
  auto market = panel();
  auto unlabelled = panel();
  const auto set = resolve(market);
  const auto labels = labels::make_labels(market, labels::LabelOptions());
  const auto learnt = training::assemble(market, set, labels, 2);
  const auto scored = training::assemble(unlabelled, set, 2);
  CHECK(scored.feature_names == learnt.feature_names);
  CHECK(scored.categorical == learnt.categorical);
  CHECK(scored.time == learnt.time);
  CHECK(scored.symbol == learnt.symbol);
  CHECK(scored.bar == learnt.bar);
  const auto bytes = [](const data::Dataset& set_of) {
    return std::string(reinterpret_cast<const char*>(set_of.features.data()),
                       sizeof(float) * static_cast<std::size_t>(set_of.features.size()));
  };
  CHECK(bytes(scored) == bytes(learnt));
  for (std::size_t row = 0; row < scored.rows(); ++row) {
    CHECK(std::isnan(scored.label[row]));
    CHECK(scored.label_end[row] == Timestamp::max());
  }
}
