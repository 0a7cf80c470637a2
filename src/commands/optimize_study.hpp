// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/commands/optimize.hpp"
#include "mlpipe/metrics/metric.hpp"
#include "mlpipe/optimize/shared_study.hpp"

#include "commands/search_sets.hpp"
#include "commands/trial_runner.hpp"

namespace mlpipe::commands {

/// The objective: as named, or log_loss or rmse by the task.
/// @throws ConfigError for a metric that has no better direction, or does not fit the task
[[nodiscard]] const metrics::Metric& objective_of(const optimize::StudyOptions& options,
                                                  model::Task task, const std::string& source);

/// What needs no data to be found wrong: parameters and ranges, metrics, pruner against model.
/// @throws ConfigError
void check_options(const OptimizeConfig& config);

/// Name and fingerprint of the study of these data and settings.
[[nodiscard]] optimize::StudyTerms study_terms(const OptimizeConfig& config, const SearchSets& sets,
                                               const metrics::Metric& objective);

}  // namespace mlpipe::commands
