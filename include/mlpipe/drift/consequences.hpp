// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/drift/decide.hpp"
#include "mlpipe/drift/options.hpp"
#include "mlpipe/drift/profile.hpp"

namespace mlpipe::drift {

/// 1 for a feature of the largest gain: those of more gain come before it, monitored or not.
[[nodiscard]] std::size_t gain_rank(const ReferenceProfile& reference, double gain);

/// Why a new training is wanted, a sentence each, the feature of most gain first and the prediction
/// before all; none: it is not. A feature that the model does not use is never a reason, and with
/// Rule::kAdjusted q has to be at or below the rule's.
/// @param checks      of features of the reference
/// @param prediction  null: not checked
[[nodiscard]] std::vector<std::string> retraining_reasons(const ReferenceProfile& reference,
                                                          std::span<const FeatureCheck> checks,
                                                          const FeatureCheck* prediction,
                                                          const DriftOptions& options);

/// Alarms of what is too old, a sentence each.
/// @param model     when the model was made; empty: unknown, which is no alarm
/// @param training  when the last training ended
[[nodiscard]] std::vector<std::string> age_alarms(Timestamp now, std::optional<Timestamp> model,
                                                  std::optional<Timestamp> training,
                                                  const DriftOptions& options);

}  // namespace mlpipe::drift
