// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/backtest/execution.hpp"
#include "mlpipe/backtest/split.hpp"
#include "mlpipe/data/market_reader.hpp"
#include "mlpipe/features/feature_set.hpp"
#include "mlpipe/gate/options.hpp"
#include "mlpipe/labels/label.hpp"
#include "mlpipe/model/options.hpp"
#include "mlpipe/notify/options.hpp"
#include "mlpipe/tracking/options.hpp"

namespace mlpipe::commands {

/// XGBoost keeps its seed in an int.
inline constexpr std::int64_t kLargestSeed = 2'147'483'647;

/// config/pipeline.json: what all commands share. Each section is its folder's own options.
struct PipelineConfig {
  std::uint64_t seed = 42;  ///< of everything random: XGBoost's sampling, the self-check
  data::DataOptions data;
  features::FeatureOptions features;
  labels::LabelOptions label;
  model::ModelOptions model;
  backtest::SplitOptions walk_forward;
  backtest::ExecutionOptions execution;
  gate::GateOptions validation;         ///< how models are judged; no part of a model's recipe
  tracking::TrackingOptions tracking;   ///< where runs are recorded; no part of it either
  notify::NotifyOptions notifications;  ///< who is told; nor is this
};

/// Strict: unknown keys, wrong types and values out of range are told all at once.
/// @param source  file name for messages
/// @throws ConfigError
[[nodiscard]] PipelineConfig parse_pipeline_config(const nlohmann::json& document,
                                                   const std::string& source);

/// Every key with its value, so that parse(write(x)) == x; what --print-config shows and a model's
/// recipe keeps.
[[nodiscard]] nlohmann::ordered_json write_pipeline_config(const PipelineConfig& config);

/// The same without "validation", "tracking" and "notifications": what a model is made by.
[[nodiscard]] nlohmann::ordered_json write_recipe_config(const PipelineConfig& config);

}  // namespace mlpipe::commands
