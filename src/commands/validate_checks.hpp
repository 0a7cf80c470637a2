// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/gate/check.hpp"
#include "mlpipe/gate/options.hpp"

#include "commands/validate_pair.hpp"

namespace mlpipe::commands {

/// The candidate's stored model: is it what its recipe makes, and does it work anywhere?
/// @param trial  what the fresh process said; empty: it works
[[nodiscard]] std::vector<gate::Check> artifact_checks(const Side& candidate,
                                                       const ArtifactSample& sample,
                                                       const gate::GateOptions& options, bool tried,
                                                       const std::string& trial);

/// Columns that know the future. @param side  as it was loaded with load_judging_data()
[[nodiscard]] gate::Check leak_check(const Side& side);

/// Is there anything to decide: another model, enough history before the window?
[[nodiscard]] std::vector<gate::Check> subject_checks(const Side& candidate, const Side* baseline,
                                                      const JudgingWindow& window);

/// Enough bars, trades and predictions of the same thing?
/// @param unseen_only  the models were scored directly on bars new to both: then at least 20 trades
///                     or 500 predictions are asked for as well
[[nodiscard]] std::vector<gate::Check> evidence_checks(const Pairing& pairing,
                                                       const gate::GateOptions& options,
                                                       bool unseen_only);

}  // namespace mlpipe::commands
