// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/model/booster.hpp"

namespace mlpipe::commands {

/// Stored bytes to a model that is known to work: its hash is the recorded one, XGBoost can read
/// it, its features are those of the recipe, and it predicts the golden rows as it did when it was
/// trained: to the bit by the same version of XGBoost, within 1e-6 by another.
/// @param metadata  of the model, as `train` wrote it
/// @throws IntegrityError
[[nodiscard]] model::Booster load_checked(std::string_view bytes, const nlohmann::json& metadata);

}  // namespace mlpipe::commands
