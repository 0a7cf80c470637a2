// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/data/dataset.hpp"
#include "mlpipe/model/booster.hpp"

#include "model/xgb_handles.hpp"

namespace mlpipe::model {

/// XGBoost's JSON description of an array of ours; XGBoost reads the array where it is.
[[nodiscard]] std::string array_interface(const data::MatrixView& matrix);
[[nodiscard]] std::string array_interface(std::span<const float> values);

struct MatrixOptions {
  int threads = 1;
  std::string max_bin;
  std::vector<bool> categorical;
};

/// Copies the values.
[[nodiscard]] MatrixPtr make_dense(const FitData& data, const MatrixOptions& options);

/// Bin numbers only, read from the caller's array in several passes; for tree method hist.
/// @param ref  the training matrix whose bins a validation matrix shares; null for training
[[nodiscard]] MatrixPtr make_quantile(const FitData& data, const MatrixOptions& options,
                                      DMatrixHandle ref);

}  // namespace mlpipe::model
