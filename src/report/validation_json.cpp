// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/report/validation_report.hpp"

namespace mlpipe::report {
namespace {

using json = nlohmann::ordered_json;

json number_or_null(const std::optional<double>& value) {
  return value ? json(*value) : json(nullptr);
}

json time_or_null(const std::optional<Timestamp>& time) {
  return time ? json(to_iso8601(*time)) : json(nullptr);
}

json values_json(const std::vector<metrics::MetricValue>& values) {
  json out = json::object();
  for (const auto& value : values) {
    out[value.name] = number_or_null(value.value);
  }
  return out;
}

json model_json(const JudgedModel& model) {
  return {{"name", model.name},
          {"model_sha256", model.model_sha256},
          {"recipe_sha256", model.recipe_sha256},
          {"train_from", time_or_null(model.train_from)},
          {"train_to", time_or_null(model.train_to)},
          {"last_label_end", time_or_null(model.last_label_end)},
          {"trials", model.trials},
          {"rounds", model.rounds},
          {"features", model.features},
          {"forecasts", model.forecasts},
          {"stored", values_json(model.stored)}};
}

json check_json(const gate::Check& check) {
  return {{"group", check.group},
          {"name", check.name},
          {"title", check.title},
          {"value", number_or_null(check.value)},
          {"bound", check.bound},
          {"result", gate::to_string(check.result)},
          {"explanation", check.explanation}};
}

json metric_json(const gate::MetricDifference& item) {
  json out{{"name", item.name},
           {"candidate", number_or_null(item.candidate.value)},
           {"baseline", number_or_null(item.baseline.value)},
           {"change", number_or_null(item.difference)},
           {"improvement_percent", number_or_null(item.improvement)},
           {"low", number_or_null(item.low)},
           {"high", number_or_null(item.high)},
           {"deviation", number_or_null(item.deviation)},
           {"p_better", number_or_null(item.p_better)},
           {"p_worse", number_or_null(item.p_worse)}};
  if (!item.candidate.value) {
    out["candidate_undefined"] = item.candidate.reason;
  }
  if (!item.baseline.value) {
    out["baseline_undefined"] = item.baseline.reason;
  }
  return out;
}

json paired_json(const std::optional<stats::PairedTest>& test) {
  if (!test) {
    return nullptr;
  }
  return {{"statistic", test->statistic},
          {"p_better", test->p_better},
          {"p_worse", test->p_worse},
          {"n", test->n}};
}

json loss_json(const gate::LossTest& test) {
  json out{{"metric", test.metric},
           {"mean_difference", test.mean_difference},
           {"deviation", test.deviation},
           {"p_better", test.p_better},
           {"p_worse", test.p_worse},
           {"diebold_mariano", paired_json(test.diebold_mariano)},
           {"cosine", paired_json(test.cosine)},
           {"mean_block", test.block},
           {"bootstrap", nullptr}};
  if (test.bootstrap) {
    out["bootstrap"] = {{"low", test.bootstrap->low},
                        {"high", test.bootstrap->high},
                        {"p_better", test.bootstrap->p_better},
                        {"p_worse", test.bootstrap->p_worse}};
  }
  return out;
}

json tests_json(const gate::Comparison& comparison) {
  return {{"primary", loss_json(comparison.primary)},
          {"brier", comparison.brier ? loss_json(*comparison.brier) : json(nullptr)},
          {"mcnemar", paired_json(comparison.mcnemar)},
          {"only_candidate_right", comparison.only_candidate},
          {"only_baseline_right", comparison.only_baseline},
          {"jobson_korkie_memmel", paired_json(comparison.jobson_korkie_memmel)},
          {"ledoit_wolf", paired_json(comparison.ledoit_wolf)},
          {"mean_block_returns", comparison.return_block}};
}

json parts_json(const std::vector<JudgedPart>& parts) {
  json out = json::array();
  for (const auto& part : parts) {
    out.push_back({{"label", part.label},
                   {"rows", part.rows},
                   {"candidate",
                    {{"loss", number_or_null(part.candidate_loss)},
                     {"accuracy", number_or_null(part.candidate_accuracy)},
                     {"return", number_or_null(part.candidate_return)}}},
                   {"baseline",
                    {{"loss", number_or_null(part.baseline_loss)},
                     {"accuracy", number_or_null(part.baseline_accuracy)},
                     {"return", number_or_null(part.baseline_return)}}}});
  }
  return out;
}

json detectable_json(const std::vector<Detectable>& list) {
  json out = json::array();
  for (const auto& found : list) {
    out.push_back({{"metric", found.metric},
                   {"least_difference", found.effect},
                   {"alpha", found.alpha},
                   {"power", found.power},
                   {"margin", number_or_null(found.margin)},
                   {"power_at_margin", number_or_null(found.power_at_margin)}});
  }
  return out;
}

json accounts_json(const JudgedAccounts& accounts) {
  json time = json::array();
  for (const auto& at : accounts.time) {
    time.push_back(to_iso8601(at));
  }
  return {{"time", time},
          {"candidate", accounts.candidate},
          {"baseline", accounts.baseline},
          {"buy_and_hold", accounts.benchmark}};
}

}  // namespace

std::string validation_json(const ValidationReport& report) {
  json checks = json::array();
  for (const auto& check : report.checks) {
    checks.push_back(check_json(check));
  }
  json metrics = json::array();
  for (const auto& item : report.comparison.metrics) {
    metrics.push_back(metric_json(item));
  }
  const json out{
      {"schema", kValidationSchema},
      {"verdict", gate::to_string(report.verdict)},
      {"headline", headline(report)},
      {"candidate", model_json(report.candidate)},
      {"baseline", report.baseline ? model_json(*report.baseline) : json(nullptr)},
      {"policy", report.policy},
      {"look", report.look},
      {"level", report.level},
      {"window", {{"after", to_iso8601(report.window_from)}, {"to", to_iso8601(report.window_to)}}},
      {"bars", report.moments},
      {"scored_forecasts", report.predictions},
      {"closed_trades", report.trades},
      {"data", {{"source", report.data_source}, {"sha256", report.data_sha256}}},
      {"label", report.label},
      {"seed", report.seed},
      {"validation", gate::write_gate_options(report.options)},
      {"checks", checks},
      {"metrics", metrics},
      {"tests", tests_json(report.comparison)},
      {"base_rate", values_json(report.base_rate)},
      {"buy_and_hold", values_json(report.buy_and_hold)},
      {"detectable", detectable_json(report.detectable)},
      {"folds", parts_json(report.folds)},
      {"months", parts_json(report.months)},
      {"symbols", parts_json(report.symbols)},
      {"accounts", accounts_json(report.accounts)},
      {"no_returns_reason", report.no_returns_reason},
      {"warnings", report.warnings},
      {"mlpipe_version", report.mlpipe_version},
      {"xgboost_version", report.xgboost_version}};
  return to_json_file(out);
}

}  // namespace mlpipe::report
