// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/data/market_reader.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;
using nlohmann::json;

namespace {

DataOptions parse(const json& document) {
  DataOptions options;
  JsonReader::read(json{{"data", document}}, "pipeline.json", [&](JsonReader& root) {
    root.object("data", [&](JsonReader& part) { options = parse_data_options(part); });
  });
  return options;
}

std::string error_of(const json& document) {
  try {
    (void)parse(document);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

/// Any legal document, as a seed decides.
json random_document(Rng& rng) {
  const auto flip = [&rng] { return rng.below(2) == 0; };
  json out{{"source", "prices.csv"}, {"header", flip()}, {"allow_nonpositive_prices", flip()}};
  for (const char* key : {"time", "time_of_day", "symbol", "open", "high", "low", "close", "volume",
                          "target", "time_format"}) {
    if (flip()) {
      out[key] = std::string(key) + " of " + std::to_string(rng.below(100));
    }
  }
  out["skip_lines"] = rng.below(50);
  out["max_columns"] = 1 + rng.below(60'000);
  out["max_line_bytes"] = 256 + rng.below(1'000'000);
  out["stamp"] = flip() ? "open" : "close";
  out["on_bad_rows"] = flip() ? "skip" : "error";
  out["duplicates"] = flip() ? "first" : "last";
  out["missing"] = flip() ? json::array() : json{"?", "n.v."};
  out["transfer"] = {{"retries", rng.below(10)}, {"max_bytes", 1 + rng.below(1'000'000)}};
  if (flip()) {
    out["separator"] = flip() ? "tab" : ";";
    out["decimal"] = ",";
    out["bar"] = flip() ? "15min" : "1M";
  }
  if (flip()) {
    out["features"] = flip() ? json::array() : json{"a", "b"};
  }
  if (out.contains("features") && !out["features"].empty() && flip()) {
    out["categorical"] = {"b"};
  }
  return out;
}

}  // namespace

TEST_CASE("data options are the same after being written and read again", "[data][property]") {
  Rng rng(7);
  for (int round = 0; round < 200; ++round) {
    const json document = random_document(rng);
    CAPTURE(document.dump());
    const json written = write_data_options(parse(document));
    CHECK(write_data_options(parse(written)) == written);
    for (const auto& [key, value] : document.items()) {
      if (key != "transfer") {
        CAPTURE(key);
        CHECK(written.at(key) == value);
      }
    }
    CHECK(written["transfer"]["retries"] == document["transfer"]["retries"]);
  }
}

TEST_CASE("an empty data section gives the defaults", "[data]") {
  const DataOptions options = parse(json::object());
  CHECK(options.time_zone == "UTC");
  CHECK(options.stamp == "close");
  CHECK(options.on_bad_rows == "error");
  CHECK_FALSE(options.close.has_value());
  CHECK_FALSE(options.features.has_value());
  CHECK(options.max_columns == 4096);
  CHECK(parse({{"features", json::array()}}).features->empty());
}

TEST_CASE("wrong data options are all told at once, with their pointers", "[data]") {
  const std::string what = error_of({{"separator", ":"},
                                     {"stamp", "opne"},
                                     {"bar", 5},
                                     {"skip_lines", -1},
                                     {"close", ""},
                                     {"colse", "Close"},
                                     {"time_zone", ""},
                                     {"features", {"a", "a"}},
                                     {"categorical", {"b"}},
                                     {"max_line_bytes", 10},
                                     {"transfer", {{"retries", 101}}}});
  CHECK_THAT(what, ContainsSubstring("/data/separator: \":\" is not one of , ; tab |") ||
                       ContainsSubstring("/data/separator: \":\" is not one of ,, ;, tab, |"));
  CHECK_THAT(what, ContainsSubstring("/data/stamp: \"opne\"") &&
                       ContainsSubstring("did you mean \"open\"?"));
  CHECK_THAT(what, ContainsSubstring("/data/bar: must be a length of time"));
  CHECK_THAT(what, ContainsSubstring("/data/skip_lines: expected a whole number from 0"));
  CHECK_THAT(what, ContainsSubstring("/data/close: is empty"));
  CHECK_THAT(what, ContainsSubstring("/data/colse: unknown key (did you mean \"close\"?)"));
  CHECK_THAT(what, ContainsSubstring("/data/time_zone: is empty"));
  CHECK_THAT(what, ContainsSubstring("/data/features: names \"a\" twice"));
  CHECK_THAT(what, ContainsSubstring("/data/categorical: \"b\" is not among data.features"));
  CHECK_THAT(what, ContainsSubstring("/data/max_line_bytes"));
  CHECK_THAT(what, ContainsSubstring("/data/transfer/retries"));
}

TEST_CASE("one sign cannot separate fields and mark decimals", "[data]") {
  CHECK_THAT(error_of({{"separator", ","}, {"decimal", ","}}),
             ContainsSubstring("/data/decimal: is the same sign as data.separator"));
}
