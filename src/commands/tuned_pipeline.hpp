// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/optimize/search_space.hpp"
#include "mlpipe/optimize/shared_study.hpp"

namespace mlpipe::commands {

/// The settings that a search may change, beside XGBoost's parameters under their own names:
///   n_estimators      the most rounds, /model/max_rounds
///   /label/dead_band  any setting under /label, /features, /model, /execution, and
///                     /walk_forward/train, by its JSON pointer in config/pipeline.json

/// Values by such a name, each as the config would hold it.
using TunedValues = std::map<std::string, nlohmann::json>;

[[nodiscard]] TunedValues values_of(const optimize::Point& point);

/// Those of them that the space has; names of others are added to `unknown`.
[[nodiscard]] TunedValues values_in(const optimize::SearchSpace& space,
                                    const optimize::Point& point, std::set<std::string>& unknown);

/// The pipeline with the values in place of its own.
/// @param source  who gives the values, for messages
/// @throws ConfigError "SOURCE: /model/params/eta: ..." for one that the pipeline does not take
[[nodiscard]] PipelineConfig with_values(const PipelineConfig& pipeline, const TunedValues& values,
                                         const std::string& source);

/// Settings as config/best_hyperparameters.json keeps them: pointers alone, JSON texts.
[[nodiscard]] std::map<std::string, std::string> settings_of(const TunedValues& values);
[[nodiscard]] TunedValues values_of(const std::map<std::string, std::string>& settings);

/// Tries the ends of every range and every choice.
/// @throws ConfigError with all problems, each under /space/NAME
void check_space(const optimize::SearchSpace& space, const PipelineConfig& pipeline,
                 const std::string& source);

/// What the pipeline itself says about the parameters of a space.
[[nodiscard]] optimize::Point own_point(const optimize::SearchSpace& space,
                                        const PipelineConfig& pipeline);

/// The same, moved to the nearest value that the space has: a trial to begin with.
[[nodiscard]] optimize::Point nearest_point(const optimize::SearchSpace& space,
                                            const PipelineConfig& pipeline);

}  // namespace mlpipe::commands
