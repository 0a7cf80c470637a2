// SPDX-License-Identifier: MIT
#include "registry/recipe_rules.hpp"

#include <array>

namespace mlpipe::registry {
namespace {

using enum BumpLevel;

// One row a rule; a new key needs a row only if it weighs otherwise than the section it stands in.
constexpr std::array kRules = {
    RecipeRule{"/config/format_version", kPatch},
    RecipeRule{"/config/seed", std::nullopt},  // see /seed

    RecipeRule{"/config/data", kMinor},
    RecipeRule{"/config/data/features", kMajor},
    RecipeRule{"/config/data/categorical", kMajor},
    RecipeRule{"/config/data/missing", kMajor},
    RecipeRule{"/config/data/target", kMajor},
    RecipeRule{"/config/data/bar", kMajor},
    RecipeRule{"/config/data/stamp", kMajor},
    // How a file is read, not what is learned from it.
    RecipeRule{"/config/data/separator", kPatch},
    RecipeRule{"/config/data/decimal", kPatch},
    RecipeRule{"/config/data/header", kPatch},
    RecipeRule{"/config/data/skip_lines", kPatch},
    RecipeRule{"/config/data/comment", kPatch},
    RecipeRule{"/config/data/max_columns", kPatch},
    RecipeRule{"/config/data/max_line_bytes", kPatch},
    RecipeRule{"/config/data/transfer", kPatch},

    // The list of features that comes of it is the interface, and is compared itself.
    RecipeRule{"/config/features", kPatch},
    RecipeRule{"/config/label", kMajor},

    RecipeRule{"/config/model", kMinor},
    RecipeRule{"/config/model/params", std::nullopt},  // see /params
    RecipeRule{"/config/model/params/base_score", kMinor},

    RecipeRule{"/config/walk_forward", kMinor},
    // "auto" is stored as the bars that the data at hand gave, so each new bar may move them.
    RecipeRule{"/config/walk_forward/train", kPatch},
    RecipeRule{"/config/walk_forward/test", kPatch},

    RecipeRule{"/config/execution", kMinor},

    RecipeRule{"/label_kind", std::nullopt},  // see /config/label/kind
    // Which columns they are is said by the list of features; here new ones are categories.
    RecipeRule{"/inputs", kMinor},
    RecipeRule{"/classes", kMajor},
    RecipeRule{"/params", kMinor},
    RecipeRule{"/params/num_class", kMajor},
    RecipeRule{"/params/objective", std::nullopt},  // weighed by the meaning of its output
    RecipeRule{"/params/seed", std::nullopt},       // see /seed
    // Taken from the labels unless the config gives it, see /config/model/params/base_score.
    RecipeRule{"/params/base_score", kPatch},
    RecipeRule{"/params_origin", kPatch},
    // Found by early stopping; where that is off, /config/model/max_rounds says it.
    RecipeRule{"/rounds", kPatch},
    RecipeRule{"/seed", kPatch},
    RecipeRule{"/holdout", kMinor},
};

const RecipeRule* rule_of(std::string_view pointer) {
  const RecipeRule* best = nullptr;
  for (const auto& rule : kRules) {
    if (is_within(pointer, rule.pointer) &&
        (best == nullptr || rule.pointer.size() > best->pointer.size())) {
      best = &rule;
    }
  }
  return best;
}

}  // namespace

std::optional<BumpLevel> weigh(const JsonChange& change) {
  const RecipeRule* rule = rule_of(change.pointer);
  if (rule == nullptr) {
    return std::nullopt;
  }
  // A config is written with all its keys: one that a side lacks belongs to another mlpipe, and
  // without a row of its own nobody knows what it means. Parameters come and go freely.
  const bool one_sided = change.a == nullptr || change.b == nullptr;
  if (one_sided && is_within(change.pointer, "/config") && rule->pointer != change.pointer) {
    return std::nullopt;
  }
  return rule->level;
}

std::string recipe_name(std::string_view pointer) {
  for (const std::string_view top : {"/config/", "/params/"}) {
    if (pointer.starts_with(top)) {
      pointer.remove_prefix(top.size() - 1);
      break;
    }
  }
  return readable_name(pointer);
}

}  // namespace mlpipe::registry
