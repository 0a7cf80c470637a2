// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/library_version.hpp"
#include "mlpipe/model/params.hpp"

namespace mlpipe::model {

/// Whatever is not newer is there: mlpipe works with no older library.
inline constexpr LibraryVersion kOldestLibrary{1, 7, 0};

/// One parameter of XGBoost, 1.7 to 3.x, or one that it once had.
struct ParamSpec {
  enum class Kind { kReal, kInteger, kFlag, kChoice, kText, kRefused };

  std::string name;
  Kind kind = Kind::kText;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;             ///< low itself is not allowed
  std::vector<std::string> choices;  ///< kChoice
  std::vector<std::string> aliases;
  LibraryVersion since = kOldestLibrary;
  std::string booster;  ///< has an effect with this one alone; empty: any
  std::string refusal;  ///< kRefused: why, and what to use instead
};

[[nodiscard]] std::span<const ParamSpec> param_table();

/// By main name or alias; null if there is none.
[[nodiscard]] const ParamSpec* find_spec(std::string_view name);

struct ObjectiveSpec {
  std::string name;
  Task task;
  std::string metric;  ///< its own default
  LibraryVersion since = kOldestLibrary;
};
[[nodiscard]] std::span<const ObjectiveSpec> objective_table();

struct MetricSpec {
  std::string name;  ///< before a possible '@'
  std::vector<Task> tasks;
  bool takes_number = false;  ///< error@0.7
  LibraryVersion since = kOldestLibrary;
};
[[nodiscard]] std::span<const MetricSpec> metric_table();

/// Objectives and metrics that exist, but not here -> why.
[[nodiscard]] std::string refused_objective(std::string_view name);
[[nodiscard]] std::string refused_metric(std::string_view name);

}  // namespace mlpipe::model
