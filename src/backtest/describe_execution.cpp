// SPDX-License-Identifier: MIT
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

}  // namespace mlpipe::backtest
