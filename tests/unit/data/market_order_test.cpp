// SPDX-License-Identifier: MIT
#include "data/market_order.hpp"

#include "market_table.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

using Strings = std::vector<std::string>;
using Numbers = std::vector<double>;

/// Close prices of the days given, each the number of its day.
Lines days(const std::vector<int>& order) {
  Lines lines{"date,close"};
  for (const int day : order) {
    const std::string number = std::to_string(day);
    lines.push_back("2020-01-" + std::string(day < 10 ? "0" : "") + number + "," + number);
  }
  return lines;
}

Lines panel(const Lines& rows) {
  Lines lines{"date,symbol,close"};
  lines.insert(lines.end(), rows.begin(), rows.end());
  return lines;
}

void check_ragged(const MarketData& market) {
  CHECK(market.symbols == Strings{"A", "B", "C"});
  CHECK(market.offsets == std::vector<std::size_t>{0, 3, 4, 6});
  CHECK(market.close == Numbers{1, 2, 3, 20, 31, 33});
  CHECK(times_of(market).at(5) == "2020-01-03T00:00:00Z");
  CHECK(market.report.findings.empty());
}

}  // namespace

TEST_CASE("a file with the newest row first is reversed without a finding", "[data]") {
  const auto market = market_of(days({9, 8, 7, 6, 5}));
  CHECK(market.close == Numbers{5, 6, 7, 8, 9});
  CHECK(market.report.findings.empty());
  CHECK(detected(market, "the newest row stands first"));
}

TEST_CASE("the rows that stand too early are named, not those behind them", "[data]") {
  const auto market = market_of(days({1, 2, 8, 9, 3, 4, 5, 6, 7, 10}));
  CHECK(market.close == Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(findings_of(market) == Strings{"4 out_of_order", "5 out_of_order"});
  CHECK(market.report.findings[0].action == Finding::Action::kRepaired);
}

TEST_CASE("a row that stands too late is named", "[data]") {
  CHECK(findings_of(market_of(days({1, 3, 4, 5, 2, 6}))) == Strings{"6 out_of_order"});
  CHECK(findings_of(market_of(days({9, 7, 6, 8, 5, 4}))) == Strings{"5 out_of_order"});
}

TEST_CASE("a ragged panel may stand by date, by symbol or in any order", "[data]") {
  check_ragged(market_of(panel({"2020-01-01,A,1", "2020-01-01,C,31", "2020-01-02,A,2",
                                "2020-01-02,B,20", "2020-01-03,A,3", "2020-01-03,C,33"})));
  check_ragged(market_of(panel({"2020-01-01,A,1", "2020-01-02,A,2", "2020-01-03,A,3",
                                "2020-01-02,B,20", "2020-01-01,C,31", "2020-01-03,C,33"})));
  check_ragged(market_of(panel({"2020-01-01,C,31", "2020-01-03,C,33", "2020-01-02,B,20",
                                "2020-01-01,A,1", "2020-01-02,A,2", "2020-01-03,A,3"})));
  check_ragged(market_of(panel({"2020-01-03,C,33", "2020-01-03,A,3", "2020-01-02,B,20",
                                "2020-01-02,A,2", "2020-01-01,C,31", "2020-01-01,A,1"})));
}

TEST_CASE("a shuffled panel is sorted and said to be in no order", "[data]") {
  Lines rows;
  for (int i = 0; i < 180; ++i) {
    const int shuffled = (i * 79) % 180;
    rows.push_back("2020-01-" + std::to_string(10 + shuffled % 18) + "," +
                   std::string(1, static_cast<char>('A' + shuffled / 18)) + "," +
                   std::to_string(100 + shuffled));
  }
  const auto market = market_of(panel(rows));
  REQUIRE(market.rows() == 180);
  for (std::size_t i = 0; i < 180; ++i) {
    CHECK(market.close[i] == 100.0 + static_cast<double>(i));
  }
  CHECK(market.report.findings.empty());
  CHECK(detected(market, "in no order of time"));
  CHECK_FALSE(detected(market, "newest"));
}

TEST_CASE("time that goes back between symbols is no disorder", "[data]") {
  const auto market =
      market_of(panel({"2020-01-05,B,1", "2020-01-06,B,2", "2020-01-01,A,3", "2020-01-02,A,4"}));
  CHECK(market.close == Numbers{3, 4, 1, 2});
  CHECK(market.report.findings.empty());
}

TEST_CASE("a row without a symbol is bad, and a symbol without rows is gone", "[data]") {
  const auto market = market_of(
      panel({"2020-01-01,A,1", "2020-01-02,A,2", "2020-01-01,,3", "2020-01-01,B,-1"}), skipping());
  CHECK(findings_of(market) == Strings{"4 missing_symbol", "5 nonpositive_price"});
  CHECK(market.symbols == Strings{"A"});
  CHECK(market.offsets == std::vector<std::size_t>{0, 2});
  CHECK(detected(market, "without a usable row: 1 symbol, \"B\""));
}

TEST_CASE("one time in two symbols is no duplicate", "[data]") {
  CHECK(market_of(panel({"2020-01-01,A,1", "2020-01-01,B,1"})).report.findings.empty());
}

TEST_CASE("a repeated row is dropped, a revised one is bad and the first is kept", "[data]") {
  const Lines lines{"date,close,volume", "2020-01-01,1,5", "2020-01-02,2,5",
                    "2020-01-02,2,5",    "2020-01-02,3,5", "2020-01-03,4,5"};
  const auto market = market_of(lines, skipping());
  CHECK(market.close == Numbers{1, 2, 4});
  CHECK(findings_of(market) == Strings{"4 duplicate_row", "5 duplicate_time"});
  CHECK(market.report.findings[0].action == Finding::Action::kRepaired);
  CHECK(market.report.findings[1].action == Finding::Action::kBad);
  CHECK_THAT(error_of(lines), ContainsSubstring("bars.csv:5:1 (date): duplicate_time") &&
                                  ContainsSubstring("\"data.duplicates\""));
}

TEST_CASE("the first or the last of revised rows is kept where the config says so", "[data]") {
  const Lines lines{"date,close", "2020-01-02,2", "2020-01-01,1", "2020-01-02,3", "2020-01-03,4"};
  DataOptions options;
  options.duplicates = "first";
  CHECK(market_of(lines, options).close == Numbers{1, 2, 4});
  options.duplicates = "last";
  const auto last = market_of(lines, options);
  CHECK(last.close == Numbers{1, 3, 4});
  CHECK(findings_of(last) == Strings{"2 duplicate_time"});
  CHECK(last.report.findings[0].action == Finding::Action::kRepaired);
}

TEST_CASE("the last row of a file with the newest first is the lowest line", "[data]") {
  DataOptions options;
  options.duplicates = "last";
  const auto market = market_of(
      {"date,close", "2020-01-03,3", "2020-01-02,2", "2020-01-02,2.5", "2020-01-01,1"}, options);
  CHECK(market.close == Numbers{1, 2.5, 3});
}

TEST_CASE("an instant written in another offset is the same time", "[data]") {
  const auto market = market_of({"time,close", "2020-01-01T10:00:00-05:00,1",
                                 "2020-01-01T11:00:00-05:00,2", "2020-01-01T15:00:00Z,1"});
  CHECK(market.rows() == 2);
  CHECK(findings_of(market) == Strings{"4 duplicate_row"});
}

TEST_CASE("rows that differ only in a column nobody uses are the same row", "[data]") {
  CHECK(findings_of(market_of({"date,close,note", "2020-01-01,1,", "2020-01-02,2,a",
                               "2020-01-02,2,b"})) == Strings{"4 duplicate_row"});
}
