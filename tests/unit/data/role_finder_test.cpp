// SPDX-License-Identifier: MIT
#include "data/role_finder.hpp"

#include "data/role_names.hpp"
#include "market_table.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

using Position = std::optional<std::size_t>;

Roles roles_of(const Lines& lines, const DataOptions& options = {}) {
  const CsvSample sample = sample_of(lines);
  return find_roles(RoleSample(sample, options.missing, "bars.csv"), options);
}

std::string roles_error(const Lines& lines, const DataOptions& options = {}) {
  try {
    (void)plan_market(sample_of(lines), options, "bars.csv");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

DataOptions symbol_as_feature() {
  DataOptions options;
  options.features = {"symbol"};
  return options;
}

bool says(const std::vector<std::string>& sentences, const std::string& words) {
  return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& sentence) {
    return sentence.find(words) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("header names are compared without what differs between vendors", "[data]") {
  CHECK(plain_name(" Close ") == "close");
  CHECK(plain_name("1. open") == "open");
  CHECK(plain_name("<TICKVOL>") == "tickvol");
  CHECK(plain_name("Vol.") == "vol");
  CHECK(plain_name("Open_Time") == "open time");
  CHECK(plain_name("Close/Last") == "close/last");
  CHECK(plain_name("") == "");
}

TEST_CASE("bars are found by the usual names", "[data]") {
  const auto yahoo =
      roles_of({"Date,Open,High,Low,Close,Adj Close,Volume", "2020-01-02,1,2,1,2,2,5"});
  CHECK(yahoo.time == 0);
  CHECK(yahoo.open == Position(1));
  CHECK(yahoo.high == Position(2));
  CHECK(yahoo.low == Position(3));
  CHECK(yahoo.close == Position(4));
  CHECK(yahoo.volume == Position(6));
  CHECK_FALSE(yahoo.symbol.has_value());
  CHECK(yahoo.inputs.empty());
  CHECK(says(yahoo.detected, "column 6 \"Adj Close\" is not used"));

  const auto vantage = roles_of(
      {"timestamp,1. open,2. high,3. low,4. close,5. adjusted close", "2020-01-02,1,2,1,2,2"});
  CHECK(vantage.close == Position(4));
  const auto nasdaq = roles_of({"Date,Close/Last,Volume,Open,High,Low", "01/13/2020,1,2,1,2,1"});
  CHECK(nasdaq.close == Position(1));
  const auto panel = roles_of({"ticker,price,datetime", "A,1,2020-01-02"});
  CHECK(panel.symbol == Position(0));
  CHECK(panel.close == Position(1));
  CHECK(panel.time == 2);
}

TEST_CASE("a better name wins over a lesser one", "[data]") {
  CHECK(roles_of({"date,settle,close,last", "2020-01-02,1,2,3"}).close == Position(2));
  CHECK(roles_of({"unix,date,symbol,close", "1577923200,2020-01-02,A,1"}).time == 1);
}

TEST_CASE("two equally good columns are an error that names both and the key", "[data]") {
  const auto what = roles_error({"date,last,price", "2020-01-02,1,2"});
  CHECK_THAT(what, ContainsSubstring("column 2 \"last\" and column 3 \"price\"") &&
                       ContainsSubstring("\"data.close\": \"last\""));
  DataOptions options;
  name_column(options.close, "price");
  CHECK(roles_of({"date,last,price", "2020-01-02,1,2"}, options).close == Position(2));
}

TEST_CASE("a configured name that the file lacks is refused with the nearest one", "[data]") {
  DataOptions options;
  name_column(options.close, "Clsoe");
  CHECK_THROWS_AS(roles_of({"date,Close", "2020-01-02,1"}, options), ConfigError);
  CHECK_THAT(roles_error({"date,Close", "2020-01-02,1"}, options),
             ContainsSubstring("/data/close: bars.csv has no column \"Clsoe\" (did you mean "
                               "\"Close\"?)"));
  name_column(options.close, "Close");
  name_column(options.volume, "Close");
  CHECK_THAT(roles_error({"date,Close", "2020-01-02,1"}, options),
             ContainsSubstring("/data/volume: \"Close\" has another role"));
}

TEST_CASE("date and time in two columns are found", "[data]") {
  const auto roles = roles_of({"<DATE>,<TIME>,<OPEN>,<CLOSE>", "2020.01.02,10:00,1,2"});
  CHECK(roles.time == 0);
  CHECK(roles.time_of_day == Position(1));
  CHECK_THAT(roles_error({"time,close", "10:00,1"}), ContainsSubstring("holds times of day only"));
}

TEST_CASE("a time column without a usual name is found by its cells", "[data]") {
  CHECK(roles_of({"column_1,close", "2020-01-02,1"}).time == 0);
  CHECK_THAT(roles_error({"n,close", "1,1"}), ContainsSubstring("no column holds times"));
  CHECK_THAT(roles_error({"a,b,close", "2020-01-02,2020-01-03,1"}),
             ContainsSubstring("could both be the time"));
}

TEST_CASE("the time that fits the stamp is taken, and the other one refused", "[data]") {
  const Lines klines{"Open time,Open,High,Low,Close,Volume,Close time",
                     "1577836800000,1,2,1,2,5,1577840399999"};
  CHECK(roles_of(klines).time == 6);
  DataOptions opens;
  opens.stamp = "open";
  CHECK(roles_of(klines, opens).time == 0);
  CHECK_THAT(roles_error({"open_time,close", "2020-01-02 10:00,1"}),
             ContainsSubstring("/data/stamp") && ContainsSubstring("set \"open\""));
}

TEST_CASE("without prices every number without another role is a feature", "[data]") {
  const Lines lines{"timestamp,a,b,remark,class", "2020-01-02,1,2,x,0", "2020-01-03,1,2,y,1"};
  const auto roles = roles_of(lines);
  CHECK(roles.target == Position(4));
  REQUIRE(roles.inputs.size() == 2);
  CHECK(roles.inputs[0].column == 1);
  CHECK(roles.inputs[1].column == 2);
  CHECK(says(roles.detected, "column 4 \"remark\" holds text and is not used"));
  CHECK(says(roles.detected, "features are the 2 columns"));
}

TEST_CASE("without a close and a target there is nothing to learn from", "[data]") {
  const auto what = roles_error({"date,open,adj_close", "2020-01-02,1,2"});
  CHECK_THAT(what, ContainsSubstring("no column is the close") &&
                       ContainsSubstring("\"adj_close\" is not taken by itself") &&
                       ContainsSubstring("data.target"));
}

TEST_CASE("text among the features is refused, with its first value and line", "[data]") {
  DataOptions options;
  options.features = {"sector", "a"};
  const Lines lines{"date,close,a,sector", "2020-01-02,1,1,", "2020-01-03,1,1,Tech"};
  CHECK_THAT(
      roles_error(lines, options),
      ContainsSubstring("column 4 \"sector\"") && ContainsSubstring("\"Tech\" on line 3") &&
          ContainsSubstring("declare it in data.categorical or leave it out of data.features"));
  options.categorical = {"sector"};
  const auto roles = roles_of(lines, options);
  REQUIRE(roles.inputs.size() == 2);
  CHECK(roles.inputs[0].categorical);
  CHECK_FALSE(roles.inputs[1].categorical);
}

TEST_CASE("features that cannot be features are refused", "[data]") {
  const Lines lines{"date,close,a,y", "2020-01-02,1,1,1"};
  DataOptions options;
  options.features = {"date"};
  CHECK_THAT(roles_error(lines, options),
             ContainsSubstring("/data/features: \"date\" is the time"));
  options.features = {"y"};
  name_column(options.target, "y");
  CHECK_THAT(roles_error(lines, options), ContainsSubstring("\"y\" is the target"));
  CHECK_THAT(roles_error({"date,symbol,close", "2020-01-02,7,1"}, symbol_as_feature()),
             ContainsSubstring("\"symbol\" is the symbol; add it to data.categorical"));
  options.features = {"b"};
  CHECK_THAT(roles_error(lines, options), ContainsSubstring("has no column \"b\""));
  options.features.reset();
  options.categorical = {"a"};
  CHECK_THAT(roles_error(lines, options), ContainsSubstring("/data/categorical"));
  options.features = {"close"};
  options.categorical = {"close"};
  CHECK_THAT(roles_error(lines, options), ContainsSubstring("cannot be a category"));
}

TEST_CASE("a configured price without a close is refused", "[data]") {
  DataOptions options;
  name_column(options.high, "h2");
  CHECK_THAT(roles_error({"date,h2,class", "2020-01-02,1,1"}, options),
             ContainsSubstring("/data/high") && ContainsSubstring("there is no close"));
}
