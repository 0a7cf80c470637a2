// SPDX-License-Identifier: MIT
#include "tracking/fitted_run.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"

#include "tracking/names.hpp"

namespace mlpipe::tracking {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Keys and values that fit; values that do not, whole, into `cut`.
Pairs fit_pairs(const Pairs& pairs, std::size_t most, nlohmann::ordered_json& cut) {
  std::vector<std::string> names;
  for (const auto& pair : pairs) {
    names.push_back(pair.first);
  }
  const auto keys = distinct_keys(names);
  Pairs fitted;
  for (const auto& [name, value] : pairs) {
    const std::string whole = clean_text(value);
    fitted.emplace_back(keys.at(name), cut_visibly(whole, most));
    if (whole.size() > most) {
      cut[keys.at(name)] = whole;
    }
  }
  return fitted;
}

}  // namespace

FittedRun fit(const RunRecord& run, const std::string& parent_id) {
  nlohmann::ordered_json params, tags, cut;
  Pairs all = all_tags(run);
  if (!parent_id.empty()) {
    all.emplace_back(kParentTag, parent_id);
  }
  FittedRun fitted;
  fitted.params = fit_pairs(run.params, kMostParamBytes, params);
  fitted.tags = fit_pairs(all, kMostTagBytes, tags);
  std::vector<std::string> names;
  for (const auto& point : run.metrics) {
    if (names.empty() || names.back() != point.key) {
      names.push_back(point.key);
    }
  }
  fitted.metric_keys = distinct_keys(names);
  if (!params.is_null()) {
    cut["params"] = std::move(params);
  }
  if (!tags.is_null()) {
    cut["tags"] = std::move(tags);
  }
  fitted.long_values = cut.is_null() ? "" : to_json_file(cut);
  return fitted;
}

}  // namespace mlpipe::tracking
