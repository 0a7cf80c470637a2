// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/report/period.hpp"
#include "mlpipe/report/validation_report.hpp"
#include "mlpipe/stats/normal.hpp"

#include "sample_report.hpp"

/// Parts of judgements with plausible numbers; the checks are those of the gate.
namespace sample {

using gate::Check;
using gate::CheckResult;
using gate::MetricDifference;
using gate::Severity;

struct Measured {
  const char* name;
  double candidate, baseline;
  double deviation = 0.0;  ///< of the difference; 0: not bootstrapped
};

inline MetricDifference difference(const Measured& m, bool alone) {
  MetricDifference out;
  out.name = m.name;
  out.candidate = metrics::measured(m.name, m.candidate);
  if (alone) {
    out.baseline = metrics::absent(m.name, "there is no production model");
    return out;
  }
  const auto better = metrics::find_metric(m.name).better;
  out.baseline = metrics::measured(m.name, m.baseline);
  out.difference = m.candidate - m.baseline;
  out.improvement = gate::improvement_percent(m.candidate, m.baseline, better);
  if (m.deviation > 0.0) {
    const double lead = *out.difference * (better == metrics::Direction::kMinimise ? -1.0 : 1.0);
    out.deviation = m.deviation;
    out.low = *out.difference - 1.645 * m.deviation;
    out.high = *out.difference + 1.645 * m.deviation;
    out.p_better = 1.0 - stats::normal_cdf(lead / m.deviation);
    out.p_worse = stats::normal_cdf(lead / m.deviation);
  }
  return out;
}

inline MetricDifference undefined(const char* name, const char* mine, const char* theirs) {
  MetricDifference out;
  out.name = name;
  out.candidate = metrics::absent(name, mine);
  out.baseline = metrics::absent(name, theirs);
  return out;
}

inline gate::LossTest loss_test(const char* metric, double mean, double deviation, std::size_t n) {
  gate::LossTest out;
  const double better = 1.0 - stats::normal_cdf(mean / deviation);
  out.metric = metric;
  out.mean_difference = mean;
  out.deviation = deviation;
  out.block = 4.0;
  out.diebold_mariano = stats::PairedTest{mean / deviation, better, 1.0 - better, n};
  const double resampled = 1.0 - stats::normal_cdf(1.02 * mean / deviation);
  out.bootstrap = stats::BootstrapSummary{mean,
                                          mean,
                                          deviation,
                                          mean - 1.645 * deviation,
                                          mean + 1.645 * deviation,
                                          resampled,
                                          1.0 - resampled,
                                          0};
  out.p_better = std::max(better, resampled);
  out.p_worse = 1.0 - std::min(better, resampled);
  return out;
}

/// A walk from zero to about n * mean.
inline gate::LossPath loss_path(const std::vector<Timestamp>& time, const gate::LossTest& test) {
  gate::LossPath out;
  Rng rng(3);
  double sum = 0.0;
  const auto n = static_cast<double>(time.size());
  for (std::size_t i = 0; i < time.size(); ++i) {
    sum += test.mean_difference + 2.0 * test.deviation * shock(rng);
    out.time.push_back(time[i]);
    out.sum.push_back(sum);
    out.band.push_back(1.645 * test.deviation * std::sqrt(n * static_cast<double>(i + 1)));
  }
  return out;
}

inline std::vector<Timestamp> trading_days(const char* first, std::size_t count) {
  std::vector<Timestamp> out;
  Timestamp time = at(first);
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(time);
    time += std::chrono::hours(i % 5 == 4 ? 72 : 24);
  }
  return out;
}

inline Check g1(const std::string& name, const std::string& title, Severity severity,
                const std::string& explanation, CheckResult result = CheckResult::kPass) {
  Check check;
  check.group = "G1";
  check.name = name;
  check.title = title;
  check.severity = severity;
  check.result = result;
  check.explanation = explanation;
  return check;
}

inline Check counted(const std::string& name, const std::string& title, double have, double need) {
  auto check = g1(name, title, Severity::kEvidence, "enough");
  check.value = have;
  check.bound = ">= " + std::to_string(static_cast<int>(need));
  if (have < need) {
    check.result = CheckResult::kFail;
    check.explanation = "too few to tell anything: " + std::to_string(static_cast<int>(have)) +
                        " of at least " + std::to_string(static_cast<int>(need));
  }
  return check;
}

inline std::vector<Check> artifact_checks() {
  auto agreement = g1("artifact.agreement", "Says what its recipe says", Severity::kUnsound,
                      "fitted anew on what it was trained on, its recipe says the same");
  agreement.value = 0.9993;
  agreement.bound = "correlation >= 0.8";
  return {g1("artifact.bytes", "Bytes, hash and golden rows", Severity::kUnsound,
             "as recorded when it was trained"),
          agreement,
          g1("leak", "No column that knows the future", Severity::kUnsound,
             "no column alone predicts too well to be true"),
          counted("history", "Labelled rows before the window", 2200, 200)};
}

/// Floors, vetoes and superiority as the gate has them, after what is checked of the artifact.
inline void judge(ValidationReport& report, gate::Policy policy) {
  report.checks = artifact_checks();
  report.checks.push_back(counted("bars", "Bars with a scored forecast of both",
                                  static_cast<double>(report.moments), 40));
  std::vector<metrics::MetricValue> candidate;
  for (const auto& metric : report.comparison.metrics) {
    candidate.push_back(metric.candidate);
  }
  const auto add = [&](std::vector<Check> more) {
    report.checks.insert(report.checks.end(), more.begin(), more.end());
  };
  add(gate::floor_checks(report.options, candidate, report.base_rate, report.buy_and_hold));
  if (report.baseline) {
    add(gate::veto_checks(report.options, report.comparison));
    report.checks.push_back(
        gate::superiority_check(report.options, report.comparison, policy, report.look));
  }
  report.policy = gate::to_string(policy);
  report.level = gate::level_of_look(report.options.alpha, report.look);
  report.verdict = gate::verdict_of(report.checks);
}

inline JudgedModel judged(const std::string& name, const std::string& hash) {
  JudgedModel out;
  out.name = name;
  out.model_sha256 = hash;
  out.recipe_sha256 = "5f" + hash.substr(2);
  out.train_from = at("2016-01-04T21:00:00Z");
  out.train_to = at("2026-11-20T21:00:00Z");
  out.last_label_end = at("2026-11-20T21:00:00Z");
  out.trials = 12;
  out.rounds = 143;
  out.features = 158;
  out.forecasts =
      "its recipe, fitted anew 13 times inside the window on what was known by then (the stored "
      "model has seen 64 of the 64 bars, so it is not scored on them)";
  return out;
}

inline ValidationReport judged_on_a_quarter(bool alone) {
  ValidationReport out;
  out.candidate = judged("20261121T020000Z-3fa9c1",
                         "3fa9c17be0d2648f55a1c38e7a4f0b92d7e6015c8b3f4a2e9d60718c5b4a3f21");
  if (!alone) {
    out.baseline =
        judged("v1.2.0", "b07d33e19a5c4f8812d6e07b94c3a5f16e8d2b4079f1c3a5d7e90b2c4f6a8d13");
    out.baseline->stored = {metrics::measured("log_loss", 0.6817),
                            metrics::measured("accuracy", 0.561),
                            metrics::measured("sharpe", 0.94)};
  }
  out.policy_reason = alone ? "there is no model in production: floors alone decide"
                            : "the recipe is not production's";
  out.window_from = at("2026-08-20T21:00:00Z");
  out.window_to = at("2026-11-20T21:00:00Z");
  out.moments = 64;
  out.predictions = 64;
  out.data_source = "data/nasdaq_daily.csv";
  out.data_sha256 = "9c1185a5c5e9fc54612808977ee8f548b2258d31ddadef707ba62c166051b9e3";
  out.label = "direction, horizon 1";
  out.mlpipe_version = "0.4.0";
  out.xgboost_version = "1.7.4";
  out.event = "up";
  out.options.replicates = 2000;
  return out;
}

inline void add_daily_parts(ValidationReport& out) {
  const bool two = out.baseline.has_value();
  const auto optional = [&](double value) { return two ? std::optional(value) : std::nullopt; };
  Timestamp from = out.window_from;
  for (int k = 0; k < 13; ++k) {
    const double wave = 0.004 * (k % 4) - 0.005;
    const Timestamp to = from + std::chrono::hours(24 * 7);
    out.folds.push_back({period_text(from, to), k == 12 ? 4U : 5U, 0.674 + wave,
                         optional(0.683 - wave / 2.0), 0.6, optional(0.6), 0.004 + wave,
                         optional(0.002)});
    from = to;
  }
  out.folds.back().candidate_return = std::nullopt;
  out.months = {
      {"2026-08", 7, 0.671, optional(0.684), 0.5714, optional(0.5714), 0.0112, optional(0.004)},
      {"2026-09", 21, 0.668, optional(0.679), 0.619, optional(0.5714), 0.0231, optional(0.0102)},
      {"2026-10", 22, 0.676, optional(0.683), 0.5909, optional(0.5455), 0.0142, optional(-0.0031)},
      {"2026-11", 14, 0.673, optional(0.681), 0.5714, optional(0.5714), 0.0043, optional(0.0061)}};
}

inline void add_daily_accounts(ValidationReport& out) {
  const bool two = out.baseline.has_value();
  auto curve = equity(64, 5);
  out.accounts.time = trading_days("2026-08-21T21:00:00Z", 64);
  out.accounts.candidate = curve.model;
  out.accounts.candidate_drawdown = curve.model_drawdown;
  out.accounts.benchmark = curve.benchmark;
  if (out.baseline) {
    const auto other = equity(64, 8);
    out.accounts.baseline = other.model;
    out.accounts.baseline_drawdown = other.model_drawdown;
  }
  out.trades = 17;
  out.conventions = {
      "Fill next_open, cost 7 bp of the traded fraction (5 commission, 1 half spread, 1 slippage)" +
          std::string(two ? ", for both models." : "."),
      "Candidate's positions: +1 if p >= 0.55, -1 if p <= 0.45, else 0.",
      "Bars a year: 252 (inferred: 252.16 bars a year)."};
}

inline void add_daily_metrics(ValidationReport& out) {
  const bool alone = !out.baseline;
  for (const Measured& m : {Measured{"n", 64, 64},
                            {"accuracy", 0.5938, 0.5625, 0.041},
                            {"balanced_accuracy", 0.588, 0.557, 0.043},
                            {"roc_auc", 0.612, 0.571, 0.035},
                            {"log_loss", 0.6724, 0.6815, 0.0034},
                            {"brier", 0.2399, 0.2442, 0.0017},
                            {"bars", 64, 64},
                            {"total_return", 0.0537, 0.0173, 0.029},
                            {"volatility", 0.1312, 0.1388, 0.011},
                            {"sharpe", 1.6214, 0.5493, 0.83},
                            {"max_drawdown", -0.0412, -0.0667},
                            {"psr", 0.792, 0.611, 0.21},
                            {"dsr", 0.31, 0.17},
                            {"beta", 0.41, 0.62},
                            {"turnover_annual", 48.3, 51.2},
                            {"trades", 17, 19},
                            {"hit_rate", 0.588, 0.526}}) {
    out.comparison.metrics.push_back(difference(m, alone));
  }
  out.comparison.metrics.insert(
      out.comparison.metrics.begin() + 8,
      undefined("cagr", "less than half a year of returns",
                alone ? "there is no production model" : "less than half a year of returns"));
  out.base_rate = {metrics::measured("log_loss", 0.6891), metrics::measured("accuracy", 0.5469),
                   metrics::measured("brier", 0.248)};
  out.buy_and_hold = {metrics::measured("total_return", 0.0291),
                      metrics::measured("sharpe", 0.7512),
                      metrics::measured("max_drawdown", -0.0713)};
}

}  // namespace sample
