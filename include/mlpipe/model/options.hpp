// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/model/params.hpp"

namespace mlpipe::model {

enum class ClassWeighting {
  kNone,
  kBalanced,  ///< rows / (classes * rows of the class), as scikit-learn's "balanced"
  kGiven,     ///< class_weights
};

/// The "model" section of config/pipeline.json.
struct ModelOptions {
  Params params;
  int max_rounds = 500;
  int early_stopping_rounds = 50;  ///< 0: off
  ClassWeighting class_weighting = ClassWeighting::kNone;
  std::vector<double> class_weights;   ///< [classes], by code; for kGiven
  std::optional<Duration> time_decay;  ///< half-life of a row's weight; bars count distinct times
  bool operator==(const ModelOptions&) const = default;
};

[[nodiscard]] ModelOptions parse_model_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::ordered_json write_model_options(const ModelOptions& options);

/// Weight of each row: class weight times 0.5^(age / half-life), where age is counted from the last
/// row; scaled to a mean of 1, so that min_child_weight keeps its meaning. Months and years count
/// as 1/12 and 1 of 365.2425 days.
/// @param label  [n] class codes; read only if classes are weighted
/// @param time  [n], not decreasing
/// @return [n], or empty if nothing is weighted
/// @throws ConfigError if class weights are asked for in a regression, or their number is wrong
[[nodiscard]] std::vector<float> sample_weights(const ModelOptions& options, Task task,
                                                std::span<const float> label,
                                                std::span<const Timestamp> time);

}  // namespace mlpipe::model
