// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "mlpipe/backtest/evaluate.hpp"

namespace mlpipe::backtest {

/// What a forecaster without features says after looking at the training rows: the share of class 1
/// (binary), the share of each class, or the mean. [outputs]
[[nodiscard]] std::vector<double> base_rate_forecast(const data::Dataset& dataset,
                                                     std::span<const std::size_t> training_rows,
                                                     const Task& task);

/// A known label as a forecast: 0 or 1, one class with certainty, or the number itself. [outputs]
[[nodiscard]] std::vector<double> hard_forecast(double label, const Task& task);

}  // namespace mlpipe::backtest
