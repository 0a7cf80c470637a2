// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "mlpipe/gate/comparison.hpp"

namespace mlpipe::gate {

/// [n] loss of each row: "log_loss", else the squared distance (Brier, squared error).
[[nodiscard]] std::vector<double> row_losses(const ForecastPair& pair,
                                             const std::vector<double>& forecast,
                                             const std::string& metric);

/// First row of each moment, and behind the last one the number of rows.
[[nodiscard]] std::vector<std::size_t> moment_starts(const std::vector<Timestamp>& time);

}  // namespace mlpipe::gate
