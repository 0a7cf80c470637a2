// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/training/best_hyperparameters.hpp"

#include "commands/search_sets.hpp"
#include "commands/trial_runner.hpp"

namespace mlpipe::commands {

/// Parameters scored on every window, as `train` would, and on the two parts of them.
struct WindowScores {
  std::optional<double> search;          ///< of the objective, on the windows that trials saw
  std::optional<double> final;           ///< on those that none saw; empty too if there are none
  std::optional<double> all;             ///< on both together
  std::vector<double> fold_scores;       ///< [n_folds] on all windows; NaN where undefined
  std::vector<int> rounds;               ///< [n_folds]
  std::size_t final_rows = 0;            ///< scored ones
  std::optional<double> returns_a_year;  ///< what Sharpe ratios are annualised by
  std::string reason;                    ///< why a score is undefined
  model::Params params;                  ///< as given to XGBoost
};

/// Fits and scores a pipeline. Not to be called while trials run: the set's labels change
/// meanwhile.
[[nodiscard]] WindowScores score_windows(const App& app, const TrainConfig& config,
                                         SearchSets& sets, const metrics::Metric& objective);

}  // namespace mlpipe::commands
