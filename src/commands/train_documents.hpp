// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/report/training_report.hpp"

#include "commands/train_outputs.hpp"

namespace mlpipe::commands {

/// Rows of the dataset with the model's own predictions: whoever loads the model can check that it
/// still predicts the same.
struct GoldenRows {
  std::vector<std::size_t> rows;   ///< of the dataset
  std::vector<float> predictions;  ///< [n * outputs]
};
[[nodiscard]] GoldenRows golden_rows(const data::Dataset& dataset, const model::Booster& booster);

/// metrics.json: scores alone, no time, path or thread count. Equal seed, data and config give
/// equal bytes.
[[nodiscard]] std::string metrics_json(const TrainingRun& run);

struct ModelIdentity {
  std::string run_id;
  std::string model_file;
  std::string sha256;
  std::uint64_t bytes = 0;
};

/// The metadata of the candidate: recipe, data, scores, golden rows, versions, provenance.
[[nodiscard]] std::string metadata_json(const TrainingRun& run, const model::Booster& booster,
                                        const ModelIdentity& identity, const GoldenRows& golden);

/// SHA-256 of the whole pipeline config as written by write_pipeline_config(), but for where runs
/// are recorded.
[[nodiscard]] std::string config_hash(const TrainConfig& config);

[[nodiscard]] report::TrainingReport training_report(const TrainingRun& run,
                                                     const model::Booster& booster,
                                                     const ModelIdentity& identity,
                                                     const std::vector<WrittenArtifact>& files);

}  // namespace mlpipe::commands
