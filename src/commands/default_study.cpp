// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "mlpipe/commands/optimize.hpp"

namespace mlpipe::commands {
namespace {

/// Ranges for market data: little signal, much noise, a few thousand to a few million rows.
constexpr const char* kSpace = R"json({
  "n_estimators": {"type": "int", "low": 50, "high": 1000, "step": 50,
    "why": "a limit only: early stopping chooses the rounds. Low ones let a slow learner end early"},
  "learning_rate": {"type": "float", "low": 0.01, "high": 0.3, "log": true,
    "why": "below 0.01 a thousand rounds do not suffice; above 0.3 single trees overfit noise"},
  "max_depth": {"type": "int", "low": 2, "high": 8,
    "why": "1 sees no interaction; with the little signal of returns 9 and more learn noise by heart"},
  "min_child_weight": {"type": "float", "low": 1.0, "high": 100.0, "log": true,
    "why": "rows a leaf needs, times about a quarter for two classes: the strongest brake on noise"},
  "subsample": {"type": "float", "low": 0.5, "high": 1.0,
    "why": "fewer rows a tree decorrelate trees; below a half each tree sees too little"},
  "colsample_bytree": {"type": "float", "low": 0.3, "high": 1.0,
    "why": "indicators are near copies of each other: leaving some out lets the others speak"},
  "colsample_bylevel": {"type": "float", "low": 0.5, "high": 1.0,
    "why": "the same for each depth of a tree, a weaker second step"},
  "gamma": {"type": "float", "low": 0.001, "high": 5.0, "log": true,
    "why": "least gain of a split; gains are sums over rows, so useful values span orders"},
  "reg_alpha": {"type": "float", "low": 0.000001, "high": 10.0, "log": true,
    "why": "pulls small leaves to exactly 0; the low end is as good as none"},
  "reg_lambda": {"type": "float", "low": 0.01, "high": 100.0, "log": true,
    "why": "shrinks leaves; the default 1 is weak where leaves hold hundreds of noisy rows"},
  "max_bin": {"type": "int", "low": 64, "high": 256, "step": 64,
    "why": "fewer bins are quicker and blur noise; steps of 64, since rows are binned once for each"},
  "grow_policy": {"type": "categorical", "choices": ["depthwise", "lossguide"],
    "why": "lossguide grows the leaf that gains most: lopsided trees for rare regimes"},
  "max_leaves": {"type": "int", "low": 4, "high": 64, "log": true,
    "when": {"grow_policy": ["lossguide"]},
    "why": "what limits a lossguide tree beside max_depth; depthwise trees do not need it"}
})json";

/// Four of the eight points that tests/bench/choose_starts.py found to do best together on nine
/// tables: docs/optimize.md.
constexpr const char* kStarts = R"json([
  {"colsample_bylevel": 0.62, "colsample_bytree": 0.82, "gamma": 4.4, "grow_policy":
   "depthwise", "learning_rate": 0.067, "max_bin": 64, "max_depth": 2, "min_child_weight": 35.0,
   "reg_alpha": 0.036, "reg_lambda": 0.026, "subsample": 0.62},
  {"colsample_bylevel": 0.76, "colsample_bytree": 0.91, "gamma": 0.34, "grow_policy":
   "depthwise", "learning_rate": 0.051, "max_bin": 64, "max_depth": 8, "min_child_weight": 19.0,
   "reg_alpha": 0.024, "reg_lambda": 6.5, "subsample": 0.8},
  {"colsample_bylevel": 0.59, "colsample_bytree": 0.96, "gamma": 0.0076, "grow_policy":
   "depthwise", "learning_rate": 0.13, "max_bin": 256, "max_depth": 6, "min_child_weight": 95.0,
   "reg_alpha": 0.11, "reg_lambda": 46.0, "subsample": 0.99},
  {"colsample_bylevel": 0.59, "colsample_bytree": 0.72, "gamma": 0.13, "grow_policy":
   "depthwise", "learning_rate": 0.3, "max_bin": 256, "max_depth": 5, "min_child_weight": 40.0,
   "reg_alpha": 0.00059, "reg_lambda": 0.66, "subsample": 0.83}
])json";

}  // namespace

optimize::StudyOptions default_study_options() {
  return optimize::parse_study_options(
      {{"space", nlohmann::json::parse(kSpace)}, {"starts", nlohmann::json::parse(kStarts)}},
      "defaults");
}

}  // namespace mlpipe::commands
