// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/commands/validate.hpp"
#include "mlpipe/registry/model_registry.hpp"

#include "commands/validate_judge.hpp"

namespace mlpipe::commands {

/// As it is kept beside the candidate. @param summary  one sentence
[[nodiscard]] registry::StoredVerdict stored_verdict(const Judgement& judgement,
                                                     const std::string& summary);

/// Carries a PROMOTE out. A candidate that was trained with a hold-out is fitted anew on everything
/// first; the new model has to say what the judged one says (smoke gate), else nothing is promoted.
void promote_candidate(const App& app, const ValidateConfig& config, const Judgement& judgement,
                       registry::ModelRegistry& models, ValidateOutcome& outcome);

}  // namespace mlpipe::commands
