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
  std::optional<Timestamp> created;  ///< when it was trained; empty: not told
};

/// What the model was trained on.
struct DriftReference {
  drift::ReferenceProfile profile;
  std::optional<ScoringData> rows;  ///< with --reference
};

/// Current rows, or forecasts alone.
struct DriftCurrent {
  std::string source, sha256;
  std::optional<ScoringData> data;  ///< empty with --ledger
  std::vector<Timestamp> time;      ///< [n] not decreasing
  PredictionColumn predictions;     ///< [n]
};

struct DriftInputs {
  DriftModel model;
  DriftReference reference;
  DriftCurrent current;
  std::string history_text;  ///< of the file as it is; empty if there is none
  drift::History history;
};

/// Reads all that a check needs, side by side.
/// @param history  file of earlier checks
/// @throws IntegrityError for a damaged model, or a profile of another model or version;
///         NotFoundError for no profile; DataError for rows that are not the model's, or of another
///         spacing than the reference's
[[nodiscard]] DriftInputs load_drift_inputs(const App& app, const FileSystem& models,
                                            const DriftConfig& config,
                                            const FileSystem::Path& history);

}  // namespace mlpipe::commands
