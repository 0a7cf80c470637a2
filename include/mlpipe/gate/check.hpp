// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/gate/comparison.hpp"
#include "mlpipe/gate/options.hpp"
#include "mlpipe/metrics/metric.hpp"

namespace mlpipe::gate {

enum class Verdict { kPromote, kReject, kInconclusive };
/// "PROMOTE", "REJECT", "INCONCLUSIVE": as stored and shown.
[[nodiscard]] std::string to_string(Verdict verdict);

enum class CheckResult { kPass, kFail, kNotNeeded };
[[nodiscard]] std::string to_string(CheckResult result);

/// What a failed check means.
enum class Severity {
  kUnsound,   ///< the candidate must not be trusted, however little was seen: REJECT
  kEvidence,  ///< nothing can be told from this window: INCONCLUSIVE
  kWorse,     ///< the candidate is not good enough: REJECT
  kUnproven,  ///< the candidate is not shown to be better: INCONCLUSIVE
};

/// One line of the check table.
struct Check {
  std::string group;  ///< "G1" validity, "G2" floors, "G3" veto, "G4" superiority
  std::string name;   ///< for machines: "floor.sharpe"
  std::string title;  ///< for people
  std::optional<double> value;
  std::string bound;  ///< in words: ">= 0.5"
  CheckResult result = CheckResult::kPass;
  Severity severity = Severity::kWorse;
  std::string explanation;  ///< a sentence for people
};

/// An unsound candidate is rejected first; then missing evidence makes everything else moot; then
/// the worse and the unproven.
[[nodiscard]] Verdict verdict_of(std::span<const Check> checks);

/// The check that decides the verdict; null for PROMOTE.
[[nodiscard]] const Check* deciding(std::span<const Check> checks);

/// G2: floors of the candidate alone, and leads over forecasts and holdings without skill. A metric
/// that is not there fails: a check that could not run has not passed.
[[nodiscard]] std::vector<Check> floor_checks(const GateOptions& options,
                                              std::span<const metrics::MetricValue> candidate,
                                              std::span<const metrics::MetricValue> base_rate,
                                              std::span<const metrics::MetricValue> buy_and_hold);

/// G3: not significantly worse by the primary loss, and of each metric with a margin neither
/// significantly worse nor, as a point estimate, worse by more than the margin.
[[nodiscard]] std::vector<Check> veto_checks(const GateOptions& options,
                                             const Comparison& comparison);

/// G4 and G5: the primary loss is significantly better at the level of this look.
/// @param policy  kRefresh: not needed
/// @param look    K
[[nodiscard]] Check superiority_check(const GateOptions& options, const Comparison& comparison,
                                      Policy policy, std::size_t look);

}  // namespace mlpipe::gate
