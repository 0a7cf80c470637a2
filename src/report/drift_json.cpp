// SPDX-License-Identifier: MIT
#include "mlpipe/core/json_reader.hpp"

#include "drift_column_json.hpp"
#include "drift_sections.hpp"
#include "json_members.hpp"

namespace mlpipe::report {
namespace {

using json = nlohmann::ordered_json;

json faults_json(const std::vector<DriftFault>& faults) {
  json out = json::array();
  for (const auto& fault : faults) {
    out.push_back({{"kind", to_string(fault.kind)},
                   {"column", fault.column},
                   {"sentence", fault.sentence},
                   {"fails", fault.fails}});
  }
  return out;
}

json windows_json(const std::vector<DriftWindow>& windows) {
  json out = json::array();
  for (const auto& window : windows) {
    json worst = json::array();
    for (const auto& [name, psi] : window.worst) {
      worst.push_back({{"feature", name}, {"psi_adjusted", number(psi)}});
    }
    out.push_back({{"first", to_iso8601(window.first)},
                   {"last", to_iso8601(window.last)},
                   {"rows", window.rows},
                   {"verdict", drift::to_string(window.verdict)},
                   {"worst", std::move(worst)}});
  }
  return out;
}

json performance_json(const std::optional<DriftPerformance>& performance) {
  if (!performance) {
    return nullptr;
  }
  return {{"rows", performance->rows},
          {"log_loss",
           {{"before", number(performance->log_loss_before)},
            {"now", number(performance->log_loss_now)}}},
          {"roc_auc",
           {{"before", number(performance->roc_auc_before)},
            {"now", number(performance->roc_auc_now)}}},
          {"verdict", performance->verdict}};
}

json reference_json(const drift::ReferenceProfile* reference, std::uint64_t rows) {
  if (reference == nullptr) {
    return nullptr;
  }
  return {{"rows", rows},
          {"first", time_or_null(reference->first)},
          {"last", time_or_null(reference->last)},
          {"spacing_microseconds", reference->spacing.count()},
          {"data_sha256", reference->data_sha256},
          {"model_sha256", reference->model_sha256}};
}

json options_json(const DriftReport& report) {
  return {{"rule", drift::to_string(report.options.rule)},
          {"warning", report.options.warning},
          {"critical", report.options.critical},
          {"warning_q", report.options.warning_q},
          {"critical_q", report.options.critical_q},
          {"smallest_sample", report.options.smallest_sample},
          {"fail_on", drift::to_string(report.fail_on)}};
}

json counts_json(const DriftReport& report) {
  const auto counts = verdict_counts(report);
  return {{"features", report.features.size()},
          {"critical", counts.critical},
          {"warning", counts.warning},
          {"ok", counts.ok},
          {"cannot_tell", counts.cannot_tell}};
}

}  // namespace

std::string drift_report_json(const DriftReport& report) {
  json features = json::array();
  features.get_ref<json::array_t&>().reserve(report.features.size());
  for (const auto& column : report.features) {
    features.push_back(column_json(report, column));
  }
  const auto outcome = [&](const std::optional<DriftColumn>& column) {
    return column ? column_json(report, *column) : json(nullptr);
  };
  const json out{{"schema_version", kDriftSchema},
                 {"verdict", drift::to_string(report.verdict)},
                 {"headline", drift_headline(report)},
                 {"exit_status", report.exit_status},
                 {"counts", counts_json(report)},
                 {"made_at", to_iso8601(report.made_at)},
                 {"next_check", report.next_check},
                 {"model", {{"name", report.model}, {"sha256", report.model_sha256}}},
                 {"current",
                  {{"source", report.source},
                   {"sha256", report.source_sha256},
                   {"rows", report.rows},
                   {"first", time_or_null(report.first)},
                   {"last", time_or_null(report.last)}}},
                 {"reference", reference_json(report.reference, reference_rows(report))},
                 {"options", options_json(report)},
                 {"retraining",
                  {{"wanted", report.retraining.wanted}, {"reasons", report.retraining.reasons}}},
                 {"changes", report.changes},
                 {"overdue", report.overdue},
                 {"faults", faults_json(report.faults)},
                 {"prediction", outcome(report.prediction)},
                 {"target", outcome(report.target)},
                 {"performance", performance_json(report.performance)},
                 {"features", std::move(features)},
                 {"windows", windows_json(report.windows)},
                 {"mlpipe_version", report.mlpipe_version}};
  return to_json_file(out);
}

}  // namespace mlpipe::report
