// SPDX-License-Identifier: MIT
#include "mlpipe/labels/label.hpp"

#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace mlpipe;
using namespace mlpipe::labels;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Timestamp day(int n) {
  return Timestamp(std::chrono::sys_days(std::chrono::days(19000 + n)));
}

/// One series of daily closes.
data::MarketData series(std::vector<double> close) {
  data::MarketData market;
  for (std::size_t t = 0; t < close.size(); ++t) {
    market.close_time.push_back(day(static_cast<int>(t)));
  }
  market.close = std::move(close);
  market.symbols = {""};
  market.offsets = {0, market.rows()};
  return market;
}

data::MarketData with_target(std::vector<double> target) {
  auto market = series(std::vector<double>(target.size(), 100.0));
  market.close.clear();
  market.target = std::move(target);
  return market;
}

LabelOptions kind(const std::string& name) {
  LabelOptions options;
  options.kind = name;
  return options;
}

LabelOptions given(std::size_t horizon) {
  LabelOptions options = kind("column");
  options.horizon = horizon;
  return options;
}

/// "1 0 . 2" with a point for a row without label.
std::string text_of(const std::vector<double>& labels) {
  std::ostringstream out;
  for (const double label : labels) {
    if (out.tellp() > 0) {
      out << ' ';
    }
    std::isnan(label) ? out << '.' : out << label;
  }
  return out.str();
}

LabelOptions parse(const std::string& text) {
  LabelOptions options;
  JsonReader::read(parse_json(text, "c"), "c",
                   [&](JsonReader& reader) { options = parse_label_options(reader); });
  return options;
}

}  // namespace

TEST_CASE("a row is up when the close is higher a horizon of bars later", "[labels]") {
  const auto labels = make_labels(series({10, 11, 10.5, 12, 9}), LabelOptions{});
  CHECK(labels.task == Task::kBinary);
  CHECK(text_of(labels.label) == "1 0 1 0 .");
  LabelOptions two;
  two.horizon = 2;
  CHECK(text_of(make_labels(series({10, 11, 10.5, 12, 9}), two).label) == "1 1 0 . .");
}

TEST_CASE("a row whose future is not known has no label, end or return", "[labels]") {
  const auto labels = make_labels(series({10, 11, 10}), LabelOptions{});
  CHECK(labels.end_time[1] == day(2));
  CHECK(labels.end_time[2] == Timestamp::max());
  CHECK(std::isnan(labels.label[2]));
  CHECK(std::isnan(labels.forward_return[2]));
  CHECK(labels.forward_return[0] == 11.0 / 10.0 - 1.0);
}

TEST_CASE("a return of exactly zero is not up", "[labels]") {
  CHECK(text_of(make_labels(series({10, 10, 11, 11}), LabelOptions{}).label) == "0 1 0 .");
}

TEST_CASE("rows inside the dead band are not labelled, but know their end", "[labels]") {
  LabelOptions options;
  options.dead_band = 0.02;
  const auto labels = make_labels(series({100, 101, 110, 109, 100}), options);
  CHECK(text_of(labels.label) == ". 1 . 0 .");
  CHECK(labels.end_time[0] == day(1));
}

TEST_CASE("three directions are down, flat and up", "[labels]") {
  LabelOptions options = kind("direction3");
  options.dead_band = 0.02;
  const auto labels = make_labels(series({100, 101, 110, 109, 100}), options);
  CHECK(labels.task == Task::kMulticlass);
  CHECK(labels.class_names == std::vector<std::string>{"down", "flat", "up"});
  CHECK(text_of(labels.label) == "1 2 1 0 .");
}

TEST_CASE("a return label is the simple or the log return", "[labels]") {
  LabelOptions options = kind("return");
  const auto simple = make_labels(series({100, 110, 99}), options);
  CHECK(simple.task == Task::kRegression);
  CHECK(simple.label[0] == Approx(0.1).epsilon(1e-12));
  options.log_return = true;
  CHECK(make_labels(series({100, 110, 99}), options).label[1] ==
        Approx(std::log(0.9)).epsilon(1e-12));
}

TEST_CASE("a label from the next open is known one bar later", "[labels]") {
  auto market = series({10, 11, 12, 13});
  market.open = {9.5, 10.5, 12.5, 12.5};
  LabelOptions options = kind("return");
  options.from = "next_open";
  const auto labels = make_labels(market, options);
  CHECK(labels.label[0] == 12.0 / 10.5 - 1.0);
  CHECK(labels.end_time[0] == day(2));
  CHECK(labels.label[1] == 13.0 / 12.5 - 1.0);
  CHECK(text_of({labels.label[2], labels.label[3]}) == ". .");
}

TEST_CASE("labels of a ragged panel end on the symbol's own bars", "[labels][reference]") {
  // Rows: date, symbol, close, end of the 5-bar label; see tests/fixtures/backtest/README.md.
  std::ifstream file(testing::fixtures_folder().string() + "/backtest/panel.csv");
  std::map<std::string, std::vector<std::array<std::string, 3>>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string row, date, symbol, close, end;
    std::getline(cells, row, ',');
    std::getline(cells, date, ',');
    std::getline(cells, symbol, ',');
    std::getline(cells, close, ',');
    std::getline(cells, end, ',');
    rows[symbol].push_back({date, close, end});
  }
  REQUIRE(rows.size() == 3);
  data::MarketData market;
  std::vector<std::string> ends;
  market.offsets = {0};
  for (const auto& [symbol, bars] : rows) {
    market.symbols.push_back(symbol);
    for (const auto& [date, close, end] : bars) {
      market.close_time.push_back(*from_iso8601(date + "T00:00:00Z"));
      market.close.push_back(std::stod(close));
      ends.push_back(end);
    }
    market.offsets.push_back(market.rows());
  }
  LabelOptions options;
  options.horizon = 5;
  const auto labels = make_labels(market, options);
  std::size_t unknown = 0;
  for (std::size_t t = 0; t < market.rows(); ++t) {
    CAPTURE(t);
    const bool known = labels.end_time[t] != Timestamp::max();
    CHECK((known ? to_display(labels.end_time[t]) : "") == ends[t]);
    CHECK(std::isnan(labels.label[t]) == !known);
    unknown += known ? 0U : 1U;
  }
  CHECK(unknown == 15);
}

TEST_CASE("a panel's return never spans two symbols", "[labels]") {
  auto market = series({10, 20, 1, 2, 1});
  market.symbols = {"A", "B"};
  market.offsets = {0, 2, 5};
  const auto labels = make_labels(market, LabelOptions{});
  CHECK(text_of(labels.label) == "1 . 1 0 .");
}

TEST_CASE("a symbol shorter than the horizon has no labels, the others do", "[labels]") {
  auto market = series({10, 20, 1, 2, 1, 3});
  market.symbols = {"A", "B"};
  market.offsets = {0, 2, 6};
  LabelOptions options;
  options.horizon = 2;
  CHECK(text_of(make_labels(market, options).label) == ". . 0 1 . .");
}

TEST_CASE("a given target of whole numbers is classes, coded from zero", "[labels]") {
  const auto pair = make_labels(with_target({-1, 1, 1, -1}), given(0));
  CHECK(pair.task == Task::kBinary);
  CHECK(pair.class_names == std::vector<std::string>{"-1", "1"});
  CHECK(text_of(pair.label) == "0 1 1 0");
  const auto three = make_labels(with_target({7, 2, 5, kNan, 2}), given(0));
  CHECK(three.task == Task::kMulticlass);
  CHECK(three.class_names == std::vector<std::string>{"2", "5", "7"});
  CHECK(text_of(three.label) == "2 0 1 . 0");
}

TEST_CASE("a given target of fractions is a regression", "[labels]") {
  const auto labels = make_labels(with_target({0.5, 1.5, kNan, 2.0}), given(0));
  CHECK(labels.task == Task::kRegression);
  CHECK(text_of(labels.label) == "0.5 1.5 . 2");
  CHECK(labels.class_names.empty());
}

TEST_CASE("a given target of words keeps them as class names", "[labels]") {
  auto market = with_target({1, 0, 1});
  market.target_categories = {"DOWN", "UP"};
  const auto labels = make_labels(market, given(0));
  CHECK(labels.class_names == std::vector<std::string>{"DOWN", "UP"});
  CHECK(text_of(labels.label) == "1 0 1");
}

TEST_CASE("a given target is known as many bars later as the horizon says", "[labels]") {
  const auto now = make_labels(with_target({0, 1, 0}), given(0));
  CHECK(now.end_time == std::vector<Timestamp>{day(0), day(1), day(2)});
  const auto later = make_labels(with_target({0, 1, 0}), given(1));
  CHECK(later.end_time == std::vector<Timestamp>{day(1), day(2), Timestamp::max()});
  CHECK(text_of(later.label) == "0 1 .");
}

TEST_CASE("the task of a given target can be fixed", "[labels]") {
  LabelOptions options = given(0);
  options.task = "regression";
  CHECK(make_labels(with_target({1, 2, 3}), options).task == Task::kRegression);
  options.task = "classification";
  REQUIRE_THROWS_AS(make_labels(with_target({1.5, 2, 3}), options), DataError);
}

TEST_CASE("a single class is refused with its count", "[labels]") {
  REQUIRE_THROWS_WITH(
      make_labels(series({1, 2, 3, 4}), LabelOptions{}),
      ContainsSubstring("all 3 labelled rows have one class (0 x \"not up\", 3 x \"up\")"));
}

TEST_CASE("no labelled row at all is refused", "[labels]") {
  LabelOptions wide;
  wide.dead_band = 0.9;
  REQUIRE_THROWS_WITH(make_labels(series({1, 1.1, 1}), wide),
                      ContainsSubstring("none of 3 rows is labelled; the dead band"));
  REQUIRE_THROWS_AS(make_labels(with_target({kNan, kNan}), given(0)), DataError);
}

TEST_CASE("a horizon beyond the data is refused", "[labels]") {
  LabelOptions options;
  options.horizon = 3;
  REQUIRE_THROWS_WITH(make_labels(series({1, 2, 1}), options),
                      ContainsSubstring("looks 3 bars ahead, but the data have 3 rows"));
  REQUIRE_THROWS_AS(make_labels(series({}), LabelOptions{}), DataError);
}

TEST_CASE("a kind whose column is absent is refused with its pointer", "[labels]") {
  REQUIRE_THROWS_WITH(make_labels(series({1, 2, 1}), kind("column")),
                      ContainsSubstring("/label/kind: \"column\" needs a target"));
  REQUIRE_THROWS_WITH(make_labels(with_target({0, 1}), LabelOptions{}),
                      ContainsSubstring("the close, which the data lack"));
  LabelOptions options;
  options.from = "next_open";
  REQUIRE_THROWS_WITH(make_labels(series({1, 2, 1}), options),
                      ContainsSubstring("/label/from: \"next_open\" needs the open"));
}

TEST_CASE("label options survive writing and reading", "[labels][property]") {
  CHECK(parse("{}") == LabelOptions{});
  for (const char* text :
       {R"({"kind": "direction", "horizon": 5, "dead_band": 0.001, "from": "next_open"})",
        R"({"kind": "return", "log_return": true})", R"({"kind": "direction3", "dead_band": 0.01})",
        R"({"kind": "column", "horizon": 0, "task": "regression"})"}) {
    const auto options = parse(text);
    CHECK(parse(write_label_options(options).dump()) == options);
    CHECK_FALSE(options == LabelOptions{});
  }
}

TEST_CASE("label options that contradict the kind are refused together", "[labels]") {
  REQUIRE_THROWS_WITH(
      parse(R"({"kind": "return", "dead_band": 0.1, "task": "classification", "horizn": 2})"),
      ContainsSubstring("/dead_band") && ContainsSubstring("/task") &&
          ContainsSubstring("did you mean \"horizon\"?"));
  REQUIRE_THROWS_AS(parse(R"({"horizon": 0})"), ConfigError);
  REQUIRE_THROWS_AS(parse(R"({"kind": "column", "from": "next_open"})"), ConfigError);
  REQUIRE_THROWS_AS(parse(R"({"log_return": true})"), ConfigError);
}

TEST_CASE("the end of a label is known without prices, target or anything to learn", "[labels]") {
  auto market = with_target({0, 1, 0, 1, 1});
  auto options = given(2);
  const auto ends = label_ends(market, options);
  CHECK(ends == make_labels(market, options).end_time);
  market.target.clear();
  CHECK(label_ends(market, options) == ends);
  CHECK(ends.at(2) == day(4));
  CHECK(ends.at(3) == Timestamp::max());
  options.horizon = 9;
  CHECK(label_ends(market, options) == std::vector<Timestamp>(5, Timestamp::max()));
}

TEST_CASE("a target column is read as a model that has learnt from one knows it", "[labels]") {
  const std::vector<std::string> classes = {"-1", "0", "1"};
  const auto codes = learnt_targets(with_target({1.0, kNan, -1.0}), classes);
  REQUIRE(codes.size() == 3);
  CHECK(codes[0] == 2.0);
  CHECK(std::isnan(codes[1]));
  CHECK(codes[2] == 0.0);
  CHECK(learnt_targets(with_target({0.25}), {}) == std::vector<double>{0.25});

  // Codes of a file of text are those of this file, not of training's.
  auto text = with_target({0.0, 1.0});
  text.target_categories = {"up", "down"};
  const std::vector<std::string> known = {"down", "flat", "up"};
  CHECK(learnt_targets(text, known) == std::vector<double>{2.0, 0.0});

  CHECK_THROWS_AS(learnt_targets(with_target({2.0}), classes), DataError);
  CHECK_THROWS_AS(learnt_targets(text, {}), DataError);
  CHECK_THROWS_AS(learnt_targets(series({1.0, 2.0}), classes), ConfigError);
}
