// SPDX-License-Identifier: MIT
#include "backtest/yardsticks.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::backtest;

namespace {

/// One row a day with labels 0 .. n-1, each known `horizon` days later.
data::Dataset numbered(int rows, int horizon, std::uint32_t symbols = 1) {
  data::Dataset set;
  for (int row = 0; row < rows; ++row) {
    for (std::uint32_t symbol = 0; symbol < symbols; ++symbol) {
      set.time.emplace_back(std::chrono::hours(24 * row));
      set.label.push_back(static_cast<float>(row) + 100.0F * static_cast<float>(symbol));
      set.label_end.emplace_back(std::chrono::hours(24 * (row + horizon)));
      set.symbol.push_back(symbol);
    }
  }
  return set;
}

}  // namespace

TEST_CASE("the previous label is the newest known at the row's time", "[backtest]") {
  const auto previous = previous_known_label(numbered(6, 2));
  CHECK(std::isnan(previous[0]));
  CHECK(std::isnan(previous[1]));
  for (std::size_t row = 2; row < 6; ++row) {
    CHECK(previous[row] == static_cast<float>(row - 2));
  }
}

TEST_CASE("a label known at its own row is not its own yardstick", "[backtest]") {
  const auto previous = previous_known_label(numbered(4, 0));
  CHECK(std::isnan(previous[0]));
  CHECK(previous[1] == 0.0F);
  CHECK(previous[3] == 2.0F);
  const auto panel = previous_known_label(numbered(3, 0, 2));
  CHECK(std::isnan(panel[1]));
  CHECK(panel[2] == 0.0F);
  CHECK(panel[3] == 100.0F);
  CHECK(panel[5] == 101.0F);
}
