// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"

namespace mlpipe::backtest {

/// When a decision made at the close of bar t is filled.
enum class Fill {
  kNextOpen,   ///< open of bar t + 1
  kNextClose,  ///< close of bar t + 1; taken instead of kNextOpen where there is no open
  kSameClose,  ///< close of bar t itself: optimistic, reports say so
};

enum class Sizing {
  kThreshold,         ///< the whole of equity, long or short
  kLinear,            ///< gain times signal
  kVolatilityTarget,  ///< threshold's side times target / recent volatility
};

/// The "execution" section of config/pipeline.json.
struct ExecutionOptions {
  Fill fill = Fill::kNextOpen;
  // Cost of trading once the whole equity, basis points; a round trip costs twice the sum. The
  // default of 3 bp in all suits liquid index products; single stocks cost more.
  double commission_bps = 1.0;
  double half_spread_bps = 1.0;
  double slippage_bps = 1.0;
  double borrow_rate = 0.0;  ///< a year, fraction, on short positions
  double funding_rate =
      0.0;  ///< a year, fraction: longs pay it, shorts receive it (perpetual futures)

  Sizing sizing = Sizing::kThreshold;
  // Side of a probability: long from long_above up, short from short_below down, none between.
  double long_above = 0.5;
  double short_below = 0.5;
  double value_band = 0.0;  ///< side of a forecast number: long above it, short below its negative
  double gain = 1.0;        ///< linear: gain (2p - 1), or gain times the forecast number
  double target_volatility = 0.15;   ///< a year, fraction
  std::size_t volatility_bars = 20;  ///< window of the volatility, 2 or more
  bool long_only = false;            ///< short becomes flat
  double leverage = 1.0;             ///< largest |position|, in equity
  bool hold_until_opposite = false;  ///< no side keeps the last one

  std::optional<double> bars_per_year;     ///< absent: inferred from the bars
  double risk_free_rate = 0.0;             ///< a year, fraction
  double minimum_acceptable_return = 0.0;  ///< a year, fraction, for the Sortino ratio

  /// Cost for each unit of equity traded, fraction.
  [[nodiscard]] double cost() const {
    return (commission_bps + half_spread_bps + slippage_bps) * 1e-4;
  }
  bool operator==(const ExecutionOptions&) const = default;
};

[[nodiscard]] ExecutionOptions parse_execution_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::json write_execution_options(const ExecutionOptions& options);

/// "next_open", "next_close", "same_close (optimistic)"
[[nodiscard]] std::string describe(Fill fill);
/// "long from 0.5 up, else short"
[[nodiscard]] std::string describe_sizing(const ExecutionOptions& options);
/// "3 bp of the traded fraction (1 commission, 1.5 half spread, 0.5 slippage)"
[[nodiscard]] std::string describe_cost(const ExecutionOptions& options);

}  // namespace mlpipe::backtest
