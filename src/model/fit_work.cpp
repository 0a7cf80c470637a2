// SPDX-License-Identifier: MIT
#include "mlpipe/model/fit_work.hpp"

#include <algorithm>
#include <cmath>

namespace mlpipe::model {
namespace {

constexpr double kRound = 3.5e5;   ///< of a round, whatever its tree
constexpr double kCell = 1.0;      ///< a row of a column, added to its histogram
constexpr double kLeafBin = 12.0;  ///< a bin of a column, for the two nodes that a leaf stands for
constexpr double kStepsToEnd = 7.0;  ///< rounds times eta until early stopping finds no gain
constexpr double kFill = 0.7;        ///< of the leaves that the rows' weights would allow

double leaves(const FitPlan& plan) {
  double out = kFill * plan.rows * plan.row_weight / std::max(plan.min_child_weight, 1e-3);
  if (plan.max_depth > 0.0) {
    out = std::min(out, std::exp2(plan.max_depth));
  }
  if (plan.max_leaves > 0.0) {
    out = std::min(out, plan.max_leaves);
  }
  return std::max(out, 2.0);
}

double rounds(const FitPlan& plan) {
  if (plan.early_stopping_rounds <= 0.0) {
    return plan.max_rounds;
  }
  const double needed = kStepsToEnd / std::max(plan.eta, 1e-6) + plan.early_stopping_rounds;
  return std::min(plan.max_rounds, needed);
}

}  // namespace

double expected_work(const FitPlan& plan) {
  const double n = leaves(plan);
  const double cells = plan.rows * plan.columns * std::log2(n);
  const double bins = n * plan.max_bin * plan.columns;
  return std::max(rounds(plan), 1.0) * (kRound + kCell * cells + kLeafBin * bins);
}

}  // namespace mlpipe::model
