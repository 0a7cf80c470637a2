// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/model/boosting.hpp"

#include "model/xgb_handles.hpp"

namespace mlpipe::model {

/// What a fit gets that does not say otherwise.
inline constexpr const char* kTreeMethod = "hist";
inline constexpr const char* kMaxBin = "256";

/// What rows must be made anew for.
struct MatrixKind {
  std::string objective, num_class;  ///< against which the labels were checked
  bool binned = true;                ///< for hist
  std::string max_bin;               ///< read if binned: XGBoost 1.7 ignores another one in silence
  std::vector<bool> categorical;

  [[nodiscard]] bool serves(const MatrixKind& asked) const {
    return objective == asked.objective && num_class == asked.num_class && binned == asked.binned &&
           (!binned || max_bin == asked.max_bin) && categorical == asked.categorical;
  }
};
[[nodiscard]] MatrixKind kind_of(const BoostOptions& options);

struct FitMatrix::Impl {
  MatrixKind kind;
  MatrixPtr train;
  MatrixPtr valid;          ///< null without
  double mean_label = 0.0;  ///< weighted
  std::size_t bytes = 0;
};

}  // namespace mlpipe::model
