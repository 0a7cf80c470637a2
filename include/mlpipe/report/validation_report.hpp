// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/gate/check.hpp"
#include "mlpipe/gate/comparison.hpp"
#include "mlpipe/gate/options.hpp"
#include "mlpipe/metrics/metric.hpp"
#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

/// Schema of the JSON form; rises when a key changes its meaning or goes.
inline constexpr int kValidationSchema = 1;

/// One of the models compared.
struct JudgedModel {
  std::string name;  ///< "v1.2.0", or the candidate's
  std::string model_sha256;
  std::string recipe_sha256;  ///< empty: it has no recipe
  std::optional<Timestamp> train_from, train_to, last_label_end;
  std::int64_t trials = 1;
  int rounds = 0;
  std::uint64_t features = 0;
  std::string forecasts;  ///< where its forecasts on the window come from, a sentence
  std::vector<metrics::MetricValue> stored;  ///< scores of its own training, other bars
};

/// A part of the window, both models side by side. The baseline's values are empty without one.
struct JudgedPart {
  std::string label;  ///< "2018-10", "AAPL"
  std::uint64_t rows = 0;
  std::optional<double> candidate_loss, baseline_loss;
  std::optional<double> candidate_accuracy, baseline_accuracy;
  std::optional<double> candidate_return, baseline_return;
};

/// Accounts after costs on the same bars.
struct JudgedAccounts {
  std::vector<Timestamp> time;
  std::vector<double> candidate, baseline, benchmark;  ///< growth of 1
  std::vector<double> candidate_drawdown, baseline_drawdown;
};

/// What this window could have found.
struct Detectable {
  std::string metric;
  double effect = 0.0;  ///< least true difference that is found with `power`
  double alpha = 0.05;  ///< one-sided
  double power = 0.8;
  std::optional<double> margin;  ///< configured
  std::optional<double> power_at_margin;
};

/// Everything that `mlpipe validate` found out. No clock, path or thread count: equal inputs give
/// equal reports.
struct ValidationReport {
  gate::Verdict verdict = gate::Verdict::kInconclusive;
  JudgedModel candidate;
  std::optional<JudgedModel> baseline;
  std::string policy;
  std::string policy_reason;
  std::size_t look = 1;
  double level = 0.1;
  gate::GateOptions options;
  Timestamp window_from{}, window_to{};
  std::uint64_t moments = 0, predictions = 0, trades = 0;
  std::uint64_t seed = 42;
  std::string data_source, data_sha256, label, mlpipe_version, xgboost_version;
  std::vector<gate::Check> checks;
  gate::Comparison comparison;
  std::vector<metrics::MetricValue> base_rate, buy_and_hold;
  std::vector<Detectable> detectable;
  std::string loss;  ///< metric of the parts' losses: "log_loss" or "rmse"
  std::vector<JudgedPart> folds, months, symbols;
  JudgedAccounts accounts;
  std::vector<CalibrationBin> candidate_calibration, baseline_calibration;
  std::string event;  ///< of the probability: "up"
  std::string no_returns_reason;
  std::vector<std::string> conventions, warnings;
};

/// The verdict and why, one sentence.
[[nodiscard]] std::string headline(const ValidationReport& report);

/// The deciding numbers for a terminal, a line each.
[[nodiscard]] std::string summary(const ValidationReport& report);

/// Verdict first, then checks, comparison, pictures, parts, identity.
[[nodiscard]] Document make_validation_report(const ValidationReport& report);

/// The same for machines, full precision.
[[nodiscard]] std::string validation_json(const ValidationReport& report);

}  // namespace mlpipe::report
