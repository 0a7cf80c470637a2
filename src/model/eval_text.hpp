// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::model {

struct EvalValue {
  std::string set;
  std::string metric;
  double value = 0.0;
};

/// Reads what XGBoosterEvalOneIter writes: "[12]\ttrain-logloss:0.26\tvalid-auc:nan".
/// @throws ModelError if it is something else
[[nodiscard]] std::vector<EvalValue> parse_eval_text(std::string_view text);

/// As Python's str(float): shortest digits, an exponent from 1e16 and below 1e-4, else a point. So
/// that attributes read the same as those that Python writes.
[[nodiscard]] std::string python_float(double value);

}  // namespace mlpipe::model
