// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/backtest/simulation.hpp"

namespace mlpipe::backtest {

/// Adds return before costs, turnover and exposure of all moments but the first.
void append_exposure(const Series& series, std::optional<double> bars_per_year,
                     std::vector<metrics::MetricValue>& out);

/// Return metrics of moments [begin, end) of a series, compounded to days if the simulation says
/// so.
/// @param benchmark_itself  of buy and hold in place of the account
[[nodiscard]] std::vector<metrics::MetricValue> series_metrics(const Simulation& simulation,
                                                               const Series& series,
                                                               std::size_t begin, std::size_t end,
                                                               bool benchmark_itself,
                                                               const ExecutionOptions& options);

/// Days a year, from the days that have bars. @param day  [n], equal keys stand together
[[nodiscard]] metrics::Annualisation day_year(std::span<const std::int64_t> day);

/// Every return metric without a value, for one reason.
[[nodiscard]] std::vector<metrics::MetricValue> absent_metrics(const std::string& reason);

}  // namespace mlpipe::backtest
