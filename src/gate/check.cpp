// SPDX-License-Identifier: MIT
#include "mlpipe/gate/check.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "mlpipe/core/text.hpp"

namespace mlpipe::gate {
namespace {

using metrics::MetricValue;

const std::array<std::string, 3> kVerdicts{"PROMOTE", "REJECT", "INCONCLUSIVE"};
const std::array<std::string, 3> kResults{"pass", "fail", "not needed"};

/// Worst first; the order in which failures decide.
constexpr std::array kPrecedence{Severity::kUnsound, Severity::kEvidence, Severity::kWorse,
                                 Severity::kUnproven};

const MetricValue* find_value(std::span<const MetricValue> list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& value) { return value.name == name; });
  return found == list.end() ? nullptr : &*found;
}

std::string reason_of(const MetricValue* value) {
  return value == nullptr ? "it is not measured here"
                          : (value->reason.empty() ? "it is undefined" : value->reason);
}

double better_sign(const std::string& metric) {
  return metrics::find_metric(metric).better == metrics::Direction::kMinimise ? -1.0 : 1.0;
}

std::string title_of(const std::string& metric) {
  return std::string(metrics::find_metric(metric).title);
}

Check start(const std::string& group, const std::string& kind, const std::string& metric) {
  Check check;
  check.group = group;
  check.name = kind + "." + metric;
  check.title = title_of(metric);
  return check;
}

Check cannot_run(Check check, const std::string& reason) {
  check.result = CheckResult::kFail;
  check.explanation =
      "could not be checked (" + reason + "), and a check that could not run has failed";
  return check;
}

Check floor_check(const Floor& floor, std::span<const MetricValue> candidate) {
  Check check = start("G2", "floor", floor.metric);
  std::vector<std::string> bounds;
  if (floor.least) {
    bounds.push_back(">= " + shortest(*floor.least));
  }
  if (floor.most) {
    bounds.push_back("<= " + shortest(*floor.most));
  }
  check.bound = join(bounds, " and ");
  const auto* value = find_value(candidate, floor.metric);
  if (value == nullptr || !value->value) {
    return cannot_run(std::move(check), reason_of(value));
  }
  check.value = value->value;
  const bool inside = *check.value >= floor.least.value_or(-HUGE_VAL) &&
                      *check.value <= floor.most.value_or(HUGE_VAL);
  check.result = inside ? CheckResult::kPass : CheckResult::kFail;
  check.explanation =
      inside ? "holds" : fixed(*check.value, 4) + " where the config asks for " + check.bound;
  return check;
}

/// The candidate's lead over a yardstick in the better direction.
Check lead_check(const Margin& margin, const std::string& kind, const std::string& yardstick,
                 std::span<const MetricValue> candidate, std::span<const MetricValue> other) {
  Check check = start("G2", kind, margin.metric);
  check.title += " against " + yardstick;
  check.bound = "lead >= " + shortest(margin.distance);
  const auto* mine = find_value(candidate, margin.metric);
  const auto* theirs = find_value(other, margin.metric);
  if (mine == nullptr || !mine->value) {
    return cannot_run(std::move(check), reason_of(mine));
  }
  if (theirs == nullptr || !theirs->value) {
    return cannot_run(std::move(check), yardstick + ": " + reason_of(theirs));
  }
  check.value = better_sign(margin.metric) * (*mine->value - *theirs->value);
  const bool ahead = *check.value >= margin.distance;
  check.result = ahead ? CheckResult::kPass : CheckResult::kFail;
  const std::string shown = *check.value < 0.0 ? "behind by " + fixed(-*check.value, 4)
                                               : "leads by " + fixed(*check.value, 4);
  check.explanation =
      ahead ? "holds" : shown + " where the config asks for a lead of " + shortest(margin.distance);
  return check;
}

Check worse_loss_check(const GateOptions& options, const LossTest& test) {
  Check check;
  check.group = "G3";
  check.name = "veto.loss";
  check.title = title_of(test.metric) + ", test of being worse";
  check.value = test.p_worse;
  check.bound = "p > " + shortest(options.veto_level);
  const bool worse = test.p_worse <= options.veto_level;
  check.result = worse ? CheckResult::kFail : CheckResult::kPass;
  check.explanation = worse ? "its forecasts are significantly worse than production's (p " +
                                  fixed(test.p_worse, 3) + ")"
                            : "not significantly worse than production";
  return check;
}

Check margin_check(const GateOptions& options, const Margin& margin,
                   const MetricDifference* difference) {
  Check check = start("G3", "veto", margin.metric);
  check.title += " against production";
  check.bound =
      "worse by <= " + shortest(margin.distance) + " and p worse > " + shortest(options.veto_level);
  if (difference == nullptr || !difference->difference) {
    std::string reason = "it is not measured here";
    if (difference != nullptr) {
      reason =
          reason_of(difference->candidate.value ? &difference->baseline : &difference->candidate);
    }
    return cannot_run(std::move(check), reason);
  }
  const double lead = better_sign(margin.metric) * *difference->difference;
  check.value = lead;
  const bool significant = difference->p_worse && *difference->p_worse <= options.veto_level;
  const bool failed = significant || -lead > margin.distance;
  check.result = failed ? CheckResult::kFail : CheckResult::kPass;
  check.explanation =
      significant ? "significantly worse, by " + fixed(-lead, 4) + " (p " +
                        fixed(*difference->p_worse, 3) + ")"
      : failed ? "worse by " + fixed(-lead, 4) + " where the margin is " + shortest(margin.distance)
      : lead < 0.0 ? "worse by " + fixed(-lead, 4) + ", within the margin"
                   : "not worse";
  return check;
}

}  // namespace

std::string to_string(Verdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

std::string to_string(CheckResult result) {
  return kResults[static_cast<std::size_t>(result)];
}

const Check* deciding(std::span<const Check> checks) {
  for (const Severity severity : kPrecedence) {
    const auto found = std::find_if(checks.begin(), checks.end(), [&](const Check& check) {
      return check.result == CheckResult::kFail && check.severity == severity;
    });
    if (found != checks.end()) {
      return &*found;
    }
  }
  return nullptr;
}

Verdict verdict_of(std::span<const Check> checks) {
  const Check* worst = deciding(checks);
  if (worst == nullptr) {
    return Verdict::kPromote;
  }
  const bool reject = worst->severity == Severity::kUnsound || worst->severity == Severity::kWorse;
  return reject ? Verdict::kReject : Verdict::kInconclusive;
}

std::vector<Check> floor_checks(const GateOptions& options, std::span<const MetricValue> candidate,
                                std::span<const MetricValue> base_rate,
                                std::span<const MetricValue> buy_and_hold) {
  std::vector<Check> out;
  for (const auto& floor : options.floors) {
    out.push_back(floor_check(floor, candidate));
  }
  for (const auto& margin : options.over_base_rate) {
    out.push_back(lead_check(margin, "base_rate", "the base rate", candidate, base_rate));
  }
  for (const auto& margin : options.over_buy_and_hold) {
    out.push_back(lead_check(margin, "buy_and_hold", "buy and hold", candidate, buy_and_hold));
  }
  return out;
}

std::vector<Check> veto_checks(const GateOptions& options, const Comparison& comparison) {
  std::vector<Check> out;
  out.push_back(worse_loss_check(options, comparison.primary));
  for (const auto& margin : options.margins) {
    const auto found = std::find_if(comparison.metrics.begin(), comparison.metrics.end(),
                                    [&](const auto& item) { return item.name == margin.metric; });
    out.push_back(
        margin_check(options, margin, found == comparison.metrics.end() ? nullptr : &*found));
  }
  return out;
}

Check superiority_check(const GateOptions& options, const Comparison& comparison, Policy policy,
                        std::size_t look) {
  Check check;
  check.group = "G4";
  check.name = "superiority";
  check.severity = Severity::kUnproven;
  check.title = title_of(comparison.primary.metric) + ", test of being better";
  if (policy == Policy::kRefresh) {
    check.result = CheckResult::kNotNeeded;
    check.bound = "none";
    check.explanation = "a refresh of the recipe in production only has to be not worse";
    return check;
  }
  const double level = level_of_look(options.alpha, look);
  check.value = comparison.primary.p_better;
  check.bound = "p <= " + fixed(level, 4);
  const bool better = comparison.primary.p_better <= level;
  check.result = better ? CheckResult::kPass : CheckResult::kFail;
  check.explanation = std::string(better ? "significantly better than production"
                                         : "not shown to be better than production") +
                      " (p " + fixed(*check.value, 4) + "; look " + std::to_string(look) +
                      " of a year asks for " + fixed(level, 4) + " or less)";
  return check;
}

}  // namespace mlpipe::gate
