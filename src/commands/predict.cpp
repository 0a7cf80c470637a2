// SPDX-License-Identifier: MIT
#include "mlpipe/commands/predict.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/commands/model_check.hpp"
#include "mlpipe/commands/open_registry.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/model_folder.hpp"

#include "commands/scoring_data.hpp"
#include "commands/stage.hpp"

namespace mlpipe::commands {
namespace {

/// The rows to score, ascending: all, or the newest of each symbol.
std::vector<std::size_t> rows_to_score(const ScoringData& data, std::optional<std::size_t> last) {
  const auto& set = data.dataset;
  std::vector<std::size_t> taken(data.symbols.size());
  std::vector<std::size_t> rows;
  for (std::size_t row = set.rows(); row-- > 0;) {
    if (!last || taken[set.symbol[row]]++ < *last) {
      rows.push_back(row);
    }
  }
  std::reverse(rows.begin(), rows.end());
  return rows;
}

/// [rows x outputs]
std::vector<float> predict_rows(const model::Booster& booster, const data::Dataset& set,
                                const std::vector<std::size_t>& rows, int threads) {
  if (rows.size() == set.rows()) {
    return booster.predict(set.view({0, set.rows()}), threads);
  }
  std::vector<float> cells;
  cells.reserve(rows.size() * set.cols());
  for (const std::size_t row : rows) {
    const auto view = set.view({row, row + 1});
    cells.insert(cells.end(), view.values, view.values + view.cols);
  }
  return booster.predict({cells.data(), rows.size(), set.cols()}, threads);
}

/// A probability is named after its class; of two classes only the second's is told.
std::vector<std::string> value_names(const ScoringRecipe& recipe, std::size_t outputs) {
  if (recipe.classes.empty()) {
    return {"prediction"};
  }
  std::vector<std::string> names;
  const std::size_t first = recipe.classes.size() == 2 ? 1 : 0;
  for (std::size_t i = first; i < recipe.classes.size(); ++i) {
    names.push_back("probability_" + recipe.classes[i]);
  }
  if (names.size() != outputs) {
    throw IntegrityError(recipe.model + " has " + std::to_string(outputs) +
                         " outputs, its recipe " + std::to_string(recipe.classes.size()) +
                         " classes");
  }
  return names;
}

std::vector<registry::Forecast> join_forecasts(const ScoringData& data,
                                               const std::vector<std::size_t>& rows,
                                               const std::vector<float>& values) {
  const auto& set = data.dataset;
  const std::size_t outputs = values.size() / rows.size();
  std::vector<registry::Forecast> forecasts;
  forecasts.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t row = rows[i];
    registry::Forecast forecast;
    forecast.symbol = data.symbols[set.symbol[row]];
    forecast.time = set.time[row];
    if (set.label_end[row] != Timestamp::max()) {
      forecast.label_end = set.label_end[row];
    }
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i * outputs);
    forecast.values.assign(begin, begin + static_cast<std::ptrdiff_t>(outputs));
    forecasts.push_back(std::move(forecast));
  }
  return forecasts;
}

void note_seen(const App& app, const ScoringRecipe& recipe, const PredictOutcome& outcome) {
  const auto& forecasts = outcome.forecasts;
  const auto seen = std::count_if(forecasts.begin(), forecasts.end(),
                                  [&](const auto& f) { return f.time <= recipe.train_to; });
  if (seen > 0) {
    app.events.on(Note{"predict.seen", grouped(static_cast<std::uint64_t>(seen)) + " of " +
                                           grouped(forecasts.size()) +
                                           " rows lie in the span that " + recipe.model +
                                           " was trained on: how well they fit says nothing"});
  }
}

std::string source_of(const PredictConfig& config, const ScoringRecipe& recipe) {
  const std::string source = config.data.value_or(recipe.config.data.source);
  if (source.empty() || (!config.data && source == "-")) {
    throw ConfigError("--data: " + recipe.model +
                      " was trained on standard input; name the rows to score with --data");
  }
  return source;
}

void record(const App& app, FileSystem& models, const PredictConfig& config,
            PredictOutcome& outcome) {
  outcome.ledger = config.models_folder / registry::ledger_file(outcome.run.model);
  if (config.dry_run) {
    app.events.on(
        Note{"predict.ledger", "dry run: nothing is recorded in " + outcome.ledger.string()});
    return;
  }
  try {
    (void)registry::append_forecasts(models, outcome.run, outcome.forecasts);
    app.events.on(Note{"predict.ledger", grouped(outcome.forecasts.size()) + " forecasts by " +
                                             outcome.run.model + " are recorded in " +
                                             outcome.ledger.string()});
  } catch (const IoError& error) {
    outcome.ledger_problem =
        std::string(error.what()) +
        "; the forecasts are whole, but not recorded (--no-ledger does without)";
  }
}

}  // namespace

PredictOutcome run_predict(const App& app, const PredictConfig& config) {
  const auto models = open_models(app, config.models_folder);
  const auto found = registry::find_model(*models, config.model);
  const auto booster = stage(app, "model.load", [&] {
    return load_checked(registry::read_model(*models, found), *found.metadata);
  });
  const auto recipe =
      read_recipe(*found.metadata, found.name, models->shown(found.folder / found.metadata_file));
  const auto data = load_scoring_data(app, recipe, source_of(config, recipe));
  const auto rows = rows_to_score(data, config.last);
  const auto values =
      stage(app, "predict", [&] { return predict_rows(booster, data.dataset, rows, app.threads); });
  PredictOutcome outcome;
  outcome.run = {found.name, found.sha256, data.sha256, app.clock.now()};
  outcome.model_folder = config.models_folder / found.folder;
  outcome.source = data.source;
  outcome.panel = data.symbols.size() > 1 || !data.symbols.front().empty();
  outcome.columns = value_names(recipe, booster.outputs());
  outcome.forecasts = join_forecasts(data, rows, values);
  outcome.warm_up = recipe.warm_up;
  note_seen(app, recipe, outcome);
  outcome.dry_run = config.dry_run;
  if (config.ledger) {
    app.stop.check();
    record(app, *models, config, outcome);
  }
  return outcome;
}

}  // namespace mlpipe::commands
