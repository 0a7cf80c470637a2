// SPDX-License-Identifier: MIT
#include "commands/drift_sides.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/model_check.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/ledger.hpp"

#include "commands/stage.hpp"

namespace mlpipe::commands {
namespace {

drift::ReferenceProfile stored_profile(const FileSystem& models, const DriftModel& model) {
  const auto path = model.found.folder / kProfileFile;
  const std::string shown = models.shown(path);
  if (!models.exists(path)) {
    throw NotFoundError(shown + ": " + model.found.name +
                        " has no reference profile; train anew, or give the training rows with "
                        "--reference");
  }
  auto profile = drift::read_profile(models.read(path), shown);
  if (profile.model_sha256 != model.found.sha256) {
    throw IntegrityError(shown + " belongs to another model than " + model.found.name + " (" +
                         profile.model_sha256.substr(0, 12) + " and " +
                         model.found.sha256.substr(0, 12) + ")");
  }
  std::vector<std::string> names;
  for (const auto& feature : profile.features) {
    names.push_back(feature.name);
  }
  if (names != model.recipe.features) {
    throw IntegrityError(shown + ": its features are not those of " + model.found.name);
  }
  return profile;
}

/// The model has never seen them, and XGBoost must not be given their codes.
void forget_unknown_categories(const ScoringRecipe& recipe, data::FeatureMatrix& cells) {
  const auto first = recipe.features.size() - recipe.inputs.size();
  for (std::size_t i = 0; i < recipe.inputs.size(); ++i) {
    const auto known = static_cast<float>(recipe.inputs[i].categories.size());
    auto column = cells.col(static_cast<Eigen::Index>(first + i));
    for (Eigen::Index row = 0; known > 0.0F && row < column.size(); ++row) {
      if (column(row) >= known) {
        column(row) = std::numeric_limits<float>::quiet_NaN();
      }
    }
  }
}

bool has_unknown_categories(const ScoringRecipe& recipe, const ScoringData& data) {
  const auto first = recipe.features.size() - recipe.inputs.size();
  for (std::size_t i = 0; i < recipe.inputs.size(); ++i) {
    if (data.categories[first + i].size() > recipe.inputs[i].categories.size()) {
      return true;
    }
  }
  return false;
}

DriftCurrent recorded_forecasts(const App& app, const FileSystem& models, const DriftModel& model) {
  auto entries = registry::read_ledger(models, model.found.name, app.events);
  if (entries.empty()) {
    throw NotFoundError("--ledger: no forecast of " + model.found.name + " is recorded in " +
                        models.shown(registry::ledger_file(model.found.name)) +
                        "; `mlpipe predict` records them");
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.forecast.time < b.forecast.time; });
  DriftCurrent out;
  out.source = models.shown(registry::ledger_file(model.found.name));
  std::vector<float> values;
  std::vector<std::uint32_t> symbols;
  std::vector<std::string> names;
  for (const auto& entry : entries) {
    const auto& forecast = entry.forecast;
    out.time.push_back(forecast.time);
    values.insert(values.end(), forecast.values.begin(), forecast.values.end());
    const auto known = std::find(names.begin(), names.end(), forecast.symbol);
    symbols.push_back(static_cast<std::uint32_t>(known - names.begin()));
    if (known == names.end()) {
      names.push_back(forecast.symbol);
    }
  }
  out.predictions = prediction_column(values, std::move(symbols), model.recipe.classes);
  return out;
}

std::string source_of(const DriftConfig& config, const ScoringRecipe& recipe) {
  const std::string source = config.current.value_or(recipe.config.data.source);
  if (source.empty() || (!config.current && source == "-")) {
    throw ConfigError("--current", recipe.model +
                                       " was trained on standard input; name the rows to check "
                                       "with --current");
  }
  return source;
}

/// The model's forecasts of rows; categories that it does not know count as missing.
PredictionColumn predict_column(const App& app, const model::Booster& booster,
                                const ScoringRecipe& recipe, const ScoringData& data) {
  const auto& set = data.dataset;
  return stage(app, "predict", [&] {
    if (!has_unknown_categories(recipe, data)) {
      const auto values = booster.predict(set.view({0, set.rows()}), app.threads);
      return prediction_column(values, set.symbol, recipe.classes);
    }
    data::FeatureMatrix cells = set.features;
    forget_unknown_categories(recipe, cells);
    const auto values = booster.predict({cells.data(), set.rows(), set.cols()}, app.threads);
    return prediction_column(values, set.symbol, recipe.classes);
  });
}

DriftModel find_drift_model(const FileSystem& models, const std::string& which) {
  DriftModel out;
  out.found = registry::find_model(models, which);
  const auto& metadata = *out.found.metadata;
  out.recipe = read_recipe(metadata, out.found.name,
                           models.shown(out.found.folder / out.found.metadata_file));
  out.created = from_iso8601(metadata.value("created_at", ""));
  return out;
}

DriftReference reference_of_rows(const App& app, const DriftModel& model,
                                 const model::Booster& booster, const std::string& source) {
  auto rows = load_scoring_data(app, model.recipe, source, {UnknownCategory::kKeep, true});
  auto predictions = predict_column(app, booster, model.recipe, rows);
  auto profile = stage(app, "profile", [&] {
    return make_reference_profile({rows.dataset, rows.categories, booster, std::move(predictions),
                                   model.found.sha256, rows.sha256},
                                  app.threads);
  });
  return {std::move(profile), std::move(rows)};
}

/// All but the forecasts.
DriftCurrent current_rows(const App& app, const DriftConfig& config, const DriftModel& model) {
  DriftCurrent out;
  out.data = load_scoring_data(app, model.recipe, source_of(config, model.recipe),
                               {UnknownCategory::kKeep, true});
  out.source = out.data->source;
  out.sha256 = out.data->sha256;
  out.time = out.data->dataset.time;
  return out;
}

/// Hourly bars have the columns that daily ones have, and every feature of them means something
/// else. A few rows around a holiday tell nothing.
void refuse_other_spacing(const DriftInputs& inputs) {
  constexpr std::size_t kFewRows = 20;
  constexpr double kOften = 1.5;
  const auto before = inputs.reference.profile.spacing;
  const auto now = drift::typical_spacing(inputs.current.time);
  if (inputs.current.time.size() < kFewRows || now.count() == 0 || before.count() == 0) {
    return;
  }
  const double ratio = std::chrono::duration<double>(now) / before;
  if (ratio >= kOften || ratio <= 1.0 / kOften) {
    const auto text = [](std::chrono::microseconds span) {
      return shortest(std::chrono::duration<double>(span).count()) + " s";
    };
    throw DataError(inputs.current.source + ": rows are " + text(now) + " apart, those that " +
                    inputs.model.found.name + " was trained on " + text(before) +
                    ": they cannot be compared; give bars of the same length");
  }
}

}  // namespace

DriftInputs load_drift_inputs(const App& app, const FileSystem& models, const DriftConfig& config,
                              const FileSystem::Path& history) {
  DriftInputs out;
  out.model = find_drift_model(models, config.model);
  std::optional<model::Booster> booster;
  const auto load_booster = [&] {
    booster = stage(app, "model.load", [&] {
      return load_checked(registry::read_model(models, out.model.found), *out.model.found.metadata);
    });
  };
  const auto load_reference = [&] {
    out.reference = config.reference
                        ? reference_of_rows(app, out.model, *booster, *config.reference)
                        : DriftReference{stored_profile(models, out.model), std::nullopt};
  };
  const auto load_current = [&] {
    out.current = config.ledger ? recorded_forecasts(app, models, out.model)
                                : current_rows(app, config, out.model);
  };
  const auto load_history = [&] {
    out.history_text = app.files.exists(history) ? app.files.read(history) : "";
    out.history = drift::parse_history(out.history_text, history.string());
  };
  // Of a check of few rows each is a quarter. A reference of rows needs the model, and files of
  // rows take turns, so as to hold no more than one of them as text.
  const std::array<std::function<void()>, 4> parts = {load_booster, load_reference, load_current,
                                                      load_history};
  parallel_for(config.reference ? 1 : app.threads, parts.size(),
               [&](std::size_t i) { parts[i](); });
  if (out.current.data) {
    refuse_other_spacing(out);
    out.current.predictions = predict_column(app, *booster, out.model.recipe, *out.current.data);
  }
  return out;
}

}  // namespace mlpipe::commands
