// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "mlpipe/gate/check.hpp"
#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/metrics/returns.hpp"

#include "support/simulated_models.hpp"

/// The gate on one window, and what else could have been asked of the same numbers.
namespace gate_rates {

/// Significance alone: every metric that production is defended in, with room for any difference.
inline mlpipe::gate::GateOptions tests_alone() {
  constexpr double kAny = 1e9;
  mlpipe::gate::GateOptions options;
  options.margins = {{"sharpe", kAny}, {"log_loss", kAny}};
  return options;
}

/// With the margins that docs/gate.md proposes.
inline mlpipe::gate::GateOptions with_margins() {
  mlpipe::gate::GateOptions options;
  options.floors = {{"max_drawdown", -0.5, {}}};
  options.margins = {{"sharpe", 1.0}, {"max_drawdown", 0.05}, {"log_loss", 0.005}};
  return options;
}

inline std::vector<mlpipe::metrics::MetricValue> values_of(const std::vector<double>& forecast,
                                                           const std::vector<double>& truth,
                                                           const std::vector<double>& returns) {
  auto out = mlpipe::metrics::binary_metrics(forecast, truth);
  const auto more = mlpipe::metrics::return_metrics(returns, {}, {simulated::kYear, 0.0, 0.0});
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

/// A window judged: the comparison, and the values it was made of.
struct Judged {
  std::vector<mlpipe::metrics::MetricValue> candidate, baseline;
  mlpipe::gate::Comparison comparison;

  [[nodiscard]] const mlpipe::gate::MetricDifference& of(const std::string& metric) const {
    for (const auto& entry : comparison.metrics) {
      if (entry.name == metric) {
        return entry;
      }
    }
    return comparison.metrics.front();
  }
  /// The naive rule: the point estimate is higher.
  [[nodiscard]] bool higher(const std::string& metric) const {
    return of(metric).difference.value_or(0.0) > 0.0;
  }
};

/// Nothing but the metrics of both: all that a naive rule looks at.
inline Judged values_alone(const simulated::Duel& duel) {
  Judged out;
  const auto& truth = duel.forecasts.truth;
  out.candidate = values_of(duel.forecasts.candidate, truth, duel.returns.candidate);
  out.baseline = values_of(duel.forecasts.baseline, truth, duel.returns.baseline);
  out.comparison = mlpipe::gate::compare({}, {}, out.candidate, out.baseline, {});
  return out;
}

inline Judged judge(const simulated::Duel& duel, std::uint64_t seed, std::size_t replicates,
                    double level) {
  Judged out = values_alone(duel);
  out.comparison = mlpipe::gate::compare(duel.forecasts, duel.returns, out.candidate, out.baseline,
                                         {seed, replicates, level, 1});
  return out;
}

inline mlpipe::gate::Verdict verdict(const Judged& judged, const mlpipe::gate::GateOptions& options,
                                     mlpipe::gate::Policy policy, std::size_t look) {
  auto checks = mlpipe::gate::floor_checks(options, judged.candidate, {}, {});
  for (auto& check : mlpipe::gate::veto_checks(options, judged.comparison)) {
    checks.push_back(std::move(check));
  }
  checks.push_back(mlpipe::gate::superiority_check(options, judged.comparison, policy, look));
  return mlpipe::gate::verdict_of(checks);
}

using Events = std::map<std::string, bool>;

inline void add_verdicts(const Judged& judged, const std::string& prefix,
                         const mlpipe::gate::GateOptions& options, Events& out) {
  using mlpipe::gate::Policy;
  using mlpipe::gate::Verdict;
  const Verdict recipe = verdict(judged, options, Policy::kNewRecipe, 1);
  out[prefix + "recipe_promote"] = recipe == Verdict::kPromote;
  out[prefix + "recipe_reject"] = recipe == Verdict::kReject;
  // The first look has half of alpha: twice as much is alpha itself.
  auto twice = options;
  twice.alpha *= 2.0;
  out[prefix + "alpha_promote"] =
      verdict(judged, twice, Policy::kNewRecipe, 1) == Verdict::kPromote;
  out[prefix + "refresh_reject"] =
      verdict(judged, options, Policy::kRefresh, 1) == Verdict::kReject;
}

/// What happened on one window: verdicts, each check alone, each test alone, the naive rules.
inline Events events_of(const Judged& judged) {
  const auto tests = tests_alone();
  const double level = mlpipe::gate::level_of_look(tests.alpha, 1);
  const auto& comparison = judged.comparison;
  const auto& loss = comparison.primary;
  const auto small = [&](const auto& p, double bound) { return p && *p <= bound; };
  Events out;
  out["naive_sharpe"] = judged.higher("sharpe");
  out["naive_accuracy"] = judged.higher("accuracy");
  out["diebold_mariano"] = loss.diebold_mariano && loss.diebold_mariano->p_better <= level;
  out["diebold_mariano_brier"] = comparison.brier && comparison.brier->diebold_mariano &&
                                 comparison.brier->diebold_mariano->p_better <= level;
  out["mcnemar"] = comparison.mcnemar && comparison.mcnemar->p_better <= level;
  out["loss_bootstrap"] = loss.bootstrap && loss.bootstrap->p_better <= level;
  out["loss_better"] = loss.p_better <= level;
  out["loss_better_alpha"] = loss.p_better <= tests.alpha;
  out["sharpe_better"] = small(judged.of("sharpe").p_better, level);
  out["loss_worse"] = loss.p_worse <= tests.veto_level;
  out["loss_worse_bootstrap"] = loss.bootstrap && loss.bootstrap->p_worse <= tests.veto_level;
  out["log_loss_worse"] = small(judged.of("log_loss").p_worse, tests.veto_level);
  out["sharpe_worse"] = small(judged.of("sharpe").p_worse, tests.veto_level);
  for (const auto& margin : with_margins().margins) {
    const bool less = margin.metric == "log_loss";
    const double change = judged.of(margin.metric).difference.value_or(0.0);
    out["beyond_margin_" + margin.metric] = (less ? change : -change) > margin.distance;
  }
  add_verdicts(judged, "", tests, out);
  add_verdicts(judged, "margins_", with_margins(), out);
  return out;
}

}  // namespace gate_rates
