// SPDX-License-Identifier: MIT
#include "commands/validate_side.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/model_check.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/features/feature.hpp"

#include "commands/stage.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;

// What complete_params() adds from the run, and what XGBoost works out from the labels.
constexpr std::array<std::string_view, 3> kOfTheRun{"seed", "num_class", "base_score"};

bool of_the_run(const std::string& name) {
  return std::find(kOfTheRun.begin(), kOfTheRun.end(), name) != kOfTheRun.end();
}

std::optional<Timestamp> time_at(const json& metadata, const char* key) {
  const auto found = metadata.find(key);
  return found != metadata.end() && found->is_string() ? from_iso8601(found->get<std::string>())
                                                       : std::nullopt;
}

/// As they were given to XGBoost, and as any config may give them again.
model::Params params_of(const json& metadata, const std::string& where) {
  const json& stored = metadata.at("recipe");
  json given = json::object();
  const json texts = stored.value("params", json::object());
  for (const auto& [name, value] : texts.items()) {
    if (!of_the_run(name)) {
      given[name] = value;
    }
  }
  model::Params params;
  JsonReader::read({{"params", given}}, where,
                   [&](JsonReader& reader) { params = model::parse_params(reader); });
  return params;
}

/// Two models are of one recipe if the same forecasts are made from the same columns in the same
/// way. The data may have grown, and windows that follow the data with them.
std::string hash_recipe(const Side& side, const std::vector<std::string>& features) {
  auto config = write_recipe_config(side.config.pipeline);
  config.erase("walk_forward");
  config.erase("seed");
  config["data"].erase("source");
  config["model"].erase("params");
  return sha256_hex(to_json_line({{"config", config},
                                  {"features", features},
                                  {"params", model::write_param_texts(side.params)}}));
}

/// The columns that the model has learnt from, and no others that a newer file may have.
void pin_inputs(const ScoringRecipe& recipe, data::DataOptions& options) {
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
}

void read_side_recipe(Side& side, const json& metadata, const std::string& where) {
  const auto recipe = read_recipe(metadata, side.found.name, where);
  side.config.pipeline = recipe.config;
  side.config.seed = recipe.config.seed;
  side.params = params_of(metadata, where);
  side.config.pipeline.model.params = side.params;
  // Pinned first: a recipe that says "all columns of the file" is the one that names them.
  pin_inputs(recipe, side.config.pipeline.data);
  side.recipe_sha256 = hash_recipe(side, recipe.features);
  side.has_recipe = true;
}

std::string shown_metadata(const FileSystem& models, const registry::ModelFolder& found) {
  return models.shown(found.folder / found.metadata_file);
}

std::string judged_source(const Side& side, const ValidateConfig& config) {
  return config.pipeline.data.source.empty() ? side.config.pipeline.data.source
                                             : config.pipeline.data.source;
}

/// The parts of a config that decide what a dataset holds.
std::string data_key(const TrainConfig& config) {
  return to_json_line({{"data", data::write_data_options(config.pipeline.data)},
                       {"features", features::write_feature_options(config.pipeline.features)},
                       {"label", labels::write_label_options(config.pipeline.label)},
                       {"seed", config.seed}});
}

}  // namespace

BarKey bar_key(const Side& side, std::size_t row) {
  const auto& set = side.data->dataset;
  return {set.time[row], side.data->market.symbols[set.symbol[row]]};
}

Side load_side(const App& app, const FileSystem& models, const std::string& which,
               const std::string& role, const ValidateConfig& config) {
  Side side;
  side.role = role;
  side.found = registry::find_model(models, which);
  const json& metadata = *side.found.metadata;
  side.booster = stage(app, "model.load", [&] {
    return std::make_unique<model::Booster>(
        load_checked(registry::read_model(models, side.found), metadata));
  });
  side.rounds = side.booster->rounds();
  side.train_from = time_at(metadata, "train_from");
  side.train_to = time_at(metadata, "train_to");
  side.last_label_end = time_at(metadata, "last_label_end");
  side.trials = metadata.value("trial_count", std::int64_t{1});
  side.held_out = metadata.value("kind", "") == "eval";
  try {
    read_side_recipe(side, metadata, shown_metadata(models, side.found));
  } catch (const Error& error) {
    side.no_recipe = error.what();
  }
  side.config.pipeline.data.source = judged_source(side, config);
  side.config.pipeline.data.transfer = config.pipeline.data.transfer;
  return side;
}

std::string recipe_hash(const FileSystem& models, const registry::ModelFolder& found) {
  Side side;
  side.found = found;
  read_side_recipe(side, *found.metadata, shown_metadata(models, found));
  return side.recipe_sha256;
}

void borrow_recipe(Side& side, const Side& other) {
  side.config = other.config;
  auto& computed = side.config.pipeline.features;
  auto& columns = side.config.pipeline.data.features;
  computed.presets.clear();
  computed.names.clear();
  computed.drop.clear();
  computed.trusted.clear();
  columns.emplace();
  for (const auto& name : side.booster->feature_names()) {
    (features::find_feature(name) ? computed.names : *columns).push_back(name);
  }
}

void load_side_data(const App& app, Side& side, const Side* other,
                    const std::vector<std::string>& trusted) {
  if (other != nullptr && data_key(side.config) == data_key(other->config)) {
    side.data = other->data;
    return;
  }
  try {
    side.data = std::make_shared<const TrainingData>(load_judging_data(app, side.config, trusted));
  } catch (const ConfigError& error) {
    throw DataError(side.config.pipeline.data.source + ": these data do not fit the recipe of " +
                    side.found.name + ": " + error.what());
  }
  if (side.booster->feature_names() != side.data->dataset.feature_names) {
    throw DataError(side.config.pipeline.data.source + ": the columns come out as " +
                    join(side.data->dataset.feature_names, ", ") + "; " + side.found.name +
                    " expects " + join(side.booster->feature_names(), ", "));
  }
}

training::FitOptions side_fit(const Side& side, std::optional<int> rounds) {
  auto fit = fit_options(side.config, *side.data, side.params);
  if (rounds) {
    fit.boost.max_rounds = *rounds;
    fit.boost.early_stopping_rounds = 0;
  }
  return fit;
}

}  // namespace mlpipe::commands
