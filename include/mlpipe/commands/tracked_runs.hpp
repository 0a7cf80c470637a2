// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/drift.hpp"
#include "mlpipe/commands/optimize.hpp"
#include "mlpipe/commands/run_tracker.hpp"
#include "mlpipe/commands/train.hpp"
#include "mlpipe/commands/validate.hpp"

// What each command's run is in MLflow: parameters, metrics, tags, data, files. All of it is read
// from the outcome and from the files that the command wrote.
namespace mlpipe::commands {

/// Parameters by XGBoost's names, settings by their place in the config; metrics of the joined
/// forecasts, "fold/..." by fold, "rounds/..." by boosting round; the model as artifact "model" and
/// as version of the registered model, under the alias "staging".
void add_train_run(const App& app, const TrackingPlan& plan, const TrainConfig& config,
                   const TrainOutcome& outcome, tracking::RunRecord& run);

/// The study, one run however often it is gone on with, and its best trials as children.
void add_study_run(const TrackingPlan& plan, const OptimizeConfig& config,
                   const OptimizeOutcome& outcome, tracking::RunRecord& run);

/// The verdict, the numbers of both sides, the report.
void add_validate_run(const App& app, const TrackingPlan& plan, const ValidateConfig& config,
                      const ValidateOutcome& outcome, tracking::RunRecord& run);

/// A version that came into production, by promotion or rollback: the alias "production" moves.
struct ProductionMove {
  std::string from, to;  ///< versions; `from` is empty where nothing was
  std::string reason;
  FileSystem::Path models_folder{"models"};
};
void add_move_run(const App& app, const TrackingPlan& plan, const ProductionMove& move,
                  tracking::RunRecord& run);

/// One check; its parent is the model's own run of all checks, whose metrics go by the model's age
/// in days.
void add_drift_run(const TrackingPlan& plan, const DriftOutcome& outcome, tracking::RunRecord& run);

}  // namespace mlpipe::commands
