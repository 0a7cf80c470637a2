// SPDX-License-Identifier: MIT
#include <cmath>

#include <nlohmann/json.hpp>

#include "study_sections.hpp"

namespace mlpipe::report {
namespace {

using json = nlohmann::ordered_json;

json number_or_null(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

json quantity_json(const Quantity& quantity) {
  return quantity.defined() ? json(*quantity.value) : json(nullptr);
}

/// Number, or null and beside it why.
void put(json& out, const std::string& key, const Quantity& quantity) {
  out[key] = quantity_json(quantity);
  if (!quantity.defined()) {
    out[key + "_undefined"] = quantity.reason;
  }
}

json value_json(const optimize::Value& value) {
  return std::visit(
      [](const auto& held) -> json {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return nullptr;
        } else if constexpr (std::is_same_v<Held, double>) {
          return number_or_null(held);
        } else {
          return held;
        }
      },
      value);
}

json candidate_json(const StudyCandidate& candidate) {
  json params = json::object();
  for (const auto& [name, value] : candidate.params) {
    params[name] = value_json(value);
  }
  json folds = json::array();
  for (const auto& score : candidate.fold_scores) {
    folds.push_back(quantity_json(score));
  }
  json out{{"name", candidate.name},
           {"trial", candidate.trial ? json(*candidate.trial) : json(nullptr)},
           {"params", params}};
  put(out, "search_score", candidate.search_score);
  put(out, "final_score", candidate.final_score);
  out["fold_scores"] = folds;
  return out;
}

json identity_json(const StudyIdentity& id) {
  return {{"study", id.study},
          {"storage", id.storage},
          {"created", id.created ? json(to_iso8601(*id.created)) : json(nullptr)},
          {"reported", to_iso8601(id.now)},
          {"data", {{"source", id.data_source}, {"sha256", id.data_sha256}}},
          {"label", id.label},
          {"folds", id.folds},
          {"execution", id.execution},
          {"sampler", id.sampler},
          {"pruner", id.pruner},
          {"seed", id.seed},
          {"workers", id.workers},
          {"batch", id.batch},
          {"wall_seconds", number_or_null(id.wall_seconds)},
          {"mlpipe_version", id.mlpipe_version},
          {"xgboost_version", id.xgboost_version},
          {"git_commit", id.git_commit}};
}

json honesty_json(const StudyHonesty& honesty) {
  json out{{"trials", number_or_null(honesty.trials)}};
  put(out, "sharpe", honesty.sharpe);
  put(out, "sharpe_annual", honesty.sharpe_annual);
  put(out, "expected_best", honesty.expected);
  put(out, "expected_best_annual", honesty.expected_annual);
  put(out, "deflated_sharpe", honesty.deflated);
  out["deflated_sharpe_verdict"] = deflated_verdict(honesty);
  put(out, "overfitting", honesty.overfitting);
  out["overfitting_verdict"] = overfitting_verdict(honesty);
  put(out, "loss", honesty.loss);
  out["splits"] = honesty.splits;
  return out;
}

const char* name_of(Finding finding) {
  switch (finding) {
    case Finding::kNothing:
      return "nothing";
    case Finding::kNoGain:
      return "no_gain";
    case Finding::kOpen:
      return "open";
    case Finding::kConfirmed:
      return "confirmed";
    case Finding::kDenied:
      break;
  }
  return "denied";
}

json trials_json(const StudyReport& report) {
  const auto counts = counts_of(report);
  return {{"complete", counts.complete},
          {"pruned", counts.pruned},
          {"failed", counts.failed},
          {"running", counts.running},
          {"waiting", counts.waiting},
          {"duplicates", report.duplicates},
          {"in_this_run", report.trials_in_this_run}};
}

json final_json(const StudyReport& report) {
  if (!report.final_window) {
    return nullptr;
  }
  return {{"after", to_iso8601(report.final_window->from)},
          {"to", to_iso8601(report.final_window->to)},
          {"rows", report.final_window->rows}};
}

json importances_json(const StudyReport& report) {
  json out = json::object();
  for (const auto& item : report.importances) {
    out[item.name] = number_or_null(item.share);
  }
  return out;
}

}  // namespace

json study_json(const StudyReport& report) {
  json rivals = json::array();
  for (const auto& rival : report.rivals) {
    rivals.push_back(candidate_json(rival));
  }
  return {
      {"schema", kStudySchema},
      {"headline", headline(report)},
      {"finding", name_of(read_study(report))},
      {"identity", identity_json(report.identity)},
      {"metric", report.metric},
      {"direction", report.direction == optimize::Direction::kMinimize ? "minimize" : "maximize"},
      {"constraints", report.constraints},
      {"space", optimize::write_search_space(report.space)},
      {"trials", trials_json(report)},
      {"best", report.best ? candidate_json(*report.best) : json(nullptr)},
      {"rivals", rivals},
      {"final_window", final_json(report)},
      {"no_final_reason", report.no_final_reason},
      {"best_file", report.best_file},
      {"honesty", honesty_json(report.honesty)},
      {"importances", importances_json(report)},
      {"warnings", report.warnings}};
}

}  // namespace mlpipe::report
