// SPDX-License-Identifier: MIT
#include "mlpipe/registry/metadata_diff.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "mlpipe/core/text.hpp"

#include "registry/json_changes.hpp"
#include "registry/metadata_view.hpp"

namespace mlpipe::registry {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

constexpr std::array<const char*, 3> kGroupNames = {"recipe", "data", "metrics"};

/// A part of the metadata in the order of the diff.
struct Part {
  DiffGroup group;
  const char* pointer;
  const char* name;  ///< put before what is inside; empty: what is inside speaks for itself
};

constexpr std::array kParts = {
    Part{DiffGroup::kRecipe, "/recipe/features", "features"},
    Part{DiffGroup::kRecipe, "/recipe/config", ""},
    Part{DiffGroup::kRecipe, "/recipe", ""},
    Part{DiffGroup::kRecipe, "/format_version", "format_version"},
    Part{DiffGroup::kRecipe, "/kind", "kind"},
    Part{DiffGroup::kRecipe, "/config_sha256", "config_sha256"},
    Part{DiffGroup::kRecipe, "/model/sha256", "model_sha256"},
    Part{DiffGroup::kRecipe, "/model/bytes", "model_bytes"},
    Part{DiffGroup::kRecipe, "/mlpipe_version", "mlpipe_version"},
    Part{DiffGroup::kRecipe, "/xgboost_version", "xgboost_version"},
    Part{DiffGroup::kRecipe, "/git_commit", "git_commit"},
    Part{DiffGroup::kData, "/train_from", "train_from"},
    Part{DiffGroup::kData, "/train_to", "train_to"},
    Part{DiffGroup::kData, "/last_label_end", "last_label_end"},
    Part{DiffGroup::kData, "/train_rows", "train_rows"},
    Part{DiffGroup::kData, "/data", ""},
    Part{DiffGroup::kMetrics, "/metrics/metric", "metric"},
    Part{DiffGroup::kMetrics, "/metrics/score", "score"},
    Part{DiffGroup::kMetrics, "/metrics/forecast", "forecast"},
    Part{DiffGroup::kMetrics, "/metrics/returns", "returns"},
    Part{DiffGroup::kMetrics, "/metrics", ""},
    Part{DiffGroup::kMetrics, "/conventions", "conventions"},
    Part{DiffGroup::kMetrics, "/trial_count", "trial_count"},
};

// Inside a part, and nevertheless not told: numbers by fold, and what stands twice.
constexpr std::array<const char*, 4> kLeftOut = {"/metrics/folds", "/recipe/config/model/params",
                                                 "/recipe/config/seed", "/recipe/label_kind"};

/// Is a place inside `part` left out, or told by an earlier part?
bool is_told_elsewhere(const std::string& pointer, const Part& part) {
  return std::any_of(kLeftOut.begin(), kLeftOut.end(),
                     [&](const char* root) { return is_within(pointer, root); }) ||
         std::any_of(kParts.data(), &part,
                     [&](const Part& earlier) { return is_within(pointer, earlier.pointer); });
}

std::string name_in(const Part& part, const std::string& pointer) {
  const std::string inside = readable_name(pointer.substr(std::string_view(part.pointer).size()));
  const std::string prefix = part.name;
  const std::string name =
      prefix.empty() || inside.empty() ? prefix + inside : prefix + "." + inside;
  return shown(name);
}

bool is_name_list(const json* value) {
  return value != nullptr && value->is_array() &&
         std::all_of(value->begin(), value->end(),
                     [](const json& item) { return item.is_string(); });
}

std::string list_text(const Names& names) {
  Names texts;
  std::transform(names.begin(), names.end(), std::back_inserter(texts), shown);
  return join(texts, ", ");
}

void add_list(const Difference& start, const Names& a, const Names& b,
              std::vector<Difference>& out) {
  const auto change = list_change(a, b);
  const auto add = [&](const char* what, std::optional<std::string> in_a,
                       std::optional<std::string> in_b) {
    out.push_back({start.group, start.name + what, std::move(in_a), std::move(in_b), std::nullopt});
  };
  if (!change.removed.empty()) {
    add(" removed", list_text(change.removed), std::nullopt);
  }
  if (!change.added.empty()) {
    add(" added", std::nullopt, list_text(change.added));
  }
  if (change.reordered()) {
    add(" order", list_text(change.order_a), list_text(change.order_b));
  }
}

std::optional<double> numeric_change(const JsonChange& change) {
  if (change.a == nullptr || change.b == nullptr || !change.a->is_number() ||
      !change.b->is_number()) {
    return std::nullopt;
  }
  const double difference = change.b->get<double>() - change.a->get<double>();
  return std::isfinite(difference) ? std::optional(difference) : std::nullopt;
}

void add_change(const Part& part, const JsonChange& change, std::vector<Difference>& out) {
  Difference difference;
  difference.group = part.group;
  difference.name = name_in(part, change.pointer);
  if (is_name_list(change.a) && is_name_list(change.b)) {
    add_list(difference, change.a->get<Names>(), change.b->get<Names>(), out);
    return;
  }
  const auto text = [](const json* value) {
    return value == nullptr ? std::nullopt : std::optional(plain_text(*value));
  };
  difference.a = text(change.a);
  difference.b = text(change.b);
  difference.change = numeric_change(change);
  out.push_back(std::move(difference));
}

}  // namespace

std::string to_string(DiffGroup group) {
  return kGroupNames[static_cast<std::size_t>(group)];
}

std::vector<Difference> diff_metadata(const json& a, const json& b) {
  const MetadataView view_a(a, "metadata of A");
  const MetadataView view_b(b, "metadata of B");
  for (const auto* view : {&view_a, &view_b}) {
    for (const char* part : {"/recipe", "/data", "/metrics"}) {
      (void)view->object(part);
    }
    (void)view->names("/recipe/features");
  }
  std::vector<Difference> out;
  for (const auto& part : kParts) {
    for (const auto& change :
         json_changes(view_a.find(part.pointer), view_b.find(part.pointer), part.pointer)) {
      if (!is_told_elsewhere(change.pointer, part)) {
        add_change(part, change, out);
      }
    }
  }
  return out;
}

}  // namespace mlpipe::registry
