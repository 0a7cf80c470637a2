// SPDX-License-Identifier: MIT
#include "mlpipe/features/feature_set.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/parallel.hpp"

#include "support/catch.hpp"
#include "unit/features/market_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::features;

namespace {

class NoteKeeper final : public EventSink {
 public:
  void on(const Event& event) override {
    if (const auto* note = std::get_if<Note>(&event)) {
      notes.push_back(note->message);
    }
  }
  std::vector<std::string> notes;
};

data::MarketData close_only(std::size_t n = 300) {
  auto market = test::random_walk(n, 1);
  market.open.clear();
  market.high.clear();
  market.low.clear();
  market.volume.clear();
  return market;
}

data::InputColumn column(const std::string& name, std::size_t n) {
  return {name, std::vector<float>(n, 1.0F), {}};
}

FeatureOptions named(std::vector<std::string> names) {
  FeatureOptions options;
  options.presets.clear();
  options.names = std::move(names);
  return options;
}

std::vector<std::string> names_of(const FeatureOptions& options, const data::MarketData& market) {
  NullSink events;
  return FeatureSet::resolve(options, market, events).column_names(market);
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

FeatureOptions parse(const std::string& text) {
  FeatureOptions options;
  JsonReader::read(parse_json(text, "c"), "c",
                   [&](JsonReader& reader) { options = parse_feature_options(reader); });
  return options;
}

}  // namespace

TEST_CASE("the core preset has hours for intraday bars alone", "[features]") {
  auto market = test::random_walk(300, 1);
  const auto daily = names_of({}, market);
  CHECK(daily.size() == 26);
  CHECK_FALSE(has(daily, "hour_sin"));
  market.intraday = true;
  CHECK(names_of({}, market).size() == 28);
}

TEST_CASE("the alpha158 preset is Qlib's without VWAP0, and says so", "[features]") {
  const auto market = test::random_walk(300, 1);
  FeatureOptions options;
  options.presets = {"alpha158"};
  NoteKeeper events;
  const auto names = FeatureSet::resolve(options, market, events).column_names(market);
  CHECK(names.size() == 157);
  CHECK(names.front() == "KMID");
  CHECK(names.back() == "VSUMD60");
  CHECK(std::all_of(names.begin(), names.end(),
                    [](const auto& name) { return find_feature(name).has_value(); }));
  REQUIRE(events.notes.size() == 1);
  CHECK_THAT(events.notes[0], ContainsSubstring("VWAP0 is left out"));
}

TEST_CASE("what a preset cannot have from the data is left out with a note", "[features]") {
  const auto market = close_only();
  NoteKeeper events;
  const auto names = FeatureSet::resolve({}, market, events).column_names(market);
  CHECK(names.size() == 22);
  CHECK_FALSE(has(names, "natr_14"));
  REQUIRE(events.notes.size() == 1);
  CHECK_THAT(events.notes[0],
             ContainsSubstring("no high, low, volume, so 4 of 28 features are left out: natr_14, "
                               "parkinson_20, volume_z_20, stoch_k_14"));
}

TEST_CASE("a named feature whose column is absent is refused", "[features]") {
  NullSink events;
  REQUIRE_THROWS_WITH(
      FeatureSet::resolve(named({"atr_14"}), close_only(), events),
      ContainsSubstring("atr_14 needs high, low, close; the data have no high, low"));
}

TEST_CASE("without prices the presets are silently empty and the file's columns remain",
          "[features]") {
  auto market = close_only();
  market.close.clear();
  market.inputs = {column("demand", 300), column("price", 300)};
  NoteKeeper events;
  const auto set = FeatureSet::resolve({}, market, events);
  CHECK(set.column_names(market) == std::vector<std::string>{"demand", "price"});
  CHECK(set.inputs() == std::vector<std::size_t>{0, 1});
  CHECK(set.warm_up() == 0);
  CHECK(events.notes.empty());
}

TEST_CASE("names are added once, in order, and dropped by name", "[features]") {
  auto market = test::random_walk(300, 1);
  market.inputs = {column("sentiment", 300), column("noise", 300)};
  FeatureOptions options = named({"ret_7", "rsi_21", "ret_7", "sentiment"});
  options.drop = {"noise"};
  CHECK(names_of(options, market) == std::vector<std::string>{"ret_7", "rsi_21", "sentiment"});
  options.drop = {"noise", "rsi_21"};
  CHECK(names_of(options, market) == std::vector<std::string>{"ret_7", "sentiment"});
}

TEST_CASE("a column of the file goes before a feature of the same name", "[features]") {
  auto market = test::random_walk(300, 1);
  market.inputs = {column("rsi_14", 300)};
  NoteKeeper events;
  const auto set = FeatureSet::resolve({}, market, events);
  CHECK(set.features().size() == 25);
  CHECK(set.column_names(market).back() == "rsi_14");
  REQUIRE(events.notes.size() == 1);
  CHECK_THAT(events.notes[0], ContainsSubstring("\"rsi_14\" takes the place"));
}

TEST_CASE("a name that is nothing is refused with the nearest that is", "[features]") {
  auto market = test::random_walk(300, 1);
  market.inputs = {column("sentiment", 300)};
  NullSink events;
  const auto resolve = [&](const std::string& name) {
    return FeatureSet::resolve(named({name}), market, events);
  };
  REQUIRE_THROWS_WITH(resolve("rsi14"), ContainsSubstring("did you mean \"rsi_14\"?"));
  REQUIRE_THROWS_WITH(resolve("dist_sma21"), ContainsSubstring("did you mean \"dist_sma_21\"?"));
  REQUIRE_THROWS_WITH(resolve("sentimnet"), ContainsSubstring("did you mean \"sentiment\"?"));
  REQUIRE_THROWS_WITH(resolve("VWAP0"), ContainsSubstring("no volume-weighted price"));
  REQUIRE_THROWS_WITH(resolve("ret_0"), ContainsSubstring("from 1 to 10000"));
  REQUIRE_THROWS_AS(resolve("ret_05"), ConfigError);
  REQUIRE_THROWS_AS(resolve("ret_-5"), ConfigError);
  REQUIRE_THROWS_AS(resolve("ret_"), ConfigError);
  REQUIRE_THROWS_AS(resolve("ret_99999999999999999999"), ConfigError);
  REQUIRE_THROWS_AS(resolve(""), ConfigError);
}

TEST_CASE("a misspelt name to drop or to trust is refused", "[features]") {
  auto market = test::random_walk(300, 1);
  market.inputs = {column("sentiment", 300)};
  NullSink events;
  FeatureOptions options;
  options.drop = {"rsi_15"};
  REQUIRE_THROWS_WITH(FeatureSet::resolve(options, market, events),
                      ContainsSubstring("/features/drop") && ContainsSubstring("\"rsi_14\"?"));
  options.drop = {"hour_sin"};  // of the preset, though daily bars have none
  CHECK_NOTHROW(FeatureSet::resolve(options, market, events));
  options.trusted = {"sentimet"};
  REQUIRE_THROWS_WITH(FeatureSet::resolve(options, market, events),
                      ContainsSubstring("/features/trusted_inputs"));
}

TEST_CASE("no features at all are refused", "[features]") {
  NullSink events;
  REQUIRE_THROWS_WITH(FeatureSet::resolve(named({}), close_only(), events),
                      ContainsSubstring("no feature is left"));
}

TEST_CASE("warm-up is the longest window and ten of the longest recursion's periods",
          "[features]") {
  const auto market = test::random_walk(300, 1);
  NullSink events;
  const auto warm_up = [&](std::vector<std::string> names) {
    return FeatureSet::resolve(named(std::move(names)), market, events).warm_up();
  };
  CHECK(warm_up({"ret_5", "dist_sma_20"}) == 19);
  CHECK(warm_up({"rsi_14"}) == 154);
  CHECK(warm_up({"mom_60", "nmacd_hist"}) == 320);
  CHECK(FeatureSet::resolve({}, market, events).first_row() == 60);
}

TEST_CASE("features are the same bits on any number of threads", "[features]") {
  const auto market = test::random_walk(3000, 9);
  NullSink events;
  const auto set = FeatureSet::resolve({}, market, events);
  const auto all = [&](int threads) {
    std::vector<std::vector<double>> columns(set.features().size(),
                                             std::vector<double>(market.rows()));
    parallel_for(threads, columns.size(),
                 [&](std::size_t f) { set.compute(f, data::bars_of(market, 0), columns[f]); });
    for (auto& values : columns) {
      std::replace_if(
          values.begin(), values.end(), [](double x) { return std::isnan(x); }, -1.0);
    }
    return columns;
  };
  CHECK(all(1) == all(4));
}

TEST_CASE("a symbol shorter than the window is all missing", "[features]") {
  const auto market = test::random_walk(10, 1);
  for (const char* name :
       {"ret_10", "vol_20", "rsi_14", "macd_signal_sma_seed", "MAX20", "QTLU30"}) {
    INFO(name);
    const FeatureSet set({*find_feature(name)});
    std::vector<double> out(10, 0.0);
    set.compute(0, data::bars_of(market, 0), out);
    CHECK(std::all_of(out.begin(), out.end(), [](double x) { return std::isnan(x); }));
  }
}

TEST_CASE("a missing volume makes its windows missing and no others", "[features]") {
  auto market = test::random_walk(1300, 4);
  const auto whole = market;
  market.volume[640] = std::nan("");
  for (const char* name : {"volume_z_20", "VMA20", "VSUMP20", "CORR20", "WVMA20", "VSTD600"}) {
    INFO(name);
    const FeatureSet set({*find_feature(name)});
    const std::size_t window = std::string(name) == "VSTD600" ? 600 : 20;
    std::vector<double> with(1300);
    std::vector<double> without(1300);
    set.compute(0, data::bars_of(market, 0), with);
    set.compute(0, data::bars_of(whole, 0), without);
    CHECK(std::isnan(with[640]));
    CHECK(std::isnan(with[639 + window]));
    CHECK(with[640 + window + 1] == Approx(without[640 + window + 1]).epsilon(1e-9));
    CHECK(with[639] == without[639]);
  }
}

TEST_CASE("moments of long windows agree with two plain passes", "[features][property]") {
  const auto market = test::random_walk(5000, 12);
  const data::BarSpan bars = data::bars_of(market, 0);
  const std::size_t n = 700;
  std::vector<double> got(5000);
  FeatureSet({*find_feature("STD700")}).compute(0, bars, got);
  for (std::size_t t = n - 1; t < 5000; t += 37) {
    double mean = 0.0;
    double squares = 0.0;
    for (std::size_t i = t + 1 - n; i <= t; ++i) {
      mean += bars.close[i] / static_cast<double>(n);
    }
    for (std::size_t i = t + 1 - n; i <= t; ++i) {
      squares += (bars.close[i] - mean) * (bars.close[i] - mean);
    }
    const double want = std::sqrt(squares / static_cast<double>(n - 1)) / bars.close[t];
    CAPTURE(t);
    CHECK(got[t] == Approx(want).epsilon(1e-11));
  }
}

TEST_CASE("the calendar is that of the close in the market's time zone", "[features]") {
  data::MarketData market;
  // 2022-03-13: New York goes from UTC-5 to UTC-4 at 07:00 UTC.
  for (const char* time : {"2022-03-13 04:30:00", "2022-03-13 06:59:00", "2022-03-13 07:00:00",
                           "2022-01-01 04:59:00"}) {
    market.close_time.push_back(test::time_of(time));
  }
  market.time_zone = "America/New_York";
  market.symbols = {""};
  market.offsets = {0, 4};
  const FeatureSet set({*find_feature("dow"), *find_feature("hour_sin"), *find_feature("hour_cos"),
                        *find_feature("month_cos")});
  std::vector<double> out(4);
  set.compute(0, data::bars_of(market, 0), out);
  CHECK(out == std::vector<double>{5, 6, 6, 4});  // Saturday 23:30, Sunday, Sunday, Friday
  set.compute(1, data::bars_of(market, 0), out);
  const double turn = 2.0 * std::acos(-1.0) / 24.0;
  CHECK(out[0] == Approx(std::sin(23 * turn)).margin(1e-12));
  CHECK(out[1] == Approx(std::sin(1 * turn)).margin(1e-12));
  CHECK(out[2] == Approx(std::sin(3 * turn)).margin(1e-12));
  set.compute(3, data::bars_of(market, 0), out);
  CHECK(out[3] == Approx(std::cos(11 * std::acos(-1.0) / 6.0)).margin(1e-12));  // still December
}

TEST_CASE("feature options survive writing and reading", "[features][property]") {
  CHECK(parse("{}") == FeatureOptions{});
  const auto options = parse(R"({"preset": ["core", "alpha158"], "add": "ret_60",
      "drop": ["ret_1"], "leak_auc": 0.9, "leak_correlation": 0.8, "trusted_inputs": ["x"]})");
  CHECK(options.names == std::vector<std::string>{"ret_60"});
  CHECK(parse(write_feature_options(options).dump()) == options);
  CHECK(parse(R"({"preset": []})").presets.empty());
}

TEST_CASE("problems of the feature options are told together", "[features]") {
  REQUIRE_THROWS_WITH(parse(R"({"preset": "croe", "trusted": [], "leak_auc": 2})"),
                      ContainsSubstring("did you mean \"core\"?") &&
                          ContainsSubstring("/trusted") && ContainsSubstring("/leak_auc"));
}
