// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "mlpipe/core/event.hpp"
#include "mlpipe/optimize/journal_replay.hpp"
#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

/// What there is to tell of a study when one of its trials has ended.
/// @param wanted  trials in all
[[nodiscard]] TrialCompleted completed_event(const Study& study, const Trial& trial,
                                             const std::string& metric, std::size_t wanted);

}  // namespace mlpipe::optimize
