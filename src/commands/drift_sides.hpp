// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/drift.hpp"
#include "mlpipe/registry/model_folder.hpp"

#include "commands/reference_profile.hpp"
#include "commands/scoring_data.hpp"

namespace mlpipe::commands {

/// The model whose data are asked about.
struct DriftModel {
  registry::ModelFolder found;
  ScoringRecipe recipe;
  model::Booster booster;
  std::optional<Timestamp> created;  ///< when it was trained; empty: not told
};
[[nodiscard]] DriftModel load_drift_model(const App& app, const FileSystem& models,
                                          const std::string& which);

/// What the model was trained on.
struct DriftReference {
  drift::ReferenceProfile profile;
  std::optional<ScoringData> rows;  ///< with --reference
};
/// @throws IntegrityError for a profile of another model or version, NotFoundError for none
[[nodiscard]] DriftReference load_drift_reference(const App& app, const FileSystem& models,
                                                  const DriftConfig& config,
                                                  const DriftModel& model);

/// Current rows, or forecasts alone.
struct DriftCurrent {
  std::string source, sha256;
  std::optional<ScoringData> data;  ///< empty with --ledger
  std::vector<Timestamp> time;      ///< [n] not decreasing
  PredictionColumn predictions;     ///< [n]
};
/// @throws DataError for bars of another spacing than the reference's
[[nodiscard]] DriftCurrent load_drift_current(const App& app, const FileSystem& models,
                                              const DriftConfig& config, const DriftModel& model,
                                              const drift::ReferenceProfile& reference);

/// The model's forecasts of rows; categories that it does not know count as missing.
[[nodiscard]] PredictionColumn predict_column(const model::Booster& booster,
                                              const ScoringRecipe& recipe, const ScoringData& data,
                                              int threads);

}  // namespace mlpipe::commands
