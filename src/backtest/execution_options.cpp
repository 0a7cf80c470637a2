// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "mlpipe/backtest/execution.hpp"

namespace mlpipe::backtest {
namespace {

const std::array<std::string, 3> kFills{"next_open", "next_close", "same_close"};
const std::array<std::string, 3> kSizings{"threshold", "linear", "volatility_target"};
constexpr double kMaxBps = 5'000.0;
constexpr double kMaxRate = 10.0;

}  // namespace

ExecutionOptions parse_execution_options(JsonReader& reader) {
  ExecutionOptions o;
  o.fill = reader.enumerator<Fill>("fill", kFills);
  o.commission_bps = reader.number("commission_bps", o.commission_bps, 0.0, kMaxBps);
  o.half_spread_bps = reader.number("half_spread_bps", o.half_spread_bps, 0.0, kMaxBps);
  o.slippage_bps = reader.number("slippage_bps", o.slippage_bps, 0.0, kMaxBps);
  o.borrow_rate = reader.number("borrow_rate", o.borrow_rate, 0.0, kMaxRate);
  o.funding_rate = reader.number("funding_rate", o.funding_rate, -kMaxRate, kMaxRate);
  o.sizing = reader.enumerator<Sizing>("sizing", kSizings);
  o.long_above = reader.number("long_above", o.long_above, 0.0, 1.0);
  o.short_below = reader.number("short_below", o.short_below, 0.0, 1.0);
  o.value_band = reader.number("value_band", o.value_band, 0.0, 1e9);
  o.gain = reader.number("gain", o.gain, 0.0, 1e9);
  o.target_volatility = reader.number("target_volatility", o.target_volatility, 1e-6, 10.0);
  o.volatility_bars = static_cast<std::size_t>(
      reader.integer("volatility_bars", static_cast<std::int64_t>(o.volatility_bars), 2, 10'000));
  o.long_only = reader.boolean("long_only", o.long_only);
  o.leverage = reader.number("leverage", o.leverage, 1e-6, 100.0);
  o.hold_until_opposite = reader.boolean("hold_until_opposite", o.hold_until_opposite);
  if (reader.has("bars_per_year")) {
    o.bars_per_year = reader.number("bars_per_year", 252.0, 0.1, 1e8);
  }
  o.risk_free_rate = reader.number("risk_free_rate", o.risk_free_rate, -0.99, kMaxRate);
  o.minimum_acceptable_return =
      reader.number("minimum_acceptable_return", o.minimum_acceptable_return, -0.99, kMaxRate);
  if (o.short_below > o.long_above) {
    reader.problem("short_below", "must not be above long_above: a forecast would be both");
  }
  return o;
}

nlohmann::json write_execution_options(const ExecutionOptions& o) {
  nlohmann::json out{
      {"fill", kFills[static_cast<std::size_t>(o.fill)]},
      {"commission_bps", o.commission_bps},
      {"half_spread_bps", o.half_spread_bps},
      {"slippage_bps", o.slippage_bps},
      {"borrow_rate", o.borrow_rate},
      {"funding_rate", o.funding_rate},
      {"sizing", kSizings[static_cast<std::size_t>(o.sizing)]},
      {"long_above", o.long_above},
      {"short_below", o.short_below},
      {"value_band", o.value_band},
      {"gain", o.gain},
      {"target_volatility", o.target_volatility},
      {"volatility_bars", o.volatility_bars},
      {"long_only", o.long_only},
      {"leverage", o.leverage},
      {"hold_until_opposite", o.hold_until_opposite},
      {"risk_free_rate", o.risk_free_rate},
      {"minimum_acceptable_return", o.minimum_acceptable_return},
  };
  if (o.bars_per_year) {
    out["bars_per_year"] = *o.bars_per_year;
  }
  return out;
}

std::string describe(Fill fill) {
  const std::string& word = kFills[static_cast<std::size_t>(fill)];
  return fill == Fill::kSameClose ? word + " (optimistic)" : word;
}

}  // namespace mlpipe::backtest
