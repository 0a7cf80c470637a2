// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "mlpipe/model/booster.hpp"

#include "model/xgb_handles.hpp"

namespace mlpipe::model {

struct Booster::Impl {
  BoosterPtr handle;
  std::vector<std::string> feature_names;
  std::vector<bool> categorical;
  std::size_t feature_count = 0;
  std::size_t outputs = 1;
  int rounds = 0;
  int best_round = 0;
  double best_score = std::numeric_limits<double>::quiet_NaN();
  std::vector<EvalSeries> evals;
  Params params;
  int threads = 0;  ///< as last told to XGBoost; 0: not yet

  /// Reads from the handle what the model itself holds.
  void refresh();
};

}  // namespace mlpipe::model
