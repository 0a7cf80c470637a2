// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace mlpipe::registry {

enum class DiffGroup { kRecipe, kData, kMetrics };

/// "recipe", "data", "metrics".
[[nodiscard]] std::string to_string(DiffGroup group);

/// One thing in which two versions differ.
struct Difference {
  DiffGroup group = DiffGroup::kRecipe;
  /// "label.horizon", "params.max_depth", "forecast.log_loss"; for a list of names with what
  /// happened behind it: "features removed", "features added", "features order" (the names that
  /// both have, from the first to the last place where the orders differ).
  std::string name;
  /// A string as it is, other values as JSON, whole; empty: not there.
  std::optional<std::string> a, b;
  /// b - a, where both are numbers and the difference is one.
  std::optional<double> change;
};

/// What differs between the metadata of two versions: recipe, then data, then metrics (the score
/// first). Left out: scores of single folds, golden rows, and what differs in every run (run id,
/// times, host, file name).
/// @throws IntegrityError naming "metadata of A" or "of B" and the JSON pointer, if recipe, data or
///         metrics is missing or no object
[[nodiscard]] std::vector<Difference> diff_metadata(const nlohmann::json& a,
                                                    const nlohmann::json& b);

}  // namespace mlpipe::registry
