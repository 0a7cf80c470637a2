// SPDX-License-Identifier: MIT
#include "data/time_cells.hpp"

#include "mlpipe/core/rng.hpp"
#include "mlpipe/core/time.hpp"

#include "data/time_strptime.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

std::string text(std::optional<std::int64_t> micros) {
  return micros ? to_iso8601(Timestamp(std::chrono::microseconds(*micros))) : "none";
}

std::string iso(const std::string& cell) {
  const auto parsed = parse_iso_cell(cell);
  return parsed ? text(parsed->micros) + (parsed->has_offset ? "" : " local") : "none";
}

std::string epoch(std::int64_t per_second, const std::string& cell) {
  return text(EpochTimeParser(per_second).parse(cell));
}

}  // namespace

TEST_CASE("ISO 8601 stamps are read in every usual spelling", "[data]") {
  CHECK(iso("2008-08-01T16:00:00-04:00") == "2008-08-01T20:00:00Z");
  CHECK(iso("2008-09-02 20:00:00+0000") == "2008-09-02T20:00:00Z");
  CHECK(iso("2008-09-04T05:00:00+09") == "2008-09-03T20:00:00Z");
  CHECK(iso("2008-09-02T20:00:00Z") == "2008-09-02T20:00:00Z");
  CHECK(iso("2008-09-02 20:00:00 UTC") == "2008-09-02T20:00:00Z");
  CHECK(iso("2008-09-02 20:00:00.25+05:30") == "2008-09-02T14:30:00.250000Z");
  CHECK(iso("2008-09-02") == "2008-09-02T00:00:00Z local");
  CHECK(iso("2008-09-02 20:15") == "2008-09-02T20:15:00Z local");
  CHECK(iso("2008-09-02T20:15:01,123456789") == "2008-09-02T20:15:01.123456Z local");
  CHECK(iso("1969-12-31T23:59:59.999999Z") == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("what only looks like ISO 8601 is refused", "[data]") {
  for (const char* cell : {"",
                           "2008-13-08",
                           "2009-02-30T16:00:00-05:00",
                           "2008-9-02",
                           "2008-09-02T24:00:00",
                           "2008-09-02T12:60:00",
                           "2008-09-02T12:00:60",
                           "2008-09-02T12",
                           "2008-09-02X12:00",
                           "2008-09-02T12:00:00.",
                           "2008-09-02T12:00.5",
                           "2008-09-02T12:00:00+",
                           "2008-09-02 ",
                           "2008-09-02T12:00:00+25:00",
                           "2008-09-02T12:00:00 EST",
                           "0000-01-01",
                           "Total",
                           "2008-09-02T12:00:00Zx",
                           "2008-09-02T1a:00",
                           "2008/09/02"}) {
    CAPTURE(cell);
    CHECK(iso(cell) == "none");
  }
}

TEST_CASE("a parser of instants refuses local stamps and the other way round", "[data]") {
  const IsoTimeParser local(IsoTimeParser::Kind::kLocal);
  const IsoTimeParser instant(IsoTimeParser::Kind::kInstant);
  CHECK(local.parse("2020-01-01T10:00:00").has_value());
  CHECK_FALSE(local.parse("2020-01-01T10:00:00Z").has_value());
  CHECK(instant.parse("2020-01-01T10:00:00Z").has_value());
  CHECK_FALSE(instant.parse("2020-01-01T10:00:00").has_value());
  CHECK_FALSE(instant.parse("2020-01-01").has_value());
}

TEST_CASE("dates written as digits are read by their length", "[data]") {
  CHECK(text(DigitTimeParser(8).parse("20200229")) == "2020-02-29T00:00:00Z");
  CHECK(text(DigitTimeParser(12).parse("202002291530")) == "2020-02-29T15:30:00Z");
  CHECK(text(DigitTimeParser(14).parse("20200229153059")) == "2020-02-29T15:30:59Z");
  CHECK(text(DigitTimeParser(8).parse("20190229")) == "none");
  CHECK(text(DigitTimeParser(8).parse("2020022")) == "none");
  CHECK(text(DigitTimeParser(8).parse("12345678")) == "none");
  CHECK(text(DigitTimeParser(12).parse("202002292460")) == "none");
}

TEST_CASE("epochs are read in their unit", "[data]") {
  CHECK(epoch(1, "1577836800") == "2020-01-01T00:00:00Z");
  CHECK(epoch(1, "1577836800.5") == "2020-01-01T00:00:00.500000Z");
  CHECK(epoch(1'000, "1577836800123") == "2020-01-01T00:00:00.123000Z");
  CHECK(epoch(1'000, "1577836800123.0") == "2020-01-01T00:00:00.123000Z");
  CHECK(epoch(1'000'000, "1577836800123456") == "2020-01-01T00:00:00.123456Z");
  CHECK(epoch(1'000'000'000, "1577836800123456789") == "2020-01-01T00:00:00.123456Z");
  CHECK(epoch(1, "-1.25") == "1969-12-31T23:59:58.750000Z");
  CHECK(epoch(1'000'000'000, "-1") == "1969-12-31T23:59:59.999999Z");
  CHECK(epoch(1, "1577836800123456") == "none");
  CHECK(epoch(1, "15778x") == "none");
  CHECK(epoch(1, "1e9") == "none");
  CHECK(epoch(1, "") == "none");
  CHECK(epoch(1, "99999999999999999999") == "none");
}

TEST_CASE("times of day are read with and without colons", "[data]") {
  const TimeOfDayParser parser;
  const auto clock = [&](const char* cell) { return text(parser.parse(cell)).substr(11); };
  CHECK(clock("9:30") == "09:30:00Z");
  CHECK(clock("16:00:01.5") == "16:00:01.500000Z");
  CHECK(clock("12:00 AM") == "00:00:00Z");
  CHECK(clock("12:30pm") == "12:30:00Z");
  CHECK(clock("4:15 PM") == "16:15:00Z");
  CHECK(clock("1530") == "15:30:00Z");
  CHECK(clock("153059") == "15:30:59Z");
  for (const char* cell : {"", "24:00", "13:00 PM", "0:30 AM", "930", "2460", "12:5", "noon",
                           "2020-01-01", "12:00:00x"}) {
    CAPTURE(cell);
    CHECK_FALSE(parser.parse(cell).has_value());
  }
}

TEST_CASE("a written moment is read back, in any offset", "[data][property]") {
  Rng rng(3);
  const IsoTimeParser parser(IsoTimeParser::Kind::kInstant);
  for (int round = 0; round < 2'000; ++round) {
    const auto micros = static_cast<std::int64_t>(rng.uniform() * 2.5e17) - 60'000'000'000'000'000;
    const std::int64_t quarters = static_cast<std::int64_t>(rng.below(105)) - 48;  // -12 h .. +14 h
    const std::string local = text(micros + quarters * 900'000'000LL);
    const std::int64_t minutes = (quarters < 0 ? -quarters : quarters) * 15;
    const auto two_digits = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::string cell = local.substr(0, local.size() - 1) + (quarters < 0 ? "-" : "+") +
                             two_digits(minutes / 60) + ":" + two_digits(minutes % 60);
    CAPTURE(cell);
    CHECK(parser.parse(cell) == micros);
  }
}

TEST_CASE("no cell, however odd, is read past its end", "[data][property]") {
  constexpr std::string_view kAlphabet = "0123456789-:/.TZ+ ,aApPmMJjnN";
  Rng rng(5);
  const StrptimeParser named("%a %d %b %Y %I:%M:%S.%f %p %z");
  std::size_t read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<char> cell(rng.below(30));  // its own allocation, so that ASan sees its end
    for (char& c : cell) {
      c = kAlphabet[rng.below(kAlphabet.size())];
    }
    const std::string_view view(cell.data(), cell.size());
    read += parse_iso_cell(view) ? 1 : 0;
    read += DigitTimeParser(8).parse(view) ? 1 : 0;
    read += EpochTimeParser(1'000).parse(view) ? 1 : 0;
    read += TimeOfDayParser().parse(view) ? 1 : 0;
    read += named.parse(view) ? 1 : 0;
  }
  CHECK(read < 2'000);
}
