// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mlpipe/backtest/evaluate.hpp"

namespace mlpipe::commands {

inline constexpr const char* kReturns = "mlpipe:returns";  ///< [n_folds] of [rows, mean, squares]
inline constexpr const char* kSharpe = "mlpipe:sharpe";  ///< [a bar, rows, skewness, raw kurtosis]

/// What the evidence of a study needs of a trial's account, as JSON under kReturns and kSharpe;
/// nothing if it has none.
/// @param folds  [n_folds] whose test windows the account covers
void add_return_moments(const backtest::BacktestResult& result,
                        const backtest::ExecutionOptions& execution,
                        const std::vector<backtest::Fold>& folds,
                        std::map<std::string, std::string>& attributes);

}  // namespace mlpipe::commands
