// SPDX-License-Identifier: MIT
#include "commands/drift_performance.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::size_t kFewest = 20;

std::optional<double> stored_score(const nlohmann::json& metadata, const char* name) {
  const auto value = metadata.value(
      nlohmann::json::json_pointer("/metrics/forecast/" + std::string(name)), nlohmann::json());
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

/// @param error  standard error of the log loss now
std::string verdict_of(const report::DriftPerformance& scores, double error) {
  if (!scores.log_loss_before) {
    return "";
  }
  const double change = *scores.log_loss_now - *scores.log_loss_before;
  return std::string(change > 0.0 ? "Worse" : "Not worse") + " than in the walk-forward by " +
         fixed(std::fabs(change), 4) + " nats a row; the standard error of " +
         grouped(scores.rows) + " independent rows is " + fixed(error, 4) + ".";
}

}  // namespace

std::optional<report::DriftPerformance> drift_performance(const DriftModel& model,
                                                          const ScoringData& data,
                                                          const PredictionColumn& predictions,
                                                          data::RowRange rows) {
  const auto& set = data.dataset;
  if (model.recipe.classes.size() != 2 || !data.no_labels.empty() || set.label.empty()) {
    return std::nullopt;
  }
  std::vector<double> p, y, losses;
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    if (set.time[row] > model.recipe.train_to && set.is_scored(row)) {
      p.push_back(predictions.values[row]);
      y.push_back(static_cast<double>(set.label[row]));
      losses.push_back(metrics::log_loss(std::span(p).last(1), std::span(y).last(1)));
    }
  }
  if (p.size() < kFewest) {
    return std::nullopt;
  }
  report::DriftPerformance out;
  out.rows = p.size();
  out.log_loss_now = metrics::log_loss(p, y);
  out.roc_auc_now = metrics::rank_scores(p, y).roc_auc;
  out.log_loss_before = stored_score(*model.found.metadata, "log_loss");
  out.roc_auc_before = stored_score(*model.found.metadata, "roc_auc");
  const double deviation = stats::moments(losses).deviation.value_or(0.0);
  out.verdict = verdict_of(out, deviation / std::sqrt(static_cast<double>(out.rows)));
  return out;
}

}  // namespace mlpipe::commands
