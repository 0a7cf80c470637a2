// SPDX-License-Identifier: MIT
#include "mlpipe/training/best_hyperparameters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::training {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kHistoryLimit = 50;
constexpr double kHuge = std::numeric_limits<double>::max();

/// JSON is read back in the order of the alphabet; the order of one name's values stays.
model::Params by_name(model::Params params) {
  std::stable_sort(params.begin(), params.end(),
                   [](const auto& x, const auto& y) { return x.first < y.first; });
  return params;
}

ordered_json write_scored(const ScoredParameters& scored) {
  ordered_json settings = ordered_json::object();
  for (const auto& [pointer, value] : scored.settings) {
    settings[pointer] = ordered_json::parse(value);
  }
  return {{"params", model::write_param_texts(by_name(scored.params))},
          {"settings", settings},
          {"metric", scored.metric},
          {"direction", scored.minimise ? "minimise" : "maximise"},
          {"score", scored.score},
          {"fold_scores", scored.fold_scores},
          {"rounds", scored.rounds},
          {"study", scored.study},
          {"trial_count", scored.trial_count},
          {"data_sha256", scored.data_sha256},
          {"recipe_sha256", scored.recipe_sha256},
          {"created_at", to_iso8601(scored.created)}};
}

void read_params(JsonReader& reader, ScoredParameters& scored) {
  for (const auto& [name, value] : reader.entries()) {
    for (const auto& text : reader.strings(name, {})) {
      scored.params.emplace_back(name, text);
    }
  }
}

void read_fold_scores(JsonReader& reader, ScoredParameters& scored) {
  const auto& list = reader.raw("fold_scores");
  const bool fits = list.is_null() ||
                    (list.is_array() && std::all_of(list.begin(), list.end(), [](const json& item) {
                       return item.is_number() || item.is_null();
                     }));
  if (!fits) {
    reader.problem("fold_scores", "expected a list of numbers, null where a score is undefined");
    return;
  }
  for (const auto& item : list) {
    scored.fold_scores.push_back(item.is_number() ? item.get<double>() : std::nan(""));
  }
}

ScoredParameters read_scored(JsonReader& reader) {
  static const std::vector<std::string> kDirections{"minimise", "maximise"};
  ScoredParameters scored;
  reader.object("params", [&](JsonReader& params) { read_params(params, scored); });
  reader.object("settings", [&](JsonReader& settings) {
    for (const auto& [pointer, value] : settings.entries()) {
      if (pointer.empty() || pointer.front() != '/') {
        settings.problem(pointer, "expected a JSON pointer into the pipeline's config");
      }
      scored.settings[pointer] = value->dump();
    }
  });
  scored.metric = reader.string("metric", "");
  scored.minimise = reader.choice("direction", "minimise", kDirections) == "minimise";
  scored.score = std::nan("");
  if (!reader.raw("score").is_null()) {
    scored.score = reader.number("score", 0.0, -kHuge, kHuge);
  }
  read_fold_scores(reader, scored);
  scored.rounds = static_cast<int>(reader.integer("rounds", 0, 0, 1'000'000));
  scored.study = reader.string("study", "");
  scored.trial_count = reader.integer("trial_count", 1, 0, 1'000'000'000'000);
  scored.data_sha256 = reader.string("data_sha256", "");
  scored.recipe_sha256 = reader.string("recipe_sha256", "");
  const std::string created = reader.string("created_at", "");
  if (const auto time = from_iso8601(created)) {
    scored.created = *time;
  } else if (!created.empty()) {
    reader.problem("created_at",
                   "expected a time such as \"2026-11-23T02:00:00Z\", found " + quote(created));
  }
  if (scored.params.empty()) {
    reader.problem("params",
                   "no parameters; expected an object of XGBoost parameters, each as text");
  }
  return scored;
}

ScoredParameters read_best(JsonReader& reader) {
  ScoredParameters best = read_scored(reader);
  // XGBoost would ignore a slip of the pen in silence.
  reader.object("params", [&best](JsonReader& params) {
    (void)params.entries();
    for (const auto& problem : model::check_params(best.params)) {
      params.problem(problem.name, problem.what);
    }
  });
  return best;
}

}  // namespace

BestHyperparameters parse_best_hyperparameters(const json& document, const std::string& source) {
  BestHyperparameters file;
  JsonReader::read(document, source, [&](JsonReader& root) {
    (void)root.integer("format_version", 1, 1, 1);
    root.object("best", [&](JsonReader& best) { file.best = read_best(best); });
    if (!root.has("best")) {
      root.problem("best", "missing");
    }
    const auto& history = root.raw("history");
    if (!history.is_null() && !history.is_array()) {
      root.problem("history", "expected a list of what was best before");
      return;
    }
    for (std::size_t i = 0; i < history.size(); ++i) {
      JsonReader::read(history[i], source + ": /history/" + std::to_string(i),
                       [&](JsonReader& entry) { file.history.push_back(read_scored(entry)); });
    }
  });
  return file;
}

std::string write_best_hyperparameters(const BestHyperparameters& file) {
  ordered_json history = ordered_json::array();
  for (const auto& entry : file.history) {
    history.push_back(write_scored(entry));
  }
  const ordered_json out = {
      {"format_version", 1}, {"best", write_scored(file.best)}, {"history", history}};
  return to_json_file(out);
}

BestUpdate update_best(std::optional<BestHyperparameters>& current, const ScoredParameters& run) {
  if (!current) {
    current = BestHyperparameters{run, {}};
    return BestUpdate::kFirst;
  }
  const auto& best = current->best;
  const bool same_recipe = best.recipe_sha256 == run.recipe_sha256;
  const bool same_parameters =
      by_name(best.params) == by_name(run.params) && best.settings == run.settings;
  const bool better =
      std::isnan(best.score) || (run.minimise ? run.score < best.score : run.score > best.score);
  BestUpdate update = BestUpdate::kKept;
  if (!same_recipe) {
    update = BestUpdate::kNewRecipe;
  } else if (best.metric != run.metric) {
    return BestUpdate::kOtherMetric;
  } else if (same_parameters && best.data_sha256 != run.data_sha256) {
    update = BestUpdate::kRescored;
  } else if (better) {
    update = BestUpdate::kImproved;
  }
  if (update != BestUpdate::kKept) {
    replace_best(current, run);
  }
  return update;
}

void replace_best(std::optional<BestHyperparameters>& current, const ScoredParameters& run) {
  if (!current) {
    current = BestHyperparameters{run, {}};
    return;
  }
  current->history.insert(current->history.begin(), current->best);
  current->history.resize(std::min(current->history.size(), kHistoryLimit));
  current->best = run;
}

}  // namespace mlpipe::training
