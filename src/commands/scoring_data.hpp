// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/data/dataset.hpp"

namespace mlpipe::commands {

/// A ready-made column that a model has learnt from.
struct LearntInput {
  std::string name;
  std::vector<std::string> categories;  ///< code -> text; empty for numbers
};

/// What a model's metadata say about the rows that it takes.
struct ScoringRecipe {
  std::string model;  ///< for messages
  PipelineConfig config;
  std::vector<std::string> features;  ///< all, in order; the ready-made ones last
  std::vector<LearntInput> inputs;
  std::vector<std::string> classes;  ///< empty for a regression
  std::size_t warm_up = 0;
  Timestamp train_to{};  ///< newest row that the model was fitted on
  double step = 0.0;     ///< seconds from bar to bar, the median; 0: unknown
  /// What training found out of its file; a few rows to be scored may not tell it.
  std::optional<std::string> time_format;
  std::optional<Duration> bar;
};

/// @param where  file of the metadata, for messages
/// @throws IntegrityError if another version of mlpipe wrote it, and this one cannot read it
[[nodiscard]] ScoringRecipe read_recipe(const nlohmann::json& metadata, const std::string& model,
                                        const std::string& where);

/// What becomes of a category that the model has never seen.
enum class UnknownCategory {
  kRefuse,
  kKeep,  ///< it gets a code behind those that the model knows
};

struct ScoringOptions {
  UnknownCategory unknown = UnknownCategory::kRefuse;
  bool labels = false;  ///< fill the dataset's labels where the market tells them
};

struct ScoringData {
  std::string source;
  std::string sha256;
  std::vector<std::string> symbols;  ///< one empty string for a single series
  data::Dataset dataset;             ///< label_end is filled, labels only if asked for
  /// [n_cols] names of a categorical column's codes; empty for numbers.
  std::vector<std::vector<std::string>> categories;
  std::string no_labels;  ///< why there are none, a clause; empty: there are, or none were wanted
};

/// Rows as training would have made them, labelled or not.
/// @param source  file, "-" or URL
/// @throws DataError
[[nodiscard]] ScoringData load_scoring_data(const App& app, const ScoringRecipe& recipe,
                                            const std::string& source,
                                            const ScoringOptions& options = {});

}  // namespace mlpipe::commands
