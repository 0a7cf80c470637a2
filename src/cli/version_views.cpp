// SPDX-License-Identifier: MIT
#include "cli/version_views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "mlpipe/core/text.hpp"

namespace mlpipe::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kDigits = 4;

/// The value at a pointer, or null.
json at(const json& document, const char* pointer) {
  const json::json_pointer place(pointer);
  return document.contains(place) ? document.at(place) : json(nullptr);
}

std::string number_text(const json& value) {
  return value.is_number() ? fixed(value.get<double>(), kDigits) : "-";
}

std::string day_of(const std::string& time) {
  const auto parsed = from_iso8601(time);
  return parsed ? to_iso8601(*parsed).substr(0, 10) : "-";
}

constexpr const char* kLogLoss = "/metrics/forecast/log_loss";
constexpr const char* kAuc = "/metrics/forecast/roc_auc";
constexpr const char* kSharpe = "/metrics/returns/sharpe";

/// The scores that speak for a version, under the names of docs/metrics.md.
ordered_json scores_of(const json& metadata) {
  using Score = std::pair<const char*, const char*>;
  constexpr std::array<Score, 4> kScores = {{{"log_loss", kLogLoss},
                                             {"roc_auc", kAuc},
                                             {"rmse", "/metrics/forecast/rmse"},
                                             {"sharpe", kSharpe}}};
  ordered_json scores = ordered_json::object();
  for (const auto& [name, pointer] : kScores) {
    if (const json value = at(metadata, pointer); value.is_number()) {
      scores[name] = value.get<double>();
    }
  }
  return scores;
}

ordered_json entry_json(const registry::VersionEntry& entry) {
  return {{"version", entry.name},
          {"state", registry::to_string(entry.state)},
          {"staged", entry.staged},
          {"promoted_at", entry.promoted_at},
          {"created_at", entry.created_at},
          {"verdict", entry.verdict},
          {"model_sha256", entry.model_sha256},
          {"scores", scores_of(*entry.metadata)}};
}

std::string state_text(const registry::VersionEntry& entry) {
  return registry::to_string(entry.state) + (entry.staged ? ", staged" : "");
}

/// With a sign, and no more digits than a reader wants; --json has all.
std::string change_text(double change) {
  std::string text = change == std::floor(change) ? shortest(change) : fixed(change, kDigits);
  return (change > 0 ? "+" : "") + text;
}

}  // namespace

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

Outcome view_list(const std::vector<registry::VersionEntry>& entries, const std::string& staged) {
  std::vector<std::vector<std::string>> rows = {
      {"VERSION", "STATE", "PROMOTED", "LOG LOSS", "AUC", "SHARPE", "VERDICT", "BUMP"}};
  ordered_json list = ordered_json::array();
  bool staged_is_version = false;
  for (const auto& entry : entries) {
    const json& metadata = *entry.metadata;
    const json level = at(metadata, "/bump/level");
    rows.push_back({entry.name, state_text(entry), day_of(entry.promoted_at),
                    number_text(at(metadata, kLogLoss)), number_text(at(metadata, kAuc)),
                    number_text(at(metadata, kSharpe)), or_dash(entry.verdict),
                    level.is_string() ? level.get<std::string>() : "-"});
    list.push_back(entry_json(entry));
    staged_is_version = staged_is_version || entry.staged;
  }
  std::string text = entries.empty() ? "no version yet; `mlpipe version promote` makes the first\n"
                                     : text_table(rows);
  if (!staged.empty() && !staged_is_version) {
    text += "staged: " + staged + "\n";
  }
  return {ExitCode::kOk,
          text,
          {{"versions", list},
           {"staged", staged.empty() ? ordered_json(nullptr) : ordered_json(staged)}}};
}

Outcome view_version(const registry::VersionEntry& entry) {
  const json& metadata = *entry.metadata;
  const auto text_at = [&](const char* pointer) {
    const json value = at(metadata, pointer);
    return value.is_string() ? value.get<std::string>() : value.is_null() ? "-" : value.dump();
  };
  const json reasons = at(metadata, "/bump/reasons");
  std::vector<std::string> why_number;
  for (const auto& reason : reasons.is_array() ? reasons : json::array()) {
    why_number.push_back(reason.is_string() ? reason.get<std::string>() : reason.dump());
  }
  const json parent = at(metadata, "/parent_version");
  std::vector<std::vector<std::string>> rows = {
      {"version", entry.name},
      {"state", state_text(entry)},
      {"promoted", or_dash(entry.promoted_at)},
      {"verdict", or_dash(entry.verdict)},
      {"replaced", parent.is_string() ? "v" + parent.get<std::string>() : "-"},
      {"bump", text_at("/bump/level") + ": " + join(why_number, "; ")},
      {"candidate", text_at("/candidate")},
      {"trained", or_dash(entry.created_at)},
      {"trained on", text_at("/train_from") + " to " + text_at("/train_to") + ", " +
                         text_at("/train_rows") + " rows"},
      {"data", text_at("/data/source") + " sha256 " + text_at("/data/sha256")},
      {"label", text_at("/recipe/label_kind")},
      {"rounds", text_at("/recipe/rounds")},
      {"seed", text_at("/recipe/seed")},
  };
  const ordered_json scores = scores_of(metadata);
  for (const auto& [name, value] : scores.items()) {
    rows.push_back({name, fixed(value.get<double>(), kDigits) + " (walk-forward)"});
  }
  rows.push_back({"model", text_at("/model/bytes") + " bytes, sha256 " + entry.model_sha256});
  rows.push_back({"made by", "mlpipe " + text_at("/mlpipe_version") + ", XGBoost " +
                                 text_at("/xgboost_version") + ", commit " +
                                 text_at("/git_commit")});
  ordered_json result = entry_json(entry);
  result["metadata"] = metadata;
  return {ExitCode::kOk, text_table(rows), result};
}

Outcome view_diff(const std::string& a, const std::string& b,
                  const std::vector<registry::Difference>& differences) {
  constexpr std::size_t kLongest = 24;
  const auto shorten = [](const std::optional<std::string>& text) {
    return !text ? "-" : text->size() <= kLongest ? *text : text->substr(0, kLongest - 3) + "...";
  };
  std::vector<std::vector<std::string>> rows = {{"", "", a, b, "CHANGE"}};
  ordered_json list = ordered_json::array();
  for (const auto& difference : differences) {
    const auto text_or_null = [](const std::optional<std::string>& text) {
      return text ? ordered_json(*text) : ordered_json(nullptr);
    };
    rows.push_back({registry::to_string(difference.group), difference.name, shorten(difference.a),
                    shorten(difference.b),
                    difference.change ? change_text(*difference.change) : ""});
    list.push_back(
        {{"group", registry::to_string(difference.group)},
         {"name", difference.name},
         {"a", text_or_null(difference.a)},
         {"b", text_or_null(difference.b)},
         {"change", difference.change ? ordered_json(*difference.change) : ordered_json(nullptr)}});
  }
  return {ExitCode::kOk,
          list.empty() ? a + " and " + b + " do not differ in recipe, data or metrics\n"
                       : text_table(rows),
          {{"a", a}, {"b", b}, {"differences", list}}};
}

Outcome view_verify(const std::vector<registry::VerifyOutcome>& outcomes) {
  std::string text;
  ordered_json list = ordered_json::array();
  bool all_well = true;
  for (const auto& outcome : outcomes) {
    const bool well = outcome.problems.empty();
    text += outcome.subject + (well ? "  ok\n" : "  DAMAGED\n");
    for (const auto& problem : outcome.problems) {
      text += "    " + problem + "\n";
    }
    all_well = all_well && well;
    list.push_back({{"subject", outcome.subject}, {"ok", well}, {"problems", outcome.problems}});
  }
  return {all_well ? ExitCode::kOk : ExitCode::kIntegrity, text, {{"checks", list}}};
}

}  // namespace mlpipe::cli
