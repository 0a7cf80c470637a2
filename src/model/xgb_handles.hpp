// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "model/xgb_api.hpp"

namespace mlpipe::model {

/// @throws ModelError with `doing` and the first line of XGBoost's message, unless code is 0
void check(int code, const char* doing);

/// XGBoost's verbosity and log callback are per thread: makes it quiet on this one, and checks its
/// version. Every public function that calls into XGBoost does this first.
void enter_library();

struct MatrixDeleter {
  using pointer = DMatrixHandle;
  void operator()(DMatrixHandle handle) const noexcept { xgb().matrix_free(handle); }
};
struct BoosterDeleter {
  using pointer = BoosterHandle;
  void operator()(BoosterHandle handle) const noexcept { xgb().booster_free(handle); }
};
using MatrixPtr = std::unique_ptr<void, MatrixDeleter>;
using BoosterPtr = std::unique_ptr<void, BoosterDeleter>;

}  // namespace mlpipe::model
