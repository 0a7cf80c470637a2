// SPDX-License-Identifier: MIT
#include <cmath>

#include "mlpipe/backtest/execution.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::backtest {
namespace {

std::string side_text(const ExecutionOptions& options) {
  const std::string high = shortest(options.long_above);
  const std::string low = shortest(options.short_below);
  const std::string other =
      options.hold_until_opposite ? "else the last side is kept" : "else flat";
  if (options.long_only) {
    return "long from " + high + " up, " + other;
  }
  return high == low ? "long from " + high + " up, short below"
                     : "long from " + high + " up, short from " + low + " down, " + other;
}

}  // namespace

std::string describe_sizing(const ExecutionOptions& options) {
  std::string text;
  switch (options.sizing) {
    case Sizing::kThreshold:
      text = side_text(options);
      break;
    case Sizing::kLinear:
      text =
          shortest(options.gain) + " times the signal" + (options.long_only ? ", long only" : "");
      break;
    case Sizing::kVolatilityTarget:
      text = side_text(options) + ", sized to a volatility of " +
             shortest(options.target_volatility) + " a year";
      break;
  }
  return text + ", at most " + shortest(options.leverage) + " times equity";
}

std::string describe_cost(const ExecutionOptions& options) {
  // Sums of decimals are rounded: 0.1 + 0.2 is no more than 0.3 to a reader.
  const double sum = options.commission_bps + options.half_spread_bps + options.slippage_bps;
  return shortest(std::round(sum * 1e6) / 1e6) + " bp of the traded fraction (" +
         shortest(options.commission_bps) + " commission, " + shortest(options.half_spread_bps) +
         " half spread, " + shortest(options.slippage_bps) + " slippage)";
}

}  // namespace mlpipe::backtest
