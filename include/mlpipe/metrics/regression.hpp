// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mlpipe/metrics/metric.hpp"

namespace mlpipe::metrics {

/// Every metric of a numeric forecast: RMSE, MAE, R2, IC (Pearson) and rank IC (Spearman).
/// @param forecast, truth  [n]
/// @param training_mean  [n] or one value: what a forecaster without features would have said; R2
/// is 1 - SSE(forecast) / SSE(training mean), so it does not know the test rows' own mean
[[nodiscard]] std::vector<MetricValue> regression_metrics(std::span<const double> forecast,
                                                          std::span<const double> truth,
                                                          std::span<const double> training_mean);

/// IC and rank IC inside each moment of a panel: mean, deviation (n - 1), and mean / deviation over
/// the moments that have one (two or more rows, neither side constant).
/// @param moment  [n] key of the row's time; equal keys stand together
[[nodiscard]] std::vector<MetricValue> panel_ic_metrics(std::span<const double> forecast,
                                                        std::span<const double> truth,
                                                        std::span<const std::int64_t> moment);

}  // namespace mlpipe::metrics
