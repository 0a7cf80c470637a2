// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/model/booster.hpp"

namespace mlpipe::model {

/// What XGBoost would crash on, or accept and learn nonsense from (measured: 1.7.4 trains on 0
/// rows, bins infinite features, takes negative category codes, and dies of 100,000 threads).
/// @param set  "training" or "validation", for messages
/// @throws DataError naming feature and row (from 0), ConfigError
void check_fit_data(const FitData& data, const BoostOptions& options, const std::string& set);

/// Labels against objective: whole codes below num_class for multi:, [0, 1] for logistic, the sign
/// that a distribution needs. @throws DataError
void check_labels(std::span<const float> label, const Params& params, const std::string& set);

/// @param names  may be empty, then columns are named by number
void check_features(const data::MatrixView& features, std::span<const std::string> names,
                    const std::vector<bool>& categorical);

/// @throws ConfigError unless 1 .. 1024
void check_threads(int threads);

}  // namespace mlpipe::model
