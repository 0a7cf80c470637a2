// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/registry/semver.hpp"

namespace mlpipe::registry {

struct Bump {
  BumpLevel level = BumpLevel::kPatch;
  /// One sentence a hit, the highest level first; never empty.
  std::vector<std::string> reasons;
  /// The same model bytes by the same recipe: no new version is due, the existing one stands.
  bool same = false;
};

/// How far a candidate is from the version that it would replace, by their metadata alone. The
/// highest hit decides, and every hit is kept as a reason.
/// - major: the interface: features (removed, added, reordered, their schema), what the model is
///   asked for (label, classes, meaning of the objective's output), how many bars a caller must
///   give (more than before), missing values, bar length, format_version, a newer major XGBoost;
/// - minor: the same interface and other hyper-parameters, thresholds, source, symbols, revised
///   data, or a training window moved otherwise than by its regular step;
/// - patch: the regular roll-forward (both ends of the training window stay or move forward by at
///   most walk_forward's step, and 4 days for a weekend with a holiday), the seed, the tools.
/// A step in bars is taken as long as the current version's training window says a bar is: its
/// length / (train_rows / symbols), so an outage makes it longer.
/// Keys that no rule names are ignored.
/// @throws IntegrityError naming whose metadata and the JSON pointer, if a key is missing or has
///         the wrong type
[[nodiscard]] Bump choose_bump(const nlohmann::json& current_metadata,
                               const nlohmann::json& candidate_metadata);

}  // namespace mlpipe::registry
