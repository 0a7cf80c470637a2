// SPDX-License-Identifier: MIT
#include "commands/scoring_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/features/feature_set.hpp"
#include "mlpipe/labels/label.hpp"
#include "mlpipe/training/assemble.hpp"

#include "commands/stage.hpp"
#include "commands/train_data.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;

/// How the recipe reads a file, with what the model needs of it pinned down.
data::DataOptions scoring_options(const ScoringRecipe& recipe, const std::string& source) {
  data::DataOptions options = recipe.config.data;
  options.source = source;
  options.scoring = true;
  options.usual_time_format = recipe.time_format;
  options.bar = options.bar ? options.bar : recipe.bar;
  options.features.emplace();
  options.categorical.clear();
  for (const auto& input : recipe.inputs) {
    options.features->push_back(input.name);
    if (!input.categories.empty()) {
      options.categorical.push_back(input.name);
    }
  }
  return options;
}

/// "1d", "30min": in the largest unit that leaves a whole number.
std::string span_text(double seconds) {
  using Unit = Duration::Unit;
  constexpr std::pair<Unit, std::int64_t> kUnits[] = {
      {Unit::kDays, 86'400}, {Unit::kHours, 3'600}, {Unit::kMinutes, 60}, {Unit::kSeconds, 1}};
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  const auto* unit = std::find_if(std::begin(kUnits), std::end(kUnits) - 1,
                                  [&](const auto& u) { return whole % u.second == 0; });
  return to_string(Duration{whole / unit->second, unit->first});
}

/// Runs what reads or builds by the recipe; what does not fit is the data's fault, not the user's
/// configuration.
template <class Body>
auto fitting(const ScoringRecipe& recipe, const std::string& source, Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (const ConfigError& error) {
    throw DataError(source + ": these are not rows as " + recipe.model +
                    " was trained on: " + error.what());
  }
}

std::vector<std::string> computed_names(const ScoringRecipe& recipe) {
  return {recipe.features.begin(),
          recipe.features.end() - static_cast<std::ptrdiff_t>(recipe.inputs.size())};
}

features::FeatureSet resolve_features(const App& app, const ScoringRecipe& recipe,
                                      const data::MarketData& market) {
  features::FeatureOptions options;
  options.presets.clear();
  options.names = computed_names(recipe);
  auto set = features::FeatureSet::resolve(options, market, app.events);
  if (set.column_names(market) != recipe.features) {
    throw DataError(market.report.source + ": the columns come out as " +
                    join(set.column_names(market), ", ") + ", " + recipe.model + " expects " +
                    join(recipe.features, ", "));
  }
  if (set.warm_up() != recipe.warm_up) {
    throw IntegrityError(recipe.model + " was trained with a warm-up of " +
                         grouped(recipe.warm_up) + " bars; this mlpipe computes the same " +
                         "features with " + grouped(set.warm_up()) +
                         ": use the version that trained it, or train anew");
  }
  return set;
}

[[noreturn]] void refuse_categories(const ScoringRecipe& recipe, const LearntInput& learnt,
                                    const std::string& source, const std::string& unknown) {
  throw DataError(source + ": column " + quote(learnt.name) + " holds " + quote(unknown) +
                  ", a category that " + recipe.model + " has never seen (it knows " +
                  join(learnt.categories, ", ") +
                  "); train anew with it, or leave the cell empty to score it as missing");
}

/// The codes of the file become those of training.
void recode(const ScoringRecipe& recipe, UnknownCategory unknown, data::MarketData& market) {
  for (std::size_t i = 0; i < recipe.inputs.size(); ++i) {
    const auto& learnt = recipe.inputs[i];
    auto& column = market.inputs[i];
    if (learnt.categories.empty()) {
      continue;
    }
    auto names = learnt.categories;
    std::vector<float> code_of;
    for (const auto& text : column.categories) {
      const auto known = std::find(names.begin(), names.end(), text);
      code_of.push_back(static_cast<float>(known - names.begin()));
      if (known == names.end() && unknown == UnknownCategory::kRefuse) {
        refuse_categories(recipe, learnt, market.report.source, text);
      }
      if (known == names.end()) {
        names.push_back(text);
      }
    }
    for (float& value : column.values) {
      value = std::isnan(value) ? value : code_of[static_cast<std::size_t>(value)];
    }
    column.categories = std::move(names);
  }
}

/// Hourly bars have the columns that daily ones have, and every feature of them means something
/// else. A few rows around a holiday tell nothing.
void warn_of_other_bars(const App& app, const ScoringRecipe& recipe,
                        const data::MarketData& market) {
  constexpr std::size_t kFewRows = 20;
  constexpr double kOften = 1.5;
  const double step = std::chrono::duration<double>(data::usual_step(market)).count();
  if (market.rows() < kFewRows || step <= 0.0 || recipe.step <= 0.0 ||
      (step < kOften * recipe.step && recipe.step < kOften * step)) {
    return;
  }
  app.events.on(Warning{"predict.bars", market.report.source + ": bars are " + span_text(step) +
                                            " apart, those that " + recipe.model +
                                            " was trained on " + span_text(recipe.step) +
                                            ": its forecasts mean nothing for these"});
}

void fill_label_ends(const data::MarketData& market, const labels::LabelOptions& options,
                     data::Dataset& dataset) {
  const auto ends = labels::label_ends(market, options);
  for (std::size_t row = 0; row < dataset.rows(); ++row) {
    dataset.label_end[row] = ends[dataset.bar[row]];
  }
}

void fill_labels(const data::MarketData& market, const labels::LabelOptions& options,
                 std::span<const std::string> classes, ScoringData& data) {
  auto& set = data.dataset;
  set.label.assign(set.rows(), std::numeric_limits<float>::quiet_NaN());
  try {
    const auto label = options.kind == "column" ? labels::learnt_targets(market, classes)
                                                : labels::make_labels(market, options).label;
    for (std::size_t row = 0; row < set.rows(); ++row) {
      set.label[row] = static_cast<float>(label[set.bar[row]]);
    }
  } catch (const ConfigError& error) {
    data.no_labels = error.what();
  } catch (const DataError& error) {
    data.no_labels = error.what();
  }
}

std::vector<std::vector<std::string>> category_names(const ScoringRecipe& recipe,
                                                     const data::MarketData& market) {
  std::vector<std::vector<std::string>> out(recipe.features.size() - recipe.inputs.size());
  for (const auto& input : market.inputs) {
    out.push_back(input.categories);
  }
  return out;
}

}  // namespace

ScoringRecipe read_recipe(const json& metadata, const std::string& model,
                          const std::string& where) {
  ScoringRecipe recipe;
  recipe.model = model;
  try {
    const json& stored = metadata.at("recipe");
    recipe.config = parse_pipeline_config(stored.at("config"), where + "#/recipe/config");
    recipe.features = stored.at("features").get<std::vector<std::string>>();
    recipe.classes = stored.at("classes").get<std::vector<std::string>>();
    recipe.warm_up = stored.at("warm_up_bars").get<std::size_t>();
    recipe.train_to =
        from_iso8601(metadata.at("train_to").get<std::string>()).value_or(Timestamp{});
    const json& data = metadata.at("data");
    recipe.step = data.value("median_step_seconds", 0.0);
    if (data.contains("time_format")) {
      recipe.time_format = data.at("time_format").get<std::string>();
    }
    recipe.bar = parse_duration(data.value("bar", ""));
    for (const auto& input : stored.at("inputs")) {
      recipe.inputs.push_back({input.at("name").get<std::string>(),
                               input.at("categories").get<std::vector<std::string>>()});
    }
  } catch (const json::exception& error) {
    throw IntegrityError(where + ": not the recipe of a model of this mlpipe (" + error.what() +
                         "); use the version that trained it, or train anew");
  } catch (const ConfigError& error) {
    throw IntegrityError(std::string(error.what()) +
                         "; use the version of mlpipe that trained it, or train anew");
  }
  const auto is_last = [&](std::size_t i) {
    return recipe.features[recipe.features.size() - recipe.inputs.size() + i] ==
           recipe.inputs[i].name;
  };
  bool sound = recipe.inputs.size() <= recipe.features.size();
  for (std::size_t i = 0; sound && i < recipe.inputs.size(); ++i) {
    sound = is_last(i);
  }
  if (!sound) {
    throw IntegrityError(where + ": /recipe/inputs are not the last of /recipe/features");
  }
  return recipe;
}

ScoringData load_scoring_data(const App& app, const ScoringRecipe& recipe,
                              const std::string& source, const ScoringOptions& options) {
  auto reading = scoring_options(recipe, source);
  reading.scored_target = options.labels && recipe.config.label.kind == "column";
  auto market = stage(app, "data.read", [&] {
    return fitting(recipe, source, [&] { return read_market(app, reading); });
  });
  warn_of_other_bars(app, recipe, market);
  recode(recipe, options.unknown, market);
  const auto set = fitting(recipe, source, [&] { return resolve_features(app, recipe, market); });
  ScoringData data{market.report.source, market.report.sha256, market.symbols, {}, {}, {}};
  data.categories = category_names(recipe, market);
  data.dataset =
      stage(app, "features", [&] { return training::assemble(market, set, app.threads); });
  fill_label_ends(market, recipe.config.label, data.dataset);
  if (options.labels) {
    fill_labels(market, recipe.config.label, recipe.classes, data);
  }
  return data;
}

}  // namespace mlpipe::commands
