// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/data/market_reader.hpp"

#include "data/role_finder.hpp"
#include "data/time_format.hpp"

namespace mlpipe::data {

/// What to do with each column of a file.
struct MarketPlan {
  Roles roles;
  TimeFormat time;
  TimeFormat time_of_day;             ///< without a parser unless roles.time_of_day
  std::vector<ColumnPlan> columns;    ///< [n_columns]; points to the parsers above
  std::vector<std::string> detected;  ///< sentences; those of the sample are in the table's report
};

/// @param source  name of the input, for messages
/// @throws ConfigError, DataError
[[nodiscard]] MarketPlan plan_market(const CsvSample& sample, const DataOptions& options,
                                     const std::string& source);

}  // namespace mlpipe::data
