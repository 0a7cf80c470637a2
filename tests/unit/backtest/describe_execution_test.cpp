// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/execution.hpp"

#include "support/catch.hpp"

using namespace mlpipe::backtest;

TEST_CASE("costs are told as a sum and in parts, without digits that arithmetic made",
          "[backtest]") {
  ExecutionOptions options;
  options.commission_bps = 0.1;
  options.half_spread_bps = 0.2;
  options.slippage_bps = 0.0;
  CHECK(describe_cost(options) ==
        "0.3 bp of the traded fraction (0.1 commission, 0.2 half spread, 0 slippage)");
}
