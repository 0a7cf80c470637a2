// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/train.hpp"
#include "mlpipe/training/best_hyperparameters.hpp"

namespace mlpipe::commands {

/// Empty if there is none. @throws ConfigError, IoError
[[nodiscard]] std::optional<training::BestHyperparameters> read_best(const App& app,
                                                                     const FileSystem::Path& file);

/// Hash of what must be the same for two scores to be compared: what is forecast, of what, and
/// when. Other features that forecast it better are a better recipe, not another contest. Windows
/// as the config says them: left open, they follow the data, which grow from week to week.
[[nodiscard]] std::string comparable_recipe(const TrainConfig& config,
                                            const std::vector<std::string>& symbols);

/// The parameters of a fit that belong into the file: without those that the run itself gives.
[[nodiscard]] model::Params kept_params(const model::Params& params);

}  // namespace mlpipe::commands
