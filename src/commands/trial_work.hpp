// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/model/fit_work.hpp"
#include "mlpipe/optimize/sampler.hpp"

#include "commands/search_sets.hpp"

namespace mlpipe::commands {

/// The logarithm of the work that a trial's fits are expected to be, from its parameters by
/// XGBoost's names and n_estimators. A parameter of the space that the trial lacks counts as the
/// middle of its range, one that the space lacks as the pipeline has it; settings named by a JSON
/// pointer do not count.
[[nodiscard]] optimize::LogWork trial_work(const PipelineConfig& pipeline,
                                           const optimize::SearchSpace& space,
                                           const SearchSets& sets);

/// The same for fits of given size.
/// @param size  of which the rows, the columns and the weight of a row count
[[nodiscard]] optimize::LogWork trial_work(const PipelineConfig& pipeline,
                                           const optimize::SearchSpace& space,
                                           const model::FitPlan& size);

}  // namespace mlpipe::commands
