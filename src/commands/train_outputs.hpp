// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "mlpipe/commands/train.hpp"
#include "mlpipe/model/booster.hpp"
#include "mlpipe/training/fit.hpp"

#include "commands/train_data.hpp"
#include "commands/train_score.hpp"

namespace mlpipe::commands {

/// A scored run, as its files tell it. References outlive it.
struct TrainingRun {
  const TrainConfig& config;
  const TrainingData& data;
  const Windows& windows;
  const training::FitOptions& fit;
  WalkForward walk;
  std::string params_origin;  ///< where the parameters come from
  std::int64_t trials = 1;    ///< sets of parameters tried to find them
  Timestamp created;
  int threads = 1;
};

/// Writes candidate, staging link and reports. @param best_update  what becomes of the best
/// hyperparameters, in words
/// @throws IoError, IntegrityError; candidates, staging and reports are then as before
[[nodiscard]] TrainOutcome write_outputs(const App& app, const TrainingRun& run,
                                         const model::Booster& booster,
                                         const std::string& best_update);

[[nodiscard]] TrainOutcome dry_run_outcome(const TrainingData& data, const Windows& windows,
                                           std::string plan);

}  // namespace mlpipe::commands
