// SPDX-License-Identifier: MIT
#include "mlpipe/core/fixed_width.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a sparkline spans its range and leaves gaps blank", "[core]") {
  CHECK(sparkline({0.0, std::numeric_limits<double>::quiet_NaN(), 0.5, 1.0}, 10, 0.0, 1.0) ==
        "▁ ▅█");
  CHECK(sparkline({1.0, 1.0}, 10, 1.0, 1.0) == "▅▅");
  std::vector<double> rising(1000);
  for (std::size_t i = 0; i < rising.size(); ++i) {
    rising[i] = static_cast<double>(i);
  }
  CHECK(sparkline(rising, 8, 0.0, 999.0) == "▁▂▃▄▅▆▇█");
}

TEST_CASE("a table's columns are as wide as what a terminal shows of them", "[core]") {
  CHECK(text_table({{"NAME", "VALUE", "NOTE"}, {"caf\xC3\xA9s", "1"}, {"a", "", "last   "}}) ==
        "NAME   VALUE  NOTE\n"
        "caf\xC3\xA9s  1\n"
        "a             last\n");
  CHECK(text_table({}).empty());
  CHECK(text_width("\xE2\x96\x81\xC3\xA9x") == 3);
}

TEST_CASE("text of outside origin becomes one harmless line", "[core]") {
  CHECK(one_line("a\tb\r\nc") == "a b  c");
  CHECK(one_line("\x1B[2J\xFF") == "\\x1B[2J\\xFF");
  CHECK(one_line("x\xE2\x80\xAEy\xC2\x9B") == "x\xEF\xBF\xBDy\xEF\xBF\xBD");
}
