// SPDX-License-Identifier: MIT
#include "commands/validate_report.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/stats/power.hpp"
#include "mlpipe/version.hpp"

#include "commands/validate_parts.hpp"

namespace mlpipe::commands {
namespace {

using metrics::MetricValue;
using nlohmann::json;

/// Scores that were stored when a model was trained, under the names of all_metrics().
std::vector<MetricValue> stored_scores(const json& metadata) {
  std::vector<MetricValue> out;
  const auto scores = metadata.find("metrics");
  if (scores == metadata.end() || !scores->is_object()) {
    return out;
  }
  for (const char* part : {"forecast", "returns"}) {
    const json values = scores->value(part, json::object());
    for (const auto& metric : metrics::all_metrics()) {
      const auto found = values.find(std::string(metric.name));
      if (found != values.end() && found->is_number()) {
        out.push_back(metrics::measured(metric.name, found->get<double>()));
      }
    }
  }
  return out;
}

report::JudgedModel judged_model(const Side& side, const std::optional<Pairing>& pairing,
                                 const JudgingWindow& window) {
  report::JudgedModel out;
  out.name = side.found.name;
  out.model_sha256 = side.found.sha256;
  out.recipe_sha256 = side.recipe_sha256;
  out.train_from = side.train_from;
  out.train_to = side.train_to;
  out.last_label_end = side.last_label_end;
  out.trials = side.trials;
  out.rounds = side.rounds;
  out.features = side.booster->feature_count();
  out.stored = stored_scores(*side.found.metadata);
  if (!pairing) {
    out.forecasts = "none were made: see the failed checks";
    return out;
  }
  const bool is_candidate = side.role == "candidate";
  if (is_candidate || pairing->baseline) {
    const auto& scored = is_candidate ? pairing->candidate : *pairing->baseline;
    out.forecasts = describe(side, scored.forecasts, window);
  }
  return out;
}

report::JudgedAccounts accounts_of(const Pairing& pairing) {
  report::JudgedAccounts out;
  const auto& returns = pairing.returns;
  if (returns.candidate.empty()) {
    return out;
  }
  out.time = pairing.return_time;
  auto candidate = backtest::equity_curve(returns.candidate);
  out.candidate = std::move(candidate.equity);
  out.candidate_drawdown = std::move(candidate.drawdown);
  if (!returns.baseline.empty()) {
    auto baseline = backtest::equity_curve(returns.baseline);
    out.baseline = std::move(baseline.equity);
    out.baseline_drawdown = std::move(baseline.drawdown);
  }
  out.benchmark = backtest::equity_curve(returns.benchmark).equity;
  return out;
}

std::vector<report::CalibrationBin> bins_of(const ScoredSide& scored) {
  std::vector<report::CalibrationBin> out;
  for (const auto& bin : scored.result.deciles) {
    out.push_back({bin.mean_forecast, bin.observed, static_cast<double>(bin.n)});
  }
  return out;
}

std::optional<double> margin_of(const gate::GateOptions& options, const std::string& metric) {
  const auto found =
      std::find_if(options.margins.begin(), options.margins.end(),
                   [&](const gate::Margin& margin) { return margin.metric == metric; });
  return found == options.margins.end() ? std::nullopt : std::optional(found->distance);
}

report::Detectable detectable(const std::string& metric, double deviation,
                              const gate::GateOptions& options) {
  report::Detectable out;
  out.metric = metric;
  out.alpha = options.veto_level;
  out.effect = stats::minimum_detectable_effect(deviation, out.alpha, out.power);
  out.margin = margin_of(options, metric);
  if (out.margin) {
    out.power_at_margin = stats::power_to_detect(*out.margin, deviation, out.alpha);
  }
  return out;
}

void fill_detectable(const Judgement& judgement, const gate::GateOptions& options,
                     report::ValidationReport& out) {
  const auto& comparison = judgement.comparison;
  for (const auto& metric : comparison.metrics) {
    const bool told = metric.name == "sharpe" || metric.name == comparison.primary.metric ||
                      margin_of(options, metric.name);
    if (told && metric.deviation && *metric.deviation > 0.0) {
      out.detectable.push_back(detectable(metric.name, *metric.deviation, options));
    }
  }
}

void fill_conventions(const Judgement& judgement, report::ValidationReport& out) {
  const auto& side = *judgement.candidate;
  const auto& trading = judgement.pairing->candidate.result.trading;
  const auto& execution = side.config.pipeline.execution;
  if (!trading.no_returns_reason.empty()) {
    return;
  }
  out.conventions.push_back("Fill " + backtest::describe(trading.fill) + ", cost " +
                            backtest::describe_cost(execution) +
                            (judgement.baseline ? ", for both models." : "."));
  out.conventions.push_back("Candidate's positions: " + backtest::describe_sizing(execution) + ".");
  out.conventions.push_back("Bars a year: " + trading.metric_year.describe() + ".");
  if (trading.daily) {
    out.conventions.emplace_back(
        "Bars within a day are compounded to days before anything is annualised or resampled.");
  }
}

void fill_scores(const Judgement& judgement, report::ValidationReport& out) {
  const auto& pairing = *judgement.pairing;
  out.comparison = judgement.comparison;
  out.base_rate = judgement.base_rate;
  out.buy_and_hold = judgement.buy_and_hold;
  out.loss =
      pairing.candidate.result.task.kind == backtest::Task::Kind::kRegression ? "rmse" : "log_loss";
  out.moments = judgement.comparison.moments;
  out.predictions = pairing.candidate.result.scored_rows;
  out.trades = pairing.trades;
  out.folds = fold_parts(pairing);
  out.months = month_parts(pairing);
  out.symbols = symbol_parts(pairing);
  out.accounts = accounts_of(pairing);
  out.candidate_calibration = bins_of(pairing.candidate);
  if (pairing.baseline) {
    out.baseline_calibration = bins_of(*pairing.baseline);
  }
  out.no_returns_reason = pairing.candidate.result.trading.no_returns_reason;
  fill_conventions(judgement, out);
}

}  // namespace

report::ValidationReport validation_report(const Judgement& judgement,
                                           const ValidateConfig& config) {
  report::ValidationReport out;
  const auto& candidate = *judgement.candidate;
  const auto& options = config.pipeline.validation;
  out.verdict = gate::verdict_of(judgement.checks);
  out.candidate = judged_model(candidate, judgement.pairing, judgement.window);
  if (judgement.baseline) {
    out.baseline = judged_model(*judgement.baseline, judgement.pairing, judgement.window);
  }
  out.policy = gate::to_string(judgement.policy);
  out.policy_reason = judgement.policy_reason;
  out.look = judgement.look.number;
  out.level = gate::level_of_look(options.alpha, out.look);
  out.options = options;
  out.window_from = judgement.window.lower;
  out.window_to = judgement.window.upper;
  out.seed = config.pipeline.seed;
  out.data_source = candidate.data->market.report.source;
  out.data_sha256 = candidate.data->market.report.sha256;
  out.label = candidate.config.pipeline.label.kind + ", horizon " +
              grouped(candidate.config.pipeline.label.horizon);
  out.mlpipe_version = kVersion;
  out.xgboost_version = model::to_string(model::library_version());
  out.checks = judgement.checks;
  out.warnings = judgement.warnings;
  const auto& names = candidate.data->labels.class_names;
  out.event = names.empty() ? "" : names.back();
  if (judgement.pairing) {
    fill_scores(judgement, out);
  }
  if (judgement.baseline) {
    fill_detectable(judgement, options, out);
  }
  return out;
}

}  // namespace mlpipe::commands
