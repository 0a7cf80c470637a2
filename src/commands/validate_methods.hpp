// SPDX-License-Identifier: MIT
#pragma once

#include "commands/validate_judge.hpp"

namespace mlpipe::commands {

/// Production cannot be fitted anew, since its recipe cannot be read: both stored models are scored
/// as they are, on bars that are new to both.
[[nodiscard]] bool only_stored_models(const Judgement& judgement);

/// Chooses how both sides come by forecasts of bars that they have not learnt from (docs/gate.md,
/// "What is compared"), makes them and pairs them. Narrows the window to bars new to both where
/// stored models are scored, and says so.
/// @param models  the models folder
void forecast_both(const App& app, const FileSystem& models, const gate::GateOptions& options,
                   Judgement& judgement);

}  // namespace mlpipe::commands
