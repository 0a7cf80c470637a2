// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/commands/train.hpp"
#include "mlpipe/data/dataset.hpp"
#include "mlpipe/data/market_data.hpp"
#include "mlpipe/features/feature_set.hpp"
#include "mlpipe/features/leak.hpp"
#include "mlpipe/labels/label.hpp"
#include "mlpipe/model/params.hpp"

namespace mlpipe::commands {

/// Everything that is fixed before the first fit.
struct TrainingData {
  data::MarketData market;  ///< inputs and target have been handed to the dataset
  labels::Labels labels;    ///< their rows, too: what is left are task and classes
  features::FeatureSet features;
  data::Dataset
      dataset;         ///< with a holdout: only rows before it, labels that reach into it removed
  Timestamp known_to;  ///< newest bar that scoring and fits may see
  std::size_t labelled = 0;
  std::vector<std::string> warnings;
  std::vector<features::LeakSuspect> leaks;  ///< empty when a model is trained
};

/// Reads, checks, computes and assembles. @throws DataError (also for a suspected leak),
/// ConfigError
[[nodiscard]] TrainingData load_training_data(const App& app, const TrainConfig& config);

/// The same for data that a model is judged on: suspected leaks are told, not refused.
/// @param trusted  columns that whoever judges vouches for; the recipe's own list counts for
/// nothing
[[nodiscard]] TrainingData load_judging_data(const App& app, const TrainConfig& config,
                                             const std::vector<std::string>& trusted);

/// Opens and reads options.source. @throws DataError, ConfigError
[[nodiscard]] data::MarketData read_market(const App& app, const data::DataOptions& options);

/// [n_cols of the dataset] the texts behind a categorical column's codes; empty for numbers.
[[nodiscard]] std::vector<std::vector<std::string>> category_names(const TrainingData& data);

[[nodiscard]] model::Task model_task(labels::Task task);

}  // namespace mlpipe::commands
