// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "mlpipe/backtest/split.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/data/dataset.hpp"

namespace mlpipe::commands {

/// (lower, upper] on closes of bars.
struct JudgingWindow {
  Timestamp lower, upper;
};

/// The newest `length` of what can be scored: `upper` is the newest bar with an ended label.
[[nodiscard]] JudgingWindow newest_window(const data::Dataset& dataset, const Duration& length);

/// Refits inside a window: one at its beginning and, counted back from its end, one every
/// `cadence`; without, the first alone. Each is fitted on every row whose label had ended by then,
/// as `train` fits what is deployed, and forecasts up to the next.
[[nodiscard]] std::vector<backtest::Fold> refit_folds(const data::Dataset& dataset,
                                                      const JudgingWindow& window,
                                                      std::optional<Duration> cadence);

/// Longest label among the rows of a window, in moments: at least 1.
[[nodiscard]] std::size_t label_moments(const data::Dataset& dataset, const JudgingWindow& window);

}  // namespace mlpipe::commands
