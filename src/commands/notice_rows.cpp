// SPDX-License-Identifier: MIT
#include "commands/notice_rows.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/core/text.hpp"
#include "mlpipe/metrics/metric.hpp"
#include "mlpipe/report/metric_format.hpp"

#include "commands/step_results.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using notify::FeatureRow;
using notify::MetricRow;

constexpr std::array<std::string_view, 8> kKeys{
    "log_loss", "rmse", "roc_auc", "accuracy", "ic", "total_return", "sharpe", "max_drawdown"};

/// A document may come from another version, with metrics that this one does not know.
bool is_known(const std::string& name) {
  const auto metrics = metrics::all_metrics();
  return std::any_of(metrics.begin(), metrics.end(),
                     [&](const metrics::Metric& metric) { return metric.name == name; });
}

std::string title_of(const std::string& name) {
  return is_known(name) ? report::metric_title(name) : name;
}
std::string value_text(const std::string& name, std::optional<double> value) {
  return is_known(name) ? report::metric_text(name, value) : value ? shortest(*value) : "n/a";
}
std::string change_of(const std::string& name, std::optional<double> change) {
  if (!change) {
    return "";
  }
  return is_known(name) ? report::change_text(name, change) : shortest(*change);
}

/// The checks that are about a metric: "floor.sharpe" is about "sharpe", and "veto.loss" about the
/// one that the tests are made on. A failure goes before all that pass.
std::string gate_of(const json& judgement, const std::string& metric) {
  const std::string primary = text_at(judgement, "/tests/primary/metric");
  std::string out;
  for (const auto& check : list_at(judgement, "/checks")) {
    const std::string name = text_at(check, "/name");
    const std::string about = name.substr(std::min(name.find('.'), name.size() - 1) + 1);
    const bool of_loss = metric == primary && (name == "veto.loss" || name == "superiority");
    const std::string result = text_at(check, "/result");
    if ((about == metric || of_loss) && result != "not needed") {
      out = out == "fail" ? out : result;
    }
  }
  return out;
}

bool is_shown(const std::string& name, const std::string& gate) {
  return !gate.empty() || std::find(kKeys.begin(), kKeys.end(), name) != kKeys.end();
}

int badness(const std::string& verdict) {
  return verdict == "critical" ? 2 : verdict == "warning" ? 1 : 0;
}

FeatureRow feature_row(const json& column) {
  FeatureRow row;
  row.feature = text_at(column, "/name");
  row.verdict = text_at(column, "/verdict");
  row.psi_value = number_at(column, "/psi_adjusted");
  row.psi = row.psi_value ? fixed(*row.psi_value, 3) : "";
  row.direction = join(texts_at(column, "/directions"), ", ");
  return row;
}

}  // namespace

std::vector<MetricRow> validation_rows(const json& validate) {
  const json::json_pointer at("/judgement");
  if (!validate.contains(at) || !validate.at(at).is_object()) {
    return {};
  }
  const json& judgement = validate.at(at);
  std::vector<MetricRow> rows;
  for (const auto& item : list_at(judgement, "/metrics")) {
    MetricRow row;
    row.name = text_at(item, "/name");
    row.gate = gate_of(judgement, row.name);
    row.candidate_value = number_at(item, "/candidate");
    if (!is_shown(row.name, row.gate) || !row.candidate_value) {
      continue;
    }
    row.title = title_of(row.name);
    row.production_value = number_at(item, "/baseline");
    row.production = row.production_value ? value_text(row.name, row.production_value) : "";
    row.candidate = value_text(row.name, row.candidate_value);
    row.change = change_of(row.name, number_at(item, "/change"));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<MetricRow> training_rows(const json& train) {
  std::vector<MetricRow> rows;
  const json::json_pointer at("/scores");
  if (!train.contains(at) || !train.at(at).is_object()) {
    return rows;
  }
  for (const auto& [name, value] : train.at(at).items()) {
    if (is_shown(name, "") && value.is_number()) {
      MetricRow row;
      row.name = name;
      row.title = title_of(name);
      row.candidate_value = value.get<double>();
      row.candidate = value_text(name, row.candidate_value);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<FeatureRow> drift_rows(const json& drift, std::size_t most) {
  std::vector<FeatureRow> rows;
  for (const auto& column : list_at(drift, "/check/features")) {
    if (badness(text_at(column, "/verdict")) > 0) {
      rows.push_back(feature_row(column));
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const FeatureRow& a, const FeatureRow& b) {
    const int first = badness(a.verdict);
    const int second = badness(b.verdict);
    return first != second ? first > second : a.psi_value.value_or(0) > b.psi_value.value_or(0);
  });
  rows.resize(std::min(rows.size(), most));
  const json::json_pointer prediction("/check/prediction");
  if (drift.contains(prediction) && badness(text_at(drift.at(prediction), "/verdict")) > 0) {
    rows.insert(rows.begin(), feature_row(drift.at(prediction)));
  }
  return rows;
}

}  // namespace mlpipe::commands
