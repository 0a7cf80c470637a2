// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

struct ParamImportance {
  std::string name;
  double share = 0.0;  ///< of the sum over all parameters, from 0 to 1
};

/// How much each parameter decided whether a trial came among the best tenth: the Pearson
/// divergence between its density there and its density over all complete trials, on a grid of up
/// to 50 values. A parameter that some trials go without, or that had several distributions, counts
/// in each of its regimes by how often the best fell into it. Says nothing of interactions, and
/// little if fewer than 5 trials make the tenth.
///
/// Complete trials with a finite first value are used, feasible or not. Shares sum to 1 and are
/// equal if nothing tells parameters apart; the most important comes first, ties by name. Empty if
/// no complete trial has a parameter.
/// Source: Watanabe, Bansal and Hutter 2023, "PED-ANOVA", arXiv 2304.10255; conditional
/// parameters: arXiv 2601.20800. Equal to what Optuna 5 does by default.
[[nodiscard]] std::vector<ParamImportance> param_importances(const History& history);

}  // namespace mlpipe::optimize
