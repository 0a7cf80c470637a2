// SPDX-License-Identifier: MIT
#include "commands/validate_judge.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/audit_log.hpp"

#include "commands/stage.hpp"
#include "commands/validate_checks.hpp"
#include "commands/validate_methods.hpp"

namespace mlpipe::commands {
namespace {

using gate::Policy;

/// Null: nothing is in production.
std::unique_ptr<Side> load_baseline(const App& app, const FileSystem& models,
                                    const ValidateConfig& config) {
  try {
    return std::make_unique<Side>(load_side(app, models, config.baseline, "production", config));
  } catch (const NotFoundError&) {
    if (config.baseline != "production" || models.exists("production")) {
      throw;
    }
    return nullptr;
  }
}

void load_data(const App& app, const ValidateConfig& config, Judgement& out) {
  const auto& trusted = config.pipeline.features.trusted;
  load_side_data(app, *out.candidate, nullptr, trusted);
  if (!out.baseline) {
    return;
  }
  if (!out.baseline->has_recipe) {
    borrow_recipe(*out.baseline, *out.candidate);
  }
  load_side_data(app, *out.baseline, out.candidate.get(), trusted);
  const auto& mine = out.candidate->data->market.report;
  if (out.baseline->data->market.report.sha256 != mine.sha256) {
    throw DataError(mine.source +
                    ": changed between the two times that it was read; judge again when it rests");
  }
}

void choose_policy(const ValidateConfig& config, Judgement& out) {
  const Policy asked = config.pipeline.validation.policy;
  const bool same = out.baseline && !out.candidate->recipe_sha256.empty() &&
                    out.candidate->recipe_sha256 == out.baseline->recipe_sha256;
  out.policy = asked == Policy::kAuto ? (same ? Policy::kRefresh : Policy::kNewRecipe) : asked;
  out.policy_reason = !out.baseline ? "there is no model in production: floors alone decide"
                      : same        ? "the recipe is production's"
                                    : "the recipe is not production's";
  if (out.baseline && asked == Policy::kRefresh && !same) {
    out.warnings.emplace_back(
        "The policy refresh was asked for although the recipes differ: the candidate need not be "
        "shown to be better.");
  }
}

/// Forecast and return metrics of one side, with the deflated Sharpe ratio for its trials.
std::vector<metrics::MetricValue> values_of(const ScoredSide& scored,
                                            const std::vector<double>& returns,
                                            const metrics::ReturnConventions& conventions) {
  auto out = scored.result.forecast;
  for (const auto& value : scored.result.trading.metrics) {
    out.push_back(value);
    if (value.name == "psr" && scored.result.trading.no_returns_reason.empty()) {
      out.push_back(gate::deflated_sharpe_value(returns, conventions,
                                                static_cast<double>(scored.side->trials)));
    }
  }
  return out;
}

void compare_sides(const App& app, const ValidateConfig& config, Judgement& out) {
  const auto& pairing = *out.pairing;
  const auto& returns = pairing.returns;
  out.candidate_values = values_of(pairing.candidate, returns.candidate, returns.conventions);
  if (pairing.baseline) {
    out.baseline_values = values_of(*pairing.baseline, returns.baseline, returns.conventions);
  }
  const auto& yardsticks = pairing.candidate.result.yardsticks;
  const auto base = std::find_if(yardsticks.begin(), yardsticks.end(),
                                 [](const auto& y) { return y.name == "base_rate"; });
  if (base != yardsticks.end()) {
    out.base_rate = gate::no_skill_values(base->forecast);
  }
  out.buy_and_hold = pairing.candidate.result.trading.benchmark_metrics;
  const auto& options = config.pipeline.validation;
  gate::CompareOptions how;
  how.seed = config.pipeline.seed;
  how.replicates = options.replicates;
  how.alpha = gate::level_of_look(options.alpha, out.look.number);
  how.threads = app.threads;
  out.comparison = stage(app, "compare", [&] {
    return gate::compare(pairing.forecasts, returns, out.candidate_values, out.baseline_values,
                         how);
  });
}

void add(std::vector<gate::Check>& to, std::vector<gate::Check> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void check_against_production(const ValidateConfig& config, Judgement& out) {
  if (!out.baseline || !out.pairing->other_label.empty() || out.comparison.moments < 2) {
    return;
  }
  const auto& options = config.pipeline.validation;
  add(out.checks, gate::veto_checks(options, out.comparison));
  out.checks.push_back(
      gate::superiority_check(options, out.comparison, out.policy, out.look.number));
}

/// K, and what is recorded of this look.
void take_look(const App& app, const FileSystem& models, Judgement& out) {
  auto& look = out.look;
  look.time = app.clock.now();
  look.candidate = out.candidate->found.name;
  look.model_sha256 = out.candidate->found.sha256;
  look.recipe_sha256 = out.candidate->recipe_sha256;
  look.data_sha256 = out.candidate->data->market.report.sha256;
  look.baseline = out.baseline ? out.baseline->found.name : "";
  look.policy = gate::to_string(out.policy);
  look.window_from = out.window.lower;
  look.window_to = out.window.upper;
  Timestamp since = subtract(look.time, {1, Duration::Unit::kYears});
  for (const auto& record : registry::read_audit(models).records) {
    if (registry::is_switch(record)) {
      since = std::max(since, record.time);
    }
  }
  look.number = registry::look_number(registry::read_looks(models), look, since);
}

/// By the candidate's own name: the link staging may name another one meanwhile.
std::string fresh_trial(const ValidateConfig& config, const Side& candidate) {
  return config.fresh_process ? config.fresh_process(config.models_folder, candidate.found.name)
                              : "";
}

/// There is a history to learn from, and the stored model says numbers.
bool can_forecast(const Judgement& judgement) {
  return std::none_of(judgement.checks.begin(), judgement.checks.end(), [](const auto& check) {
    const bool needed = check.name == "history" || check.name == "artifact.finite";
    return needed && check.result == gate::CheckResult::kFail;
  });
}

}  // namespace

Judgement judge(const App& app, const FileSystem& models, const ValidateConfig& config) {
  const auto& options = config.pipeline.validation;
  Judgement out;
  out.candidate =
      std::make_unique<Side>(load_side(app, models, config.candidate, "candidate", config));
  if (!out.candidate->has_recipe) {
    throw IntegrityError("the candidate " + out.candidate->found.name +
                         " has no recipe that can be judged: " + out.candidate->no_recipe);
  }
  out.baseline = load_baseline(app, models, config);
  load_data(app, config, out);
  out.window = newest_window(out.candidate->data->dataset, options.window);
  choose_policy(config, out);
  const auto sample = sample_agreement(app, *out.candidate, out.window);
  add(out.checks,
      artifact_checks(*out.candidate, sample, options, static_cast<bool>(config.fresh_process),
                      fresh_trial(config, *out.candidate)));
  out.checks.push_back(leak_check(*out.candidate));
  add(out.checks, subject_checks(*out.candidate, out.baseline.get(), out.window));
  if (can_forecast(out)) {
    forecast_both(app, models, options, out);
  }
  take_look(app, models, out);
  if (!out.pairing) {
    out.look.verdict = gate::to_string(gate::verdict_of(out.checks));
    return out;
  }
  compare_sides(app, config, out);
  add(out.checks, evidence_checks(*out.pairing, options, only_stored_models(out)));
  add(out.checks,
      gate::floor_checks(options, out.candidate_values, out.base_rate, out.buy_and_hold));
  check_against_production(config, out);
  out.look.p = out.comparison.moments >= 2 && out.baseline
                   ? std::optional(out.comparison.primary.p_better)
                   : std::nullopt;
  out.look.verdict = gate::to_string(gate::verdict_of(out.checks));
  return out;
}

}  // namespace mlpipe::commands
