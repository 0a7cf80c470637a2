// SPDX-License-Identifier: MIT
#include "mlpipe/data/market_reader.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"

#include "market_files.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

bool any_has(const std::vector<std::string>& sentences, const std::string& words) {
  return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& sentence) {
    return sentence.find(words) != std::string::npos;
  });
}

std::string error_of(const std::string& text, const DataOptions& options = {}) {
  try {
    (void)read_text_market(text, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a German download is read with a few detections", "[data]") {
  const auto market = read_text_market(
      "Datum;Open;High;Low;Close;Volume\n"
      "31.12.2019;1.234,50;1.240,00;1.230,00;1.235,25;10\n"
      "02.01.2020;1.235,00;1.250,75;1.234,00;1.249,00;12\n",
      {});
  CHECK(market.close == std::vector<double>{1235.25, 1249.0});
  CHECK(to_iso8601(market.close_time[0]) == "2019-12-31T00:00:00Z");
  CHECK(any_has(market.report.detected, "\"%d.%m.%Y\""));
  CHECK(market.report.sha256.size() == 64);
  CHECK(market.report.rows_read == 2);
}

TEST_CASE("MetaTrader's two columns and tabs are read", "[data]") {
  const auto market = read_text_market(
      "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n"
      "2020.01.02\t10:00:00\t1.1\t1.2\t1.0\t1.15\t5\n"
      "2020.01.02\t11:00:00\t1.1\t1.2\t1.0\t1.16\t6\n",
      {});
  CHECK(market.intraday);
  CHECK(market.volume == std::vector<double>{5, 6});
  CHECK(to_iso8601(market.close_time[1]) == "2020-01-02T11:00:00Z");
}

TEST_CASE("Binance klines are stamped by their close time", "[data]") {
  const auto market = read_text_market(
      "open_time,open,high,low,close,volume,close_time\n"
      "1577836800000,7189.43,7190.52,7170.15,7171.55,2449.049,1577840399999\n"
      "1577840400000,7171.43,7225.00,7171.10,7210.24,3865.069,1577843999999\n",
      {});
  CHECK(to_iso8601(market.close_time[0]) == "2020-01-01T00:59:59.999000Z");
}

TEST_CASE("a file without a header is read by column numbers", "[data]") {
  DataOptions options;
  options.header = false;
  name_column(options.close, "column_5");
  const auto market = read_text_market(
      "2020-01-02,1,2,1,1.5\n"
      "2020-01-03,1,2,1,1.6\n",
      options);
  CHECK(market.close == std::vector<double>{1.5, 1.6});
  CHECK(market.open.empty());
}

TEST_CASE("what was found out and what was wrong is told as events", "[data]") {
  TextSource source(
      "date,close,volume,note\n2020-01-02,1,5,\n2020-01-03,x,5,\n2020-01-04,2,0,ok\n"
      "2020-01-05,2,6,\n");
  TellingSink events;
  DataOptions options;
  options.source = "bars.csv";
  options.on_bad_rows = "skip";
  const auto market = read_market_data(source, options, 1, events, StopFlag());
  CHECK(market.rows() == 3);
  CHECK(any_has(events.told, "data.detect: the time is column 1 \"date\": ISO 8601, date only"));
  CHECK(any_has(events.told, "data.detect: the close is column 2 \"close\""));
  CHECK(any_has(events.told, "data.detect: column 4 \"note\" holds text and is not used"));
  CHECK(any_has(events.told, "data.findings: bars.csv: noted: zero_volume 1"));
  CHECK(any_has(events.told,
                "warning data.bad_rows: bars.csv: 3 of 4 rows are used; left out: bad_number 1"));
}

TEST_CASE("dates with day and month in doubt end the reading", "[data]") {
  CHECK_THAT(error_of("Date,Close\n01/02/2020,1\n02/02/2020,2\n"),
             ContainsSubstring("\"data.time_format\": \"%d/%m/%Y\""));
}

TEST_CASE("a wrong column name is told with the names that the file has", "[data]") {
  DataOptions options;
  name_column(options.close, "Clos");
  CHECK_THAT(error_of("Date,Close\n2020-01-02,1\n2020-01-03,2\n", options),
             ContainsSubstring("/data/close: bars.csv has no column \"Clos\" (did you mean "
                               "\"Close\"?); it has \"Date\", \"Close\""));
}

TEST_CASE("a stop between the steps ends the reading", "[data]") {
  TextSource source("Date,Close\n2020-01-02,1\n2020-01-03,2\n");
  NullSink events;
  StopFlag stop;
  stop.set(15);
  CHECK_THROWS_AS(read_market_data(source, {}, 1, events, stop), Interrupted);
}

TEST_CASE("a first row that cannot be cut out is told for what it is", "[data]") {
  const auto refused = [](const std::string& text, const std::string& told) {
    CHECK_THROWS_WITH(read_text_market(text, {}), ContainsSubstring(told));
  };
  refused("date,close\n2020-01-01," + std::string(5'000'000, '7'),
          "line 2 is longer than 1,048,576 bytes");
  refused("date,close\n2020-01-01,1,2\n2020-01-02,1,2\n", "bars.csv:2");
}
