// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlpipe/gate/comparison.hpp"

#include "commands/validate_forecasts.hpp"

namespace mlpipe::commands {

/// A side's forecasts on the bars that both sides have, and what they are worth.
struct ScoredSide {
  const Side* side = nullptr;
  SideForecasts forecasts;
  backtest::BacktestResult result;
};

/// Both sides on identical bars. Without a baseline, the candidate alone.
struct Pairing {
  ScoredSide candidate;
  std::optional<ScoredSide> baseline;
  gate::ForecastPair forecasts;  ///< empty if the sides do not forecast the same thing
  gate::ReturnPair returns;      ///< empty if there are no returns
  std::vector<Timestamp> return_time;
  std::size_t trades = 0;   ///< closed, of the candidate
  std::string other_label;  ///< why the forecasts cannot be paired; empty: they can
};

/// Leaves the bars that both have and scores them: costs, fills and year by the candidate's recipe,
/// positions by each side's own.
[[nodiscard]] Pairing pair_sides(const App& app, const Side& candidate, SideForecasts candidates,
                                 const Side* baseline, SideForecasts baselines,
                                 const JudgingWindow& window);

}  // namespace mlpipe::commands
