// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/registry/semver.hpp"

#include "registry/json_changes.hpp"

namespace mlpipe::registry {

/// How much a change under a place of a recipe weighs. The longest pointer that fits decides.
struct RecipeRule {
  std::string_view pointer;        ///< RFC 6901, from the recipe
  std::optional<BumpLevel> level;  ///< empty: another place says it
};

/// What a change of the recipe weighs by the table of rules; empty if no rule names it, or another
/// place of the metadata says it.
[[nodiscard]] std::optional<BumpLevel> weigh(const JsonChange& change);

/// "/config/label/horizon" -> "label.horizon", "/params/max_depth" -> "max_depth".
[[nodiscard]] std::string recipe_name(std::string_view pointer);

}  // namespace mlpipe::registry
