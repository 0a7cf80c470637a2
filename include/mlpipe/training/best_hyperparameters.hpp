// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/time.hpp"
#include "mlpipe/model/params.hpp"

namespace mlpipe::training {

/// One set of hyperparameters with the walk-forward score that speaks for it.
struct ScoredParameters {
  model::Params params;  ///< XGBoost's own names, as given to it
  /// Settings of the pipeline beside them, such as {"/model/max_rounds": "300"}: JSON pointers into
  /// config/pipeline.json, values as JSON texts. Usually empty.
  std::map<std::string, std::string> settings;
  std::string metric;  ///< e.g. "log_loss"
  bool minimise = true;
  double score = 0.0;  ///< on the concatenated out-of-sample forecasts; NaN, from a file without
                       ///< it, is worse than every number
  std::vector<double> fold_scores;  ///< [n_folds], NaN where undefined
  int rounds = 0;                   ///< of the final fit
  std::string study;                ///< name of the study that found them; empty for a plain train
  std::int64_t trial_count = 1;     ///< sets of parameters tried to find this one
  std::string data_sha256;
  std::string recipe_sha256;  ///< of source, label, windows, holdout: scores compare within one
                              ///< recipe
  Timestamp created{};
};

/// config/best_hyperparameters.json.
struct BestHyperparameters {
  ScoredParameters best;
  std::vector<ScoredParameters> history;  ///< what was best before, newest first; at most 50 kept
};

/// @throws ConfigError
[[nodiscard]] BestHyperparameters parse_best_hyperparameters(const nlohmann::json& document,
                                                             const std::string& source);
[[nodiscard]] std::string write_best_hyperparameters(const BestHyperparameters& file);

enum class BestUpdate {
  kFirst,        ///< there was no file
  kImproved,     ///< a better score under the same recipe
  kRescored,     ///< the same parameters on other data: the score is brought up to date
  kNewRecipe,    ///< label, windows or holdout changed: older scores say nothing about this one
  kKept,         ///< not better: the file stays as it is
  kOtherMetric,  ///< it was chosen by another metric, which says nothing here: likewise
};

/// What becomes of the file after a run; `current` is changed unless the answer is kKept.
/// A better score means: strictly, in the metric's direction.
BestUpdate update_best(std::optional<BestHyperparameters>& current, const ScoredParameters& run);

/// Puts `run` first, whatever was there, which becomes history.
void replace_best(std::optional<BestHyperparameters>& current, const ScoredParameters& run);

}  // namespace mlpipe::training
