// SPDX-License-Identifier: MIT
#pragma once

namespace mlpipe::model {

/// What decides how long a fit of trees by histograms takes. Parameters have XGBoost's defaults.
struct FitPlan {
  double rows = 0.0;
  double columns = 0.0;
  double row_weight = 0.25;  ///< second derivative of the loss of a row: 1 for squared errors
  double max_rounds = 100.0;
  double early_stopping_rounds = 0.0;  ///< 0: all rounds are boosted
  double eta = 0.3;
  double max_depth = 6.0;   ///< 0: no limit
  double max_leaves = 0.0;  ///< 0: no limit
  double max_bin = 256.0;
  double min_child_weight = 1.0;
};

/// Roughly the nanoseconds of one thread that the fit takes before anything of it is known: right
/// to a factor of about two between fits on the same rows, which is what it is for. A round sums
/// up each row once a level, and goes through all bins of each node; early stopping ends a fit the
/// earlier the larger eta is.
/// Source: measured, see docs/decisions.md, "A search pays for time".
[[nodiscard]] double expected_work(const FitPlan& plan);

}  // namespace mlpipe::model
