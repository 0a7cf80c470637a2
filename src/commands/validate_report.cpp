// SPDX-License-Identifier: MIT
#include "commands/validate_report.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/report/period.hpp"
#include "mlpipe/stats/power.hpp"
#include "mlpipe/version.hpp"

namespace mlpipe::commands {
namespace {

using metrics::MetricValue;
using nlohmann::json;
using report::JudgedPart;

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
    out.forecasts = "none: there is too little history before the window";
    return out;
  }
  const bool is_candidate = side.role == "candidate";
  if (is_candidate || pairing->baseline) {
    const auto& scored = is_candidate ? pairing->candidate : *pairing->baseline;
    out.forecasts = describe(side, scored.forecasts, window);
  }
  return out;
}

std::string month_of(Timestamp time) {
  return to_iso8601(time).substr(0, 7);
}

bool is_regression(const Pairing& pairing) {
  return pairing.candidate.result.task.kind == backtest::Task::Kind::kRegression;
}

/// Values of a part for one side: loss, accuracy, return.
struct PartValues {
  std::optional<double> loss, accuracy, total_return;
};

PartValues part_values(std::span<const MetricValue> forecast, std::span<const MetricValue> returns,
                       bool regression) {
  return {metrics::value_of(forecast, regression ? "rmse" : "log_loss"),
          metrics::value_of(forecast, "accuracy"), metrics::value_of(returns, "total_return")};
}

void put(JudgedPart& part, const PartValues& values, bool candidate) {
  (candidate ? part.candidate_loss : part.baseline_loss) = values.loss;
  (candidate ? part.candidate_accuracy : part.baseline_accuracy) = values.accuracy;
  (candidate ? part.candidate_return : part.baseline_return) = values.total_return;
}

/// Refits of the candidate, and what production's did on the same bars.
std::vector<JudgedPart> fold_parts(const Pairing& pairing) {
  std::vector<JudgedPart> out;
  const bool regression = is_regression(pairing);
  for (const auto& fold : pairing.candidate.result.folds) {
    JudgedPart part;
    part.label = report::period_text(fold.test_lower, fold.test_upper);
    part.rows = fold.scored_rows;
    put(part, part_values(fold.forecast, fold.returns, regression), true);
    if (pairing.baseline) {
      const auto& folds = pairing.baseline->result.folds;
      const auto same = std::find_if(folds.begin(), folds.end(), [&](const auto& other) {
        return other.test_lower == fold.test_lower && other.test_upper == fold.test_upper;
      });
      if (same != folds.end()) {
        put(part, part_values(same->forecast, same->returns, regression), false);
      }
    }
    out.push_back(std::move(part));
  }
  return out;
}

std::vector<JudgedPart> symbol_parts(const Pairing& pairing) {
  std::vector<JudgedPart> out;
  const bool regression = is_regression(pairing);
  const auto& names = pairing.candidate.side->data->market.symbols;
  for (const auto& symbol : pairing.candidate.result.symbols) {
    JudgedPart part;
    part.label = names[symbol.symbol];
    part.rows = symbol.test_rows;
    put(part, part_values(symbol.forecast, symbol.returns, regression), true);
    if (pairing.baseline) {
      const auto& theirs = pairing.baseline->side->data->market.symbols;
      for (const auto& other : pairing.baseline->result.symbols) {
        if (theirs[other.symbol] == part.label) {
          put(part, part_values(other.forecast, other.returns, regression), false);
        }
      }
    }
    out.push_back(std::move(part));
  }
  return out;
}

struct Tally {
  std::size_t rows = 0, right = 0;
  double loss = 0.0;
};

/// Loss and accuracy of one row of forecasts.
void tally_row(const gate::ForecastPair& pair, const std::vector<double>& forecasts, std::size_t i,
               Tally& tally) {
  const double* row = &forecasts[i * pair.outputs];
  const double truth = pair.truth[i];
  ++tally.rows;
  if (pair.target == gate::Target::kRegression) {
    tally.loss += (row[0] - truth) * (row[0] - truth);
    return;
  }
  constexpr double kOne = 1.0;
  constexpr double kThreshold = 0.5;
  const auto truth_class = static_cast<std::size_t>(truth);
  const bool two = pair.outputs == 1;
  const double p = two ? row[0] : row[truth_class];
  tally.loss += metrics::log_loss({&p, 1}, {two ? &truth : &kOne, 1});
  const auto called = two ? static_cast<std::ptrdiff_t>(p >= kThreshold)
                          : std::max_element(row, row + pair.outputs) - row;
  tally.right += static_cast<std::size_t>(called) == truth_class ? 1U : 0U;
}

PartValues tallied(const Tally& tally, bool regression, const ScoredSide& scored, Timestamp from,
                   Timestamp to) {
  const auto n = static_cast<double>(tally.rows);
  PartValues out;
  out.loss = regression ? std::sqrt(tally.loss / n) : tally.loss / n;
  if (!regression) {
    out.accuracy = static_cast<double>(tally.right) / n;
  }
  const auto& execution = scored.side->config.pipeline.execution;
  const auto returns = backtest::return_metrics_between(scored.result.trading, from, to, execution);
  out.total_return = metrics::value_of(returns, "total_return");
  return out;
}

struct Month {
  Timestamp first{}, last{};
  Tally candidate, baseline;
};

std::vector<JudgedPart> month_parts(const Pairing& pairing) {
  const auto& pair = pairing.forecasts;
  std::map<std::string, Month> months;
  for (std::size_t i = 0; i < pair.truth.size(); ++i) {
    auto& month = months[month_of(pair.time[i])];
    month.first = month.candidate.rows == 0 ? pair.time[i] : month.first;
    month.last = pair.time[i];
    tally_row(pair, pair.candidate, i, month.candidate);
    if (!pair.baseline.empty()) {
      tally_row(pair, pair.baseline, i, month.baseline);
    }
  }
  std::vector<JudgedPart> out;
  const bool regression = is_regression(pairing);
  for (const auto& [name, month] : months) {
    JudgedPart part;
    part.label = name;
    part.rows = month.candidate.rows;
    const Timestamp before = month.first - std::chrono::microseconds(1);
    put(part, tallied(month.candidate, regression, pairing.candidate, before, month.last), true);
    if (month.baseline.rows > 0) {
      put(part, tallied(month.baseline, regression, *pairing.baseline, before, month.last), false);
    }
    out.push_back(std::move(part));
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
  out.loss = is_regression(pairing) ? "rmse" : "log_loss";
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
