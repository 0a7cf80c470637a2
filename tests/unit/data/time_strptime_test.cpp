// SPDX-License-Identifier: MIT
#include "data/time_strptime.hpp"

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/time.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

std::string read(const std::string& format, const std::string& cell) {
  const auto micros = StrptimeParser(format).parse(cell);
  return micros ? to_iso8601(Timestamp(std::chrono::microseconds(*micros))) : "none";
}

}  // namespace

TEST_CASE("every strptime directive reads what it stands for", "[data]") {
  CHECK(read("%Y-%m-%d", "2020-02-29") == "2020-02-29T00:00:00Z");
  CHECK(read("%d/%m/%Y %H:%M", "1/2/2020 7:05") == "2020-02-01T07:05:00Z");
  CHECK(read("%m/%d/%y", "02/01/20") == "2020-02-01T00:00:00Z");
  CHECK(read("%m/%d/%y", "02/01/69") == "1969-02-01T00:00:00Z");
  CHECK(read("%D", "02/01/20") == "2020-02-01T00:00:00Z");
  CHECK(read("%e %b %Y", " 2 jan 2020") == "2020-01-02T00:00:00Z");
  CHECK(read("%d-%B-%Y", "02-September-2020") == "2020-09-02T00:00:00Z");
  CHECK(read("%d-%h-%Y", "02-SEPT-2020") == "2020-09-02T00:00:00Z");
  CHECK(read("%a, %d %b %Y %T %z", "Thu, 02 Jan 2020 10:00:00 +0100") == "2020-01-02T09:00:00Z");
  CHECK(read("%A %d %b %Y", "Thursday 2 January 2020") == "2020-01-02T00:00:00Z");
  CHECK(read("%Y-%j", "2020-366") == "2020-12-31T00:00:00Z");
  CHECK(read("%F %I:%M:%S %p", "2020-01-02 12:00:00 AM") == "2020-01-02T00:00:00Z");
  CHECK(read("%F %l:%M %p", "2020-01-02  1:00 pm") == "2020-01-02T13:00:00Z");
  CHECK(read("%F %k:%M", "2020-01-02  9:00") == "2020-01-02T09:00:00Z");
  CHECK(read("%F %R", "2020-01-02 09:01") == "2020-01-02T09:01:00Z");
  CHECK(read("%F %T.%f", "2020-01-02 09:01:02.5") == "2020-01-02T09:01:02.500000Z");
  CHECK(read("%F%n%T%t%Z", "2020-01-02 09:01:02 UTC") == "2020-01-02T09:01:02Z");
  CHECK(read("%s", "1577836800") == "2020-01-01T00:00:00Z");
  CHECK(read("%%%Y%m%d", "%20200102") == "2020-01-02T00:00:00Z");
  CHECK(read("%Y%m%dT%H%M%S", "20200102T030405") == "2020-01-02T03:04:05Z");
}

TEST_CASE("a cell must fit a strptime format whole", "[data]") {
  CHECK(read("%Y-%m-%d", "2020-02-30") == "none");
  CHECK(read("%Y-%m-%d", "2020-02-03x") == "none");
  CHECK(read("%Y-%m-%d", "20-02-03") == "none");
  CHECK(read("%Y-%j", "2019-366") == "none");
  CHECK(read("%Y-%j", "2019-0") == "none");
  CHECK(read("%F %I:%M %p", "2020-01-02 13:00 PM") == "none");
  CHECK(read("%F %H:%M", "2020-01-02 24:00") == "none");
  CHECK(read("%d %b %Y", "2 Foo 2020") == "none");
  CHECK(read("%s", "999999999999") == "none");
  CHECK(read("%F", "") == "none");
}

TEST_CASE("a strptime format that cannot fix a moment is refused", "[data]") {
  CHECK_THROWS_WITH(StrptimeParser("%Y-%m"), ContainsSubstring("/data/time_format") &&
                                                 ContainsSubstring("does not fix a day"));
  CHECK_THROWS_WITH(StrptimeParser("%H:%M"), ContainsSubstring("does not fix a day"));
  CHECK_THROWS_WITH(StrptimeParser("%F %I:%M"), ContainsSubstring("%p"));
  CHECK_THROWS_WITH(StrptimeParser("%F %H:%M %p"), ContainsSubstring("%I"));
  CHECK_THROWS_WITH(StrptimeParser("%F %Q"), ContainsSubstring("\"%Q\""));
  CHECK_THROWS_WITH(StrptimeParser("%F %"), ContainsSubstring("unknown"));
}

TEST_CASE("a strptime format knows whether it gives instants and whether it has a time of day",
          "[data]") {
  CHECK(StrptimeParser("%F").date_only());
  CHECK_FALSE(StrptimeParser("%F %R").date_only());
  CHECK_FALSE(StrptimeParser("%F %R").instant());
  CHECK(StrptimeParser("%F %R %z").instant());
  CHECK(StrptimeParser("%s").instant());
  CHECK_FALSE(StrptimeParser("%s").date_only());
}
