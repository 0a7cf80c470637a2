// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "mlpipe/commands/validate.hpp"
#include "mlpipe/model/booster.hpp"
#include "mlpipe/registry/model_folder.hpp"

#include "commands/scoring_data.hpp"
#include "commands/train_data.hpp"
#include "commands/train_score.hpp"

namespace mlpipe::commands {

/// One of the two models that are compared, and the recipe it was made by.
struct Side {
  std::string role;  ///< "candidate" or "production"
  registry::ModelFolder found;
  std::unique_ptr<model::Booster> booster;
  bool has_recipe = false;
  std::string no_recipe;      ///< why there is none; then `config` is the candidate's with the
                              ///< model's own features
  TrainConfig config;         ///< the recipe, on the data that are judged on
  model::Params params;       ///< as the recipe has them
  std::string recipe_sha256;  ///< equal for models of one recipe; empty without one
  std::optional<Timestamp> train_from, train_to, last_label_end;
  std::int64_t trials = 1;
  int rounds = 1;  ///< of the stored model
  bool held_out = false;
  std::shared_ptr<const TrainingData> data;  ///< set by load_side_data()
};

/// A bar, whichever side's data it is looked up in.
using BarKey = std::pair<Timestamp, std::string>;
/// @param row  of the side's dataset
[[nodiscard]] BarKey bar_key(const Side& side, std::size_t row);

/// Finds, hashes and loads a model; its golden rows are predicted.
/// @throws NotFoundError, IntegrityError
[[nodiscard]] Side load_side(const App& app, const FileSystem& models, const std::string& which,
                             const std::string& role, const ValidateConfig& config);

/// Side::recipe_sha256 of a stored model, which is not loaded. @throws IntegrityError
[[nodiscard]] std::string recipe_hash(const FileSystem& models, const registry::ModelFolder& found);

/// For a model without a readable recipe: reads data and labels as `other` does, with the features
/// that the model names.
void borrow_recipe(Side& side, const Side& other);

/// Reads the data by the side's recipe; shares what `other` has read if both ask for the same.
void load_side_data(const App& app, Side& side, const Side* other,
                    const std::vector<std::string>& trusted);

/// Every fit of this side. @param rounds  fixed; empty: as the recipe says, with early stopping
[[nodiscard]] training::FitOptions side_fit(const Side& side, std::optional<int> rounds = {});

}  // namespace mlpipe::commands
