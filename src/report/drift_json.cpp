// SPDX-License-Identifier: MIT
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"

#include "drift_sections.hpp"

namespace mlpipe::report {
namespace {

using json = nlohmann::ordered_json;

json number(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

json number(const std::optional<double>& value) {
  return value ? number(*value) : json(nullptr);
}

json numbers(const std::vector<double>& values) {
  json out = json::array();
  for (const double value : values) {
    out.push_back(number(value));
  }
  return out;
}

json time_or_null(const std::optional<Timestamp>& time) {
  return time ? json(to_iso8601(*time)) : json(nullptr);
}

json moments_json(const drift::SampleMoments& moments) {
  if (moments.n == 0) {
    return nullptr;
  }
  json quantiles = json::array();
  for (std::size_t i = 0; i < moments.quantiles.size(); ++i) {
    quantiles.push_back({drift::kMomentLevels[i], number(moments.quantiles[i])});
  }
  return {{"finite_rows", moments.n},
          {"mean", number(moments.mean)},
          {"deviation", number(moments.deviation)},
          {"skewness", number(moments.skewness)},
          {"min", number(moments.min)},
          {"max", number(moments.max)},
          {"quantiles", std::move(quantiles)}};
}

json side_json(const drift::BinCounts& counts, const drift::SampleMoments& moments) {
  return {{"rows", counts.rows},         {"missing", counts.missing},
          {"infinite", counts.infinite}, {"below_range", counts.below},
          {"above_range", counts.above}, {"moments", moments_json(moments)}};
}

/// "decile_edges", "values" or "categories": what the bins are made of.
json bins_json(const DriftColumn& column) {
  const auto& counts = column.check.counts;
  json out = json::object();
  out["kind"] = "unknown";
  if (column.profile != nullptr) {
    const auto& plan = column.profile->plan;
    switch (plan.mode) {
      case drift::BinMode::kNone:
        out["kind"] = "none";
        break;
      case drift::BinMode::kValues:
        out = {{"kind", "values"}, {"values", numbers(plan.points)}};
        break;
      case drift::BinMode::kQuantiles:
        out = {{"kind", "quantiles"}, {"edges", numbers(plan.points)}};
        break;
      case drift::BinMode::kCategories:
        out = {{"kind", "categories"}, {"categories", plan.categories}};
        break;
    }
    out["last_is_missing"] = counts.reference.size() > plan.size();
  }
  out["names"] = bin_names(column);
  out["reference"] = counts.reference;
  out["current"] = counts.current;
  out["n"] = counts.reference_rows();
  out["m"] = counts.current_rows();
  out["psi_terms"] = numbers(column.check.psi_terms);
  return out;
}

json long_run_json(const drift::LongRunTest& test) {
  return {{"corrected", test.corrected},         {"statistic", number(test.statistic)},
          {"scale", number(test.scale)},         {"freedom", number(test.freedom)},
          {"freedom2", number(test.freedom2)},   {"p_chi_square", number(test.p_chi_square)},
          {"inflation", number(test.inflation)}, {"effective_rows", number(test.effective_rows)}};
}

/// By the name that the settings give each test.
json printed_json(const DriftReport& report, const drift::FeatureCheck& check) {
  json out = json::object();
  const bool is_number = check.kind == drift::FeatureKind::kNumeric;
  for (const auto test : is_number ? report.numeric_tests : report.categorical_tests) {
    const auto result = drift::result_of(check, test);
    out[drift::to_string(test)] = {{"value", number(result.value)}, {"p", number(result.p)}};
  }
  return out;
}

json tests_json(const drift::FeatureCheck& check) {
  json missing = nullptr;
  if (check.missing) {
    missing = {{"z", number(check.missing->z)}, {"p", number(check.missing->p)}};
  }
  json evidently = nullptr;
  if (check.evidently) {
    evidently = {{"method", drift::evidently_name(check.evidently->method)},
                 {"score", number(check.evidently->score)},
                 {"threshold", number(check.evidently->threshold)},
                 {"drifted", check.evidently->drifted}};
  }
  return {{"long_run", long_run_json(check.test)},
          {"chi_square",
           {{"statistic", number(check.independent.statistic)},
            {"freedom", check.independent.freedom},
            {"p", number(check.independent.p)}}},
          {"js_distance", number(check.js_distance)},
          {"ks", number(check.ks)},
          {"ks_p", number(check.ks_p)},
          {"wasserstein_by_deviation", number(check.wasserstein_by_deviation)},
          {"missing_share", std::move(missing)},
          {"evidently", std::move(evidently)}};
}

/// All of PSI and what was made of it.
json psi_json(const drift::FeatureCheck& check) {
  return {{"psi", number(check.psi)},
          {"psi_half", number(check.psi_half)},
          {"psi_noise", number(check.psi_noise)},
          {"psi_adjusted", number(check.psi_adjusted)},
          {"p", number(check.p)},
          {"q", number(check.q)},
          {"between_models", number(check.between_models)},
          {"inside_reference",
           {{"window_rows", check.inside_length},
            {"highest", number(check.inside_reference.highest)},
            {"p99", number(check.inside_reference.p99)}}}};
}

json column_json(const DriftReport& report, const DriftColumn& column) {
  const auto& check = column.check;
  json out{{"name", check.name},
           {"kind", check.kind == drift::FeatureKind::kNumeric ? "numeric" : "categorical"},
           {"gain", number(check.gain)},
           {"importance_rank", or_null(importance_rank(report, column))},
           {"verdict", drift::to_string(check.verdict)},
           {"rows_needed", or_null(check.rows_needed)},
           {"compared", check.counts.usable()}};
  out.update(psi_json(check));
  out["bins"] = bins_json(column);
  out["tests"] = tests_json(check);
  out["tests_asked_for"] = printed_json(report, check);
  out["missing_before"] = number(check.missing_before);
  out["missing_now"] = number(check.missing_now);
  out["unseen_now"] = number(check.unseen_now);
  out["out_of_range"] = number(check.out_of_range);
  out["new_categories"] = check.new_categories;
  out["directions"] = check.directions;
  out["unit_factor"] = number(check.unit_factor);
  out["swapped_with"] = or_null(check.swapped_with);
  out["reference"] = column.profile == nullptr
                         ? json(nullptr)
                         : side_json(column.profile->counts, column.profile->moments);
  out["current"] = side_json(column.current.counts, column.current.moments);
  out["since"] = time_or_null(column.since);
  out["psi_history"] = numbers(column.history);
  return out;
}

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
