// SPDX-License-Identifier: MIT
#include "commands/validate_promote.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "mlpipe/commands/open_registry.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/model_folder.hpp"
#include "mlpipe/report/metric_format.hpp"

#include "commands/validate_checks.hpp"
#include "commands/validate_forecasts.hpp"

namespace mlpipe::commands {
namespace {

/// The same recipe without its hold-out, on the data that were judged on.
TrainConfig refit_config(const ValidateConfig& config, const Judgement& judgement) {
  TrainConfig out = judgement.candidate->config;
  out.holdout.reset();
  out.models_folder = config.models_folder;
  out.reports_folder = config.reports_folder;
  out.provenance = config.provenance;
  out.keep_best = true;
  out.trials = judgement.candidate->trials;
  return out;
}

/// Forecasts of both on the newest month; they should be much the same.
std::string smoke_problem(const App& app, const FileSystem& models, const ValidateConfig& config,
                          const Judgement& judgement, const std::string& refit) {
  const auto& options = config.pipeline.validation;
  Side side = load_side(app, models, refit, "candidate", config);
  side.data = judgement.candidate->data;
  const auto& twin = *judgement.candidate;
  if (side.booster->feature_names() != twin.booster->feature_names()) {
    return "the refitted model has other features";
  }
  const Timestamp upper = judgement.window.upper;
  const auto folds =
      refit_folds(twin.data->dataset, {subtract(upper, {1, Duration::Unit::kMonths}), upper}, {});
  if (folds.empty()) {
    return "there is no bar in the newest month to try the refitted model on";
  }
  const auto view = twin.data->dataset.view(folds.front().test);
  const auto mine = side.booster->predict(view, app.threads);
  const auto theirs = twin.booster->predict(view, app.threads);
  ArtifactSample sample;
  sample.artifact.assign(mine.begin(), mine.end());
  sample.recipe.assign(theirs.begin(), theirs.end());
  sample.finite = std::all_of(mine.begin(), mine.end(), [](float v) { return std::isfinite(v); });
  for (const auto& check : artifact_checks(side, sample, options, false, "")) {
    if (check.result == gate::CheckResult::kFail) {
      return report::in_sentence(check.title) + ": " +
             (check.value ? shortest(*check.value) + " where " + check.bound + " is asked for"
                          : check.explanation);
    }
  }
  return "";
}

}  // namespace

registry::StoredVerdict stored_verdict(const Judgement& judgement, const std::string& summary) {
  const auto& look = judgement.look;
  registry::StoredVerdict out;
  out.verdict = gate::to_string(gate::verdict_of(judgement.checks));
  out.model_sha256 = look.model_sha256;
  out.data_sha256 = look.data_sha256;
  out.window_from = to_iso8601(look.window_from);
  out.window_to = to_iso8601(look.window_to);
  out.baseline = look.baseline;
  out.created_at = to_iso8601(look.time);
  out.summary = summary;
  return out;
}

void promote_candidate(const App& app, const ValidateConfig& config, const Judgement& judgement,
                       registry::ModelRegistry& models, ValidateOutcome& outcome) {
  std::string name = outcome.candidate;
  if (judgement.candidate->held_out) {
    const auto trained = run_train(app, refit_config(config, judgement));
    const auto files = open_models(app, config.models_folder);
    outcome.promotion_problem = smoke_problem(app, *files, config, judgement, trained.run_id);
    if (!outcome.promotion_problem.empty()) {
      outcome.promotion_problem = "the model refitted on everything (" + trained.run_id +
                                  ") is not promoted: " + outcome.promotion_problem;
      return;
    }
    name = trained.run_id;
    auto verdict = stored_verdict(judgement, outcome.headline);
    verdict.judged_sha256 = verdict.model_sha256;
    verdict.model_sha256 = registry::find_model(*files, name).sha256;
    auto look = judgement.look;
    look.candidate = name;
    look.model_sha256 = verdict.model_sha256;
    models.record_judgement(name, verdict, look);
  }
  registry::PromoteRequest request;
  request.candidate = name;
  request.reason = outcome.headline;
  outcome.promoted = models.promote(request).version;
}

}  // namespace mlpipe::commands
