// SPDX-License-Identifier: MIT
#include "mlpipe/features/leak.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include "support/catch.hpp"
#include "unit/features/market_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::features;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// A market with labels over `horizon` bars; columns are added by the tests.
struct Case {
  data::MarketData market;
  std::vector<double> label;
  std::vector<double> forward;
  std::size_t classes = 2;
  FeatureOptions options;

  explicit Case(std::size_t n, std::size_t horizon, std::size_t symbols = 1, std::uint64_t seed = 5)
      : market(test::random_walk(n, seed)), label(n, kNan), forward(n, kNan) {
    market.symbols.clear();
    market.offsets = {0};
    for (std::size_t s = 0; s < symbols; ++s) {
      market.symbols.push_back(std::string(1, static_cast<char>('A' + s)));
      market.offsets.push_back(n * (s + 1) / symbols);
    }
    fill(horizon, [&](std::size_t t, double r) {
      forward[t] = r;
      label[t] = r > 0.0 ? 1.0 : 0.0;
    });
  }

  /// take(row, return over `horizon` bars) for each row that has one.
  void fill(std::size_t horizon, const std::function<void(std::size_t, double)>& take) const {
    for (std::size_t s = 0; s < market.symbol_count(); ++s) {
      for (std::size_t t = market.offsets[s]; t + horizon < market.offsets[s + 1]; ++t) {
        take(t, market.close[t + horizon] / market.close[t] - 1.0);
      }
    }
  }

  void add(const std::string& name, const std::function<double(std::size_t)>& value) {
    data::InputColumn column;
    column.name = name;
    for (std::size_t t = 0; t < market.rows(); ++t) {
      column.values.push_back(static_cast<float>(value(t)));
    }
    market.inputs.push_back(column);
  }

  void add_next_return(const std::string& name) {
    std::vector<double> next(market.rows(), kNan);
    fill(1, [&](std::size_t t, double r) { next[t] = r; });
    add(name, [&](std::size_t t) { return next[t]; });
  }

  [[nodiscard]] std::vector<LeakSuspect> suspects(int threads = 1) const {
    std::vector<std::size_t> inputs(market.inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      inputs[i] = i;
    }
    return leak_suspects(market, FeatureSet({}, inputs), {label, forward, classes}, options,
                         threads);
  }
};

}  // namespace

TEST_CASE("the next bar's return as a feature is caught", "[features]") {
  const std::size_t horizon = GENERATE(1U, 5U);
  const std::size_t symbols = GENERATE(1U, 4U);
  CAPTURE(horizon, symbols);
  Case probe(2000, horizon, symbols);
  probe.add_next_return("next_ret");
  const auto found = probe.suspects();
  REQUIRE(found.size() == 1);
  CHECK(found[0].column == "next_ret");
  CHECK(found[0].value >= found[0].limit);
  CHECK(found[0].value > 0.99);
}

TEST_CASE("the message names column, measure, value and what to do", "[features]") {
  Case probe(2000, 1);
  probe.add("answer", [&](std::size_t t) { return -probe.label[t]; });
  CHECK_THAT(describe(probe.suspects()),
             ContainsSubstring("column \"answer\" predicts the label with AUC 1.000") &&
                 ContainsSubstring("it probably knows the future") &&
                 ContainsSubstring("/features/trusted_inputs"));
}

TEST_CASE("the next close, a price, is caught", "[features]") {
  Case probe(2000, 5);
  probe.add("tomorrow", [&](std::size_t t) {
    return t + 1 < probe.market.rows() ? probe.market.close[t + 1] : kNan;
  });
  CHECK(probe.suspects().size() == 1);
}

TEST_CASE("ordinary columns are not suspected", "[features]") {
  Case probe(3000, 1);
  Rng rng(3);
  probe.add("noise", [&](std::size_t) { return rng.normal(); });
  probe.add("close", [&](std::size_t t) { return probe.market.close[t]; });
  probe.add("adjusted", [&](std::size_t t) { return 0.9 * probe.market.close[t]; });
  probe.add("last_return", [&](std::size_t t) {
    return t > 0 ? probe.market.close[t] / probe.market.close[t - 1] - 1.0 : kNan;
  });
  probe.add("constant", [](std::size_t) { return 0.1; });
  probe.add("empty", [](std::size_t) { return kNan; });
  // A good forecast, not a perfect one: AUC about 0.76.
  probe.add("skill", [&](std::size_t t) { return probe.label[t] + rng.normal(); });
  CHECK(probe.suspects().empty());
}

TEST_CASE("a trusted column is passed over", "[features]") {
  Case probe(2000, 1);
  probe.add_next_return("next_ret");
  probe.options.trusted = {"next_ret"};
  CHECK(probe.suspects().empty());
}

TEST_CASE("a column that equals a regression target is caught", "[features]") {
  Case probe(2000, 1);
  probe.classes = 0;
  probe.label = probe.forward;
  probe.market.close.clear();
  probe.forward.clear();
  probe.add("target_again", [&](std::size_t t) { return std::exp(probe.label[t]); });
  const auto found = probe.suspects();
  REQUIRE(found.size() == 1);
  CHECK(found[0].measure == "has a rank correlation with the label of");
}

TEST_CASE("a column that tells one of three classes is caught", "[features]") {
  Case probe(2000, 1);
  probe.classes = 3;
  for (std::size_t t = 0; t < probe.label.size(); ++t) {
    probe.label[t] = static_cast<double>(t % 3);
  }
  probe.add("middle", [&](std::size_t t) { return t % 3 == 1 ? 1.0 : 0.0; });
  CHECK(probe.suspects().size() == 1);
}

TEST_CASE("a handful of rows proves nothing", "[features]") {
  Case probe(30, 1);
  probe.add_next_return("next_ret");
  CHECK(probe.suspects().empty());
}

TEST_CASE("a leak in a long series is caught on a sample, the same on any threads", "[features]") {
  Case probe(120'000, 1);
  probe.add_next_return("next_ret");
  Rng rng(3);
  probe.add("noise", [&](std::size_t) { return rng.normal(); });
  probe.add("answer", [&](std::size_t t) { return probe.label[t]; });
  const auto one = probe.suspects(1);
  const auto two = probe.suspects(2);
  REQUIRE(one.size() == 2);
  REQUIRE(two.size() == 2);
  CHECK(one[0].value == two[0].value);
  CHECK(one[1].column == "answer");
}

TEST_CASE("the electricity columns are not suspected", "[features]") {
  const auto path = test::shared_data() / "electricity_nsw_30min.csv";
  if (!std::filesystem::exists(path)) {
    WARN("skipped: no real data at " << path);
    return;
  }
  const auto table = test::read_text_table(path);
  Case probe(table.cells.at("class").size(), 1);
  probe.market.close.clear();
  probe.forward.clear();
  probe.label = table.numbers("class");
  for (const char* name :
       {"day_of_week", "period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"}) {
    const auto values = table.numbers(name);
    probe.add(name, [&](std::size_t t) { return values[t]; });
  }
  INFO(describe(probe.suspects()));
  CHECK(probe.suspects().empty());
}
