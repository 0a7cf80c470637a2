// SPDX-License-Identifier: MIT
#include "data/time_format.hpp"

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/time.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

using Cells = std::vector<std::string_view>;

TimeCells column_of(const Cells& cells) {
  TimeCells out{"bars.csv", "Date", cells, {}};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out.lines.push_back(i + 2);
  }
  return out;
}

/// The setting that is detected, or the error.
std::string detect(const Cells& cells) {
  try {
    return detect_time_format(column_of(cells)).setting;
  } catch (const DataError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("the form of the times is detected where it is certain", "[data]") {
  CHECK(detect({"2020-01-02", "2020-01-03"}) == "iso");
  CHECK(detect({"2020-01-02T10:00:00Z"}) == "iso");
  CHECK(detect({"20200102", "20200103"}) == "yyyymmdd");
  CHECK(detect({"202001021530"}) == "yyyymmddhhmm");
  CHECK(detect({"20200102153000"}) == "yyyymmddhhmmss");
  CHECK(detect({"1577836800"}) == "epoch_s");
  CHECK(detect({"1577836800.25"}) == "epoch_s");
  CHECK(detect({"1577836800000"}) == "epoch_ms");
  CHECK(detect({"1577836800000000"}) == "epoch_us");
  CHECK(detect({"1577836800000000000"}) == "epoch_ns");
  CHECK(detect({"01/02/2020", "13/02/2020"}) == "%d/%m/%Y");
  CHECK(detect({"01/02/2020", "01/13/2020"}) == "%m/%d/%Y");
  CHECK(detect({"1.2.2020 9:30", "13.2.2020 10:00"}) == "%d.%m.%Y %H:%M");
  CHECK(detect({"2020/01/02 10:00:00"}) == "%Y/%m/%d %H:%M:%S");
  CHECK(detect({"2020.01.02"}) == "%Y.%m.%d");
  CHECK(detect({"1/2/20", "1/31/20"}) == "%m/%d/%y");
  CHECK(detect({"1/31/2020 4:00 PM"}) == "%m/%d/%Y %I:%M %p");
  CHECK(detect({"31.01.2020 22:00:00.000"}) == "%d.%m.%Y %H:%M:%S.%f");
  CHECK(detect({"2 Jan 2020"}) == "%d %b %Y");
  CHECK(detect({"Jan 02, 2020"}) == "%b %d, %Y");
  CHECK(detect({"02-Jan-2020"}) == "%d-%b-%Y");
  CHECK(detect({"02-Jan-20"}) == "%d-%b-%y");
}

TEST_CASE("a few broken cells do not hide the form of the times", "[data]") {
  CHECK(detect({"2020-01-02", "2020-13-02", "Total", "2020-01-03", "2020-01-06"}) == "iso");
  CHECK(detect({"31/12/2019", "32/12/2019", "02/01/2020"}) == "%d/%m/%Y");
  CHECK(detect({"20200102", "20200103", "Total"}) == "yyyymmdd");
}

TEST_CASE("day and month that may be swapped are an error with both readings", "[data]") {
  const std::string what = detect({"02/02/2020", "01/02/2020"});
  CHECK_THAT(what, ContainsSubstring("bars.csv: column \"Date\": \"01/02/2020\" (line 3)"));
  CHECK_THAT(what, ContainsSubstring("2020-02-01 with the day first"));
  CHECK_THAT(what, ContainsSubstring("2020-01-02 with the month first"));
  CHECK_THAT(what, ContainsSubstring("\"data.time_format\": \"%d/%m/%Y\""));
  CHECK_THAT(what, ContainsSubstring("\"data.time_format\": \"%m/%d/%Y\""));
}

TEST_CASE("cells that speak for the day and for the month first are an error", "[data]") {
  const std::string what = detect({"13/01/2020", "01/13/2020", "01/02/2020"});
  CHECK_THAT(what, ContainsSubstring("other cells speak for each of the two"));
  CHECK_THAT(what, ContainsSubstring("\"01/02/2020\" (line 4)"));
}

TEST_CASE("cells without a known form are an error that shows one", "[data]") {
  CHECK_THAT(detect({"week 7", "week 8"}),
             ContainsSubstring("\"week 7\" (line 2)") && ContainsSubstring("data.time_format"));
  CHECK_THAT(detect({"1", "2", "3"}), ContainsSubstring("no form that can be told"));
  CHECK_THAT(detect({}), ContainsSubstring("no value"));
}

TEST_CASE("a configured form is used as it is, and refused if it reads nothing", "[data]") {
  const Cells cells{"01/02/2020"};
  CHECK(make_time_format("%d/%m/%Y", column_of(cells)).date_only);
  CHECK_THROWS_WITH(make_time_format("%Y-%m-%d", column_of(cells)),
                    ContainsSubstring("/data/time_format") &&
                        ContainsSubstring("reads none of the times") &&
                        ContainsSubstring("\"01/02/2020\" (line 2)"));
  CHECK_THROWS_AS(make_time_format("epoch_h", column_of(cells)), ConfigError);
  const Cells epochs{"19700102"};
  const auto epoch = make_time_format("epoch_s", column_of(epochs));
  CHECK(epoch.instant);
  CHECK(epoch.parser->parse("19700102") == 19'700'102'000'000);
}

TEST_CASE("the kind of stamp that most cells have is the kind of the column", "[data]") {
  const Cells cells{"2020-01-01T00:00:00Z", "2020-01-01T01:00:00Z", "2020-01-01T02:00:00"};
  const auto format = detect_time_format(column_of(cells));
  CHECK(format.instant);
  CHECK_FALSE(format.parser->parse(cells[2]).has_value());
}

TEST_CASE("bare numbers do not look like times, dates with separators do", "[data]") {
  CHECK(looks_like_time(column_of({"2020-01-02"})));
  CHECK(looks_like_time(column_of({"01/02/2020"})));
  CHECK_FALSE(looks_like_time(column_of({"20200102"})));
  CHECK_FALSE(looks_like_time(column_of({"1.25", "1.50"})));
}

TEST_CASE("an earlier format settles day and month only where the cells leave them open",
          "[data]") {
  const auto setting = [](const Cells& cells, const std::string& usual) {
    return detect_time_format(column_of(cells), usual).setting;
  };
  CHECK(setting({"05/06/2026"}, "%d/%m/%Y") == "%d/%m/%Y");
  CHECK(setting({"05/06/2026"}, "%m/%d/%Y") == "%m/%d/%Y");
  CHECK(setting({"06/13/2026"}, "%d/%m/%Y") == "%m/%d/%Y");
  CHECK(setting({"2026-06-05"}, "%d/%m/%Y") == "iso");
  CHECK_THROWS_AS(setting({"05/06/2026"}, "%d.%m.%Y"), DataError);
  CHECK_THROWS_AS(setting({"13/06/2026", "06/13/2026"}, "%d/%m/%Y"), DataError);
}
