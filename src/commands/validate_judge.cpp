// SPDX-License-Identifier: MIT
#include "commands/validate_judge.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/audit_log.hpp"
#include "mlpipe/registry/ledger.hpp"

#include "commands/replayed_sources.hpp"
#include "commands/stage.hpp"
#include "commands/validate_checks.hpp"

namespace mlpipe::commands {
namespace {

using gate::Policy;

/// The two models; without one in production, the candidate alone.
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

/// Columns that the judge trusts and the side's data have; a name that is in no side's data means
/// nothing here.
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

bool of_same_recipe(const FileSystem& models, const std::string& version, const Side& side) {
  try {
    return recipe_hash(models, registry::find_model(models, version)) == side.recipe_sha256;
  } catch (const Error&) {
    return false;  // pruned, or of a recipe that this mlpipe does not know
  }
}

/// Models whose forecasts are those of the side's recipe, one refresh after the other.
std::vector<std::string> ledgers_of(const FileSystem& models, const Side& side) {
  std::vector<std::string> names{side.found.name};
  if (side.role == "candidate") {
    return names;
  }
  for (const auto& version : models.list("archive")) {
    if (version != side.found.name && models.exists(registry::ledger_file(version)) &&
        of_same_recipe(models, version, side)) {
      names.push_back(version);
    }
  }
  return names;
}

class Forecasting {
 public:
  Forecasting(const App& app, const FileSystem& models, const ValidateConfig& config,
              Judgement& judgement)
      : app_(app), models_(models), options_(config.pipeline.validation), out_(judgement) {}

  void run() {
    if (unseen_only()) {
      shrink_to_unseen();
    }
    SideForecasts candidate = forecasts_of(*out_.candidate);
    if (!out_.baseline) {
      out_.pairing =
          pair_sides(app_, *out_.candidate, std::move(candidate), nullptr, {}, out_.window);
      return;
    }
    SideForecasts baseline = forecasts_of(*out_.baseline);
    out_.pairing = pair_sides(app_, *out_.candidate, std::move(candidate), out_.baseline.get(),
                              std::move(baseline), out_.window);
  }

  /// Production cannot be fitted anew: both stored models, on bars that are new to both.
  [[nodiscard]] bool unseen_only() const {
    return !out_.candidate->has_recipe || (out_.baseline && !out_.baseline->has_recipe);
  }

 private:
  void shrink_to_unseen() {
    for (const Side* side : {out_.candidate.get(), out_.baseline.get()}) {
      if (side != nullptr) {
        // A model that does not say what it has seen may have seen everything.
        out_.window.lower =
            std::max(out_.window.lower, side->last_label_end.value_or(out_.window.upper));
      }
    }
    out_.window.lower = std::min(out_.window.lower, out_.window.upper);
    out_.warnings.push_back(
        "Of a model without a recipe only the stored bytes can be judged, and only on bars that "
        "neither model has seen: those after " +
        to_display(out_.window.lower) + ".");
  }

  [[nodiscard]] bool artifact_is_clean(const Side& side) const {
    return side.last_label_end && *side.last_label_end <= out_.window.lower;
  }

  [[nodiscard]] bool holdout() const {
    return options_.method == gate::Method::kHoldout ||
           (options_.method == gate::Method::kAuto && out_.candidate->held_out &&
            artifact_is_clean(*out_.candidate));
  }

  SideForecasts forecasts_of(const Side& side) {
    if (unseen_only()) {
      return artifact_forecasts(side, out_.window, app_.threads);
    }
    if (holdout() && side.role == "candidate" && side.held_out && artifact_is_clean(side)) {
      return artifact_forecasts(side, out_.window, app_.threads);
    }
    const auto& set = side.data->dataset;
    auto folds =
        refit_folds(set, out_.window, holdout() ? std::nullopt : std::optional(options_.cadence));
    auto out = refit_forecasts(app_, side, std::move(folds),
                               holdout() ? ForecastSource::kTwin : ForecastSource::kRefits);
    (void)take_ledger(app_, models_, ledgers_of(models_, side), side, out);
    return out;
  }

  const App& app_;
  const FileSystem& models_;
  const gate::GateOptions& options_;
  Judgement& out_;
};

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

std::string fresh_trial(const ValidateConfig& config) {
  return config.fresh_process ? config.fresh_process(config.models_folder, config.candidate) : "";
}

/// There is a history to learn from, and the stored model says numbers.
bool can_forecast(const Judgement& judgement) {
  return std::none_of(judgement.checks.begin(), judgement.checks.end(), [](const auto& check) {
    const bool needed = check.name == "history" || check.name == "artifact.finite";
    return needed && check.result == gate::CheckResult::kFail;
  });
}

}  // namespace

Judgement judge(const App& outside, const FileSystem& models, const ValidateConfig& config) {
  ReplayedSources sources(outside.sources);
  const App app{outside.files, outside.clock,   sources,      outside.events,
                outside.stop,  outside.threads, outside.actor};
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
  add(out.checks, artifact_checks(*out.candidate, sample, options,
                                  static_cast<bool>(config.fresh_process), fresh_trial(config)));
  out.checks.push_back(leak_check(*out.candidate));
  add(out.checks, subject_checks(*out.candidate, out.baseline.get(), out.window));
  Forecasting forecasting(app, models, config, out);
  const bool unseen_only = forecasting.unseen_only();
  if (can_forecast(out)) {
    forecasting.run();
  }
  take_look(app, models, out);
  if (!out.pairing) {
    out.look.verdict = gate::to_string(gate::verdict_of(out.checks));
    return out;
  }
  compare_sides(app, config, out);
  add(out.checks, evidence_checks(*out.pairing, options, unseen_only));
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
