// SPDX-License-Identifier: MIT
#include "mlpipe/core/time.hpp"

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {
Timestamp at(const char* text) {
  return from_iso8601(text).value();
}
}  // namespace

TEST_CASE("a civil month back is clamped to the month's last day", "[core]") {
  CHECK(subtract(at("2024-05-31T00:00:00Z"), {3, Duration::Unit::kMonths}) ==
        at("2024-02-29T00:00:00Z"));
  CHECK(subtract(at("2023-03-31T16:00:00Z"), {1, Duration::Unit::kMonths}) ==
        at("2023-02-28T16:00:00Z"));
  CHECK(subtract(at("2024-02-29T00:00:00Z"), {1, Duration::Unit::kYears}) ==
        at("2023-02-28T00:00:00Z"));
  CHECK(subtract(at("2024-01-15T00:00:00Z"), {13, Duration::Unit::kMonths}) ==
        at("2022-12-15T00:00:00Z"));
}

TEST_CASE("a length beyond all history goes back ten thousand years", "[core]") {
  const Timestamp now = at("2026-11-23T00:00:00Z");
  const Timestamp far = subtract(now, {10'000, Duration::Unit::kYears});
  for (const char* text : {"1000000000d", "1000000000w", "1000000000M", "1000000000y"}) {
    INFO(text);
    const Timestamp cut = subtract(now, parse_duration(text).value());
    CHECK(cut <= far);
    CHECK(cut > far - std::chrono::days(10'000));
  }
}

TEST_CASE("a duration reads back as it was written", "[core]") {
  for (const char* text : {"500", "30s", "15min", "4h", "30d", "2w", "3M", "1y"}) {
    INFO(text);
    REQUIRE(parse_duration(text).has_value());
    CHECK(to_string(*parse_duration(text)) == text);
  }
  CHECK(parse_duration("3 months") == Duration{3, Duration::Unit::kMonths});
  CHECK(parse_duration("20 bars") == Duration{20, Duration::Unit::kBars});
  for (const char* text : {"", "d", "-3d", "3m", "1.5h", "3 parsecs", "99999999999999999999d"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("a duration has a length, in bars none", "[core]") {
  CHECK(length_of({90, Duration::Unit::kMinutes}) == std::chrono::minutes(90));
  CHECK(length_of({1, Duration::Unit::kMonths}) == std::chrono::days(31));  // December 1969
  CHECK_THROWS_AS(length_of({5, Duration::Unit::kBars}), ConfigError);
}

TEST_CASE("a time is written as ISO 8601 and read back", "[core]") {
  for (const char* text :
       {"1970-01-01T00:00:00Z", "2026-11-23T02:00:00Z", "1969-12-31T23:59:59.500000Z"}) {
    INFO(text);
    REQUIRE(from_iso8601(text).has_value());
    CHECK(to_iso8601(*from_iso8601(text)) == text);
  }
  CHECK_FALSE(from_iso8601("2026-02-30T00:00:00Z").has_value());
  CHECK_FALSE(from_iso8601("2026-02-03").has_value());
  CHECK(to_compact(at("2026-11-23T02:00:00Z")) == "20261123T020000Z");
  CHECK(to_display(at("2026-11-23T00:00:00Z")) == "2026-11-23");
  CHECK(to_display(at("2026-11-23T16:30:00Z")) == "2026-11-23 16:30");
}
