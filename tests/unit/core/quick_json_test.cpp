// SPDX-License-Identifier: MIT
#include "core/quick_json.hpp"

#include <cmath>

#include "support/catch.hpp"

using mlpipe::quick_json;
using nlohmann::json;

TEST_CASE("what is read quickly is what nlohmann/json reads, kinds of numbers too", "[core]") {
  for (const char* text : {"null",
                           "true",
                           "[]",
                           "{}",
                           "0",

                           "-0.0",
                           "7",
                           "-7",
                           "9223372036854775807",
                           "9223372036854775808",
                           "18446744073709551615",
                           "-9223372036854775808",
                           "1.0",
                           "1e3",
                           "0.1",
                           "5e-324",
                           "2.2250738585072011e-308",
                           "1.7976931348623157e308",
                           R"("")",
                           R"("a\u00e9\ud83d\ude00\n\"\\ \u0000")",
                           R"({"b": [1, {"a": null}], "a": "x", "": 2.5})",
                           " [1, 2.0, [3, []]]\n"}) {
    CAPTURE(text);
    const auto quick = quick_json(text, 100);
    REQUIRE(quick);
    const json slow = json::parse(text);
    CHECK(*quick == slow);
    CHECK(quick->dump() == slow.dump());
    CHECK(quick->type() == slow.type());
    if (slow.is_number_float()) {
      CHECK(std::signbit(quick->get<double>()) == std::signbit(slow.get<double>()));
    }
  }
}

TEST_CASE("what needs an explanation is left to the slow reader", "[core]") {
  for (const char* text : {"", "  ", "[1,]", "{\"a\": 1, \"a\": 2}", "NaN", "1e999",
                           "18446744073709551616", "[1] 2", "{\"a\": 01}", "\"\xff\"", "[[[1]]]"}) {
    CAPTURE(text);
    CHECK_FALSE(quick_json(text, 2));
  }
  CHECK(quick_json("[[1]]", 2));
}
