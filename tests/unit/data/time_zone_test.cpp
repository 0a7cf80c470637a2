// SPDX-License-Identifier: MIT
#include "mlpipe/data/time_zone.hpp"

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/time.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

using Kind = LocalReading::Kind;

std::int64_t micros(const std::string& iso) {
  return from_iso8601(iso).value().time_since_epoch().count();
}

std::string text(std::int64_t value) {
  return to_iso8601(Timestamp(std::chrono::microseconds(value)));
}

}  // namespace

TEST_CASE("local times of Berlin and New York become UTC in winter and summer", "[data]") {
  ZoneClock berlin("Europe/Berlin");
  CHECK(text(berlin.to_utc(micros("2020-01-15T12:00:00Z")).earlier) == "2020-01-15T11:00:00Z");
  CHECK(text(berlin.to_utc(micros("2020-07-15T12:00:00Z")).earlier) == "2020-07-15T10:00:00Z");
  ZoneClock new_york("America/New_York");
  CHECK(text(new_york.to_utc(micros("2020-01-15T16:00:00Z")).earlier) == "2020-01-15T21:00:00Z");
  CHECK(text(new_york.to_utc(micros("2020-07-15T16:00:00Z")).earlier) == "2020-07-15T20:00:00Z");
  CHECK(text(new_york.to_utc(micros("1960-07-15T16:00:00Z")).earlier) == "1960-07-15T20:00:00Z");
}

TEST_CASE("a local time in the spring gap does not exist", "[data]") {
  ZoneClock berlin("Europe/Berlin");
  const auto gap = berlin.to_utc(micros("2021-03-28T02:30:00Z"));
  CHECK(gap.kind == Kind::kGap);
  CHECK(text(gap.earlier) == "2021-03-28T01:00:00Z");
  CHECK(berlin.to_utc(micros("2021-03-28T01:59:59Z")).kind == Kind::kUnique);
  CHECK(text(berlin.to_utc(micros("2021-03-28T03:00:00Z")).earlier) == "2021-03-28T01:00:00Z");
}

TEST_CASE("a local time in the autumn hour has two readings", "[data]") {
  ZoneClock new_york("America/New_York");
  const auto twice = new_york.to_utc(micros("2021-11-07T01:30:00Z"));
  CHECK(twice.kind == Kind::kTwice);
  CHECK(text(twice.earlier) == "2021-11-07T05:30:00Z");
  CHECK(text(twice.later) == "2021-11-07T06:30:00Z");
  CHECK(new_york.to_utc(micros("2021-11-07T02:00:00Z")).kind == Kind::kUnique);
}

TEST_CASE("the remembered interval changes no answer", "[data][property]") {
  ZoneClock warm("Europe/Berlin");
  for (std::int64_t hour = 0; hour < 24 * 800; hour += 7) {
    const std::int64_t utc = micros("2019-12-30T00:00:00Z") + hour * 3'600'000'000LL;
    CAPTURE(text(utc));
    ZoneClock fresh("Europe/Berlin");
    const std::int64_t local = warm.to_local(utc);
    CHECK(fresh.to_local(utc) == local);
    const auto reading = warm.to_utc(local);
    CHECK((reading.earlier == utc || reading.later == utc));
    CHECK(fresh.to_utc(local).earlier == reading.earlier);
  }
}

TEST_CASE("an unknown zone is refused with a near name", "[data]") {
  CHECK_THROWS_WITH(
      ZoneClock("Europe/Berln"),
      ContainsSubstring("/data/time_zone") && ContainsSubstring("did you mean \"Europe/Berlin\"?"));
  CHECK_THROWS_AS(ZoneClock("Mars/Olympus"), ConfigError);
}
