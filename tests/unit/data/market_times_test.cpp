// SPDX-License-Identifier: MIT
#include "market_table.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

using Strings = std::vector<std::string>;

Lines stamps(const Lines& times) {
  Lines lines{"time,close"};
  for (const auto& time : times) {
    lines.push_back(time + ",1");
  }
  return lines;
}

DataOptions in_zone(const std::string& zone) {
  DataOptions options;
  options.time_zone = zone;
  return options;
}

DataOptions at_open(const std::string& zone, const std::string& bar = "") {
  DataOptions options = in_zone(zone);
  options.stamp = "open";
  options.bar = parse_duration(bar);
  if (bar.empty()) {
    options.bar.reset();
  }
  return options;
}

}  // namespace

TEST_CASE("local stamps become UTC across the change of clocks", "[data]") {
  CHECK(times_of(market_of(stamps({"2021-03-12 16:00", "2021-03-15 16:00"}),
                           in_zone("America/New_York"))) ==
        Strings{"2021-03-12T21:00:00Z", "2021-03-15T20:00:00Z"});
  CHECK(times_of(market_of(stamps({"2021-03-26", "2021-03-29"}), in_zone("Europe/Berlin"))) ==
        Strings{"2021-03-25T23:00:00Z", "2021-03-28T22:00:00Z"});
}

TEST_CASE("a local time that the spring skips is a bad row", "[data]") {
  DataOptions options = in_zone("Europe/Berlin");
  const Lines lines = stamps({"2021-03-28 01:30", "2021-03-28 02:30", "2021-03-28 03:30"});
  CHECK_THAT(
      error_of(lines, options),
      ContainsSubstring("bars.csv:3:1 (time): nonexistent_local_time: \"2021-03-28 02:30\""));
  options.on_bad_rows = "skip";
  CHECK(times_of(market_of(lines, options)) ==
        Strings{"2021-03-28T00:30:00Z", "2021-03-28T01:30:00Z"});
}

TEST_CASE("the hour that comes twice in autumn is read in order", "[data]") {
  const Strings expected{"2021-10-31T00:00:00Z", "2021-10-31T00:30:00Z", "2021-10-31T01:00:00Z",
                         "2021-10-31T01:30:00Z", "2021-10-31T02:00:00Z"};
  const Lines times{"2021-10-31 02:00", "2021-10-31 02:30", "2021-10-31 02:00", "2021-10-31 02:30",
                    "2021-10-31 03:00"};
  CHECK(times_of(market_of(stamps(times), in_zone("Europe/Berlin"))) == expected);
  const Lines reversed(times.rbegin(), times.rend());
  CHECK(times_of(market_of(stamps(reversed), in_zone("Europe/Berlin"))) == expected);
}

TEST_CASE("an ambiguous stamp that comes once is the earlier moment", "[data]") {
  CHECK(times_of(market_of(stamps({"2021-11-07 00:30", "2021-11-07 01:30", "2021-11-07 02:30"}),
                           in_zone("America/New_York"))) ==
        Strings{"2021-11-07T04:30:00Z", "2021-11-07T05:30:00Z", "2021-11-07T07:30:00Z"});
}

TEST_CASE("a later row that stands before an ambiguous stamp does not make it the later moment",
          "[data]") {
  const auto market = market_of(
      stamps({"2021-10-30 12:00", "2021-12-01 12:00", "2021-10-31 02:30", "2021-12-02 12:00"}),
      in_zone("Europe/Berlin"));
  CHECK(times_of(market).at(1) == "2021-10-31T00:30:00Z");
}

TEST_CASE("each symbol passes the autumn hour by itself", "[data]") {
  const auto market =
      market_of({"time,symbol,close", "2021-10-31 02:00,A,1", "2021-10-31 02:00,B,1",
                 "2021-10-31 02:00,A,2", "2021-10-31 02:00,B,2"},
                in_zone("Europe/Berlin"));
  CHECK(times_of(market) == Strings{"2021-10-31T00:00:00Z", "2021-10-31T01:00:00Z",
                                    "2021-10-31T00:00:00Z", "2021-10-31T01:00:00Z"});
}

TEST_CASE("a date whose midnight does not exist is still a date", "[data]") {
  CHECK(times_of(market_of(stamps({"2018-11-03", "2018-11-04", "2018-11-05"}),
                           in_zone("America/Sao_Paulo"))) ==
        Strings{"2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"});
}

TEST_CASE("stamps with an offset are instants whatever the zone", "[data]") {
  CHECK(times_of(market_of(stamps({"2020-01-01T10:00:00+09:00", "2020-01-01T02:00:00Z"}),
                           in_zone("America/New_York"))) ==
        Strings{"2020-01-01T01:00:00Z", "2020-01-01T02:00:00Z"});
}

TEST_CASE("of stamps with and without offset the lesser kind is bad", "[data]") {
  const auto market = market_of(
      stamps({"2020-01-01T10:00:00Z", "2020-01-01T11:00:00", "2020-01-01T12:00:00Z"}), skipping());
  CHECK(findings_of(market) == Strings{"3 bad_time"});
}

TEST_CASE("date and time in two columns are one time", "[data]") {
  const auto market = market_of({"Date,Time,Close", "20200102,093000,1", "20200102,160000,2"},
                                in_zone("America/New_York"));
  CHECK(times_of(market) == Strings{"2020-01-02T14:30:00Z", "2020-01-02T21:00:00Z"});
  CHECK(market.intraday);
  DataOptions options;
  name_column(options.time_of_day, "Time");
  CHECK_THAT(error_of({"Date,Time,Close", "2020-01-02 10:00,10:00,1"}, options),
             ContainsSubstring("/data/time_of_day"));
  CHECK_THAT(error_of({"Date,Time,Close", "2020-01-02,noon,1"}, options),
             ContainsSubstring("holds no times of day"));
}

TEST_CASE("a row without its time of day is bad", "[data]") {
  const auto market = market_of(
      {"date,time,close", "2020-01-01,10:00,1", "2020-01-01,,1", "2020-01-01,12:00,1"}, skipping());
  CHECK(findings_of(market) == Strings{"3 missing_time"});
}

TEST_CASE("opening stamps are moved to the close by the most frequent step", "[data]") {
  const auto market = market_of(
      stamps({"2020-01-03 22:00", "2020-01-03 23:00", "2020-01-06 00:00", "2020-01-06 01:00"}),
      at_open("UTC"));
  CHECK(times_of(market) == Strings{"2020-01-03T23:00:00Z", "2020-01-04T00:00:00Z",
                                    "2020-01-06T01:00:00Z", "2020-01-06T02:00:00Z"});
  CHECK(detected(market, "bars are 1h long"));
}

TEST_CASE("days are added on the local calendar, hours are not", "[data]") {
  const Lines lines = stamps({"2021-03-13 00:00", "2021-03-14 00:00"});
  CHECK(times_of(market_of(lines, at_open("America/New_York", "1d"))) ==
        Strings{"2021-03-14T05:00:00Z", "2021-03-15T04:00:00Z"});
  CHECK(times_of(market_of(lines, at_open("America/New_York", "12h"))) ==
        Strings{"2021-03-13T17:00:00Z", "2021-03-14T17:00:00Z"});
}

TEST_CASE("months are told from their first days and added as months", "[data]") {
  const auto market = market_of(
      stamps({"2020-01-01 00:00", "2020-02-01 00:00", "2020-03-01 00:00"}), at_open("UTC"));
  CHECK(times_of(market) ==
        Strings{"2020-02-01T00:00:00Z", "2020-03-01T00:00:00Z", "2020-04-01T00:00:00Z"});
  CHECK(detected(market, "bars are 1M long"));
  CHECK_THAT(error_of(stamps({"2020-01-30 00:00", "2020-01-31 00:00"}), at_open("UTC", "1M")),
             ContainsSubstring("two bars would close at 2020-02-29"));
}

TEST_CASE("a bar length that cannot be told must be given", "[data]") {
  const Lines lines{"time,symbol,close", "2020-01-01 10:00,A,1", "2020-01-01 10:00,B,1"};
  CHECK_THAT(error_of(lines, at_open("UTC")), ContainsSubstring("set \"data.bar\""));
  CHECK(times_of(market_of(lines, at_open("UTC", "15min"))).at(0) == "2020-01-01T10:15:00Z");
}

TEST_CASE("a date alone is the close of its bar, whatever the stamp", "[data]") {
  const auto market = market_of(stamps({"2020-01-01", "2020-01-02"}), at_open("UTC"));
  CHECK(times_of(market).at(0) == "2020-01-01T00:00:00Z");
  CHECK(detected(market, "each is taken as the close of its bar"));
}

TEST_CASE("two bars on one local date make the data intraday", "[data]") {
  const Lines lines = stamps({"2020-01-01T20:00:00Z", "2020-01-02T04:00:00Z"});
  CHECK_FALSE(market_of(lines).intraday);
  CHECK(market_of(lines, in_zone("America/New_York")).intraday);
}

TEST_CASE("an unknown zone is refused before anything else", "[data]") {
  CHECK_THAT(error_of(stamps({"2020-01-01", "2020-01-02"}), in_zone("Europe/Berln")),
             ContainsSubstring("/data/time_zone"));
  CHECK_THAT(
      error_of(stamps({"2020-01-01T10:00:00Z", "2020-01-02T10:00:00Z"}), in_zone("Europe/Berln")),
      ContainsSubstring("/data/time_zone"));
}
