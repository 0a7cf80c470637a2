// SPDX-License-Identifier: MIT
#include "mlpipe/commands/train.hpp"

#include <cmath>
#include <map>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/training/best_hyperparameters.hpp"

#include "commands/best_file.hpp"
#include "commands/stage.hpp"
#include "commands/train_data.hpp"
#include "commands/train_outputs.hpp"
#include "commands/train_score.hpp"
#include "commands/tuned_pipeline.hpp"

namespace mlpipe::commands {
namespace {

/// `over` in place of whatever `base` says under the same names.
model::Params overlay(const model::Params& base, const model::Params& over) {
  model::Params out;
  for (const auto& entry : base) {
    if (!model::find_param(over, entry.first)) {
      out.push_back(entry);
    }
  }
  out.insert(out.end(), over.begin(), over.end());
  return out;
}

struct ChosenParams {
  model::Params params;
  std::string origin;  ///< for the report
  std::int64_t trials = 1;
  std::map<std::string, std::string> settings = {};  ///< of the best parameters: JSON pointers
};

ChosenParams choose_params(const TrainConfig& config,
                           const std::optional<training::BestHyperparameters>& best) {
  ChosenParams chosen{config.pipeline.model.params, config.provenance.config_source, config.trials};
  if (config.use_best) {
    if (!best) {
      throw NotFoundError(config.best_file.string() +
                          ": there are no best hyperparameters yet; run without --use-best first");
    }
    chosen = {overlay(chosen.params, best->best.params), config.best_file.string(),
              best->best.trial_count, best->best.settings};
  }
  if (!config.params_over_all.empty()) {
    chosen = {overlay(chosen.params, config.params_over_all), config.params_source, chosen.trials,
              chosen.settings};
  }
  return chosen;
}

std::string describe(training::BestUpdate update, const TrainConfig& config,
                     const WalkForward& walk,
                     const std::optional<training::BestHyperparameters>& best) {
  using training::BestUpdate;
  const std::string file = config.best_file.string();
  const std::string score = walk.metric + " " + fixed(walk.score, 6);
  switch (update) {
    case BestUpdate::kFirst:
      return file + " begins with these parameters (" + score + ")";
    case BestUpdate::kImproved:
      return file + " takes these parameters over (" + score +
             ", before: " + fixed(best->history.front().score, 6) + ")";
    case BestUpdate::kRescored:
      return file + " holds these parameters already; their score on these data is " + score;
    case BestUpdate::kNewRecipe:
      return file + " begins anew: data source, label or windows are others than before (" + score +
             ")";
    case BestUpdate::kOtherMetric:
      return file + " stays as it is: its parameters were chosen by " + best->best.metric;
    case BestUpdate::kKept:
      break;
  }
  return file + " stays as it is: " + score + " is not better than " + fixed(best->best.score, 6);
}

struct Best {
  std::optional<training::BestHyperparameters> file;
  training::BestUpdate update = training::BestUpdate::kKept;
};

/// Decides on the file; it is written after the candidate stands.
/// @param given  the config before the best settings changed it
Best update_best(std::optional<training::BestHyperparameters> file, const TrainConfig& given,
                 const ChosenParams& chosen, const TrainingRun& run) {
  Best best{std::move(file), training::BestUpdate::kKept};
  if (run.config.keep_best || std::isnan(run.walk.score)) {
    return best;
  }
  training::ScoredParameters scored;
  scored.params = kept_params(run.fit.boost.params);
  scored.settings = chosen.settings;
  scored.metric = run.walk.metric;
  scored.score = run.walk.score;
  scored.fold_scores = run.walk.fold_scores;
  scored.rounds = run.walk.median_rounds();
  scored.trial_count = run.trials;
  scored.data_sha256 = run.data.market.report.sha256;
  scored.recipe_sha256 = comparable_recipe(given, run.data.market.symbols);
  scored.created = run.created;
  best.update = training::update_best(best.file, scored);
  return best;
}

void write_best(const App& app, const TrainConfig& config,
                const training::BestHyperparameters& best, const TrainOutcome& outcome) {
  try {
    app.files.replace(config.best_file, training::write_best_hyperparameters(best));
  } catch (const IoError& error) {
    throw IoError(std::string(error.what()) + "; the model and its report are whole and staged (" +
                  outcome.candidate.string() + "), the best hyperparameters are as before");
  }
}

std::string plan_text(const TrainingData& data, const Windows& windows) {
  const auto& folds = windows.splits.folds;
  return grouped(data.dataset.rows()) + " rows (" + grouped(data.labelled) + " labelled), " +
         grouped(data.dataset.cols()) + " features, " + grouped(folds.size()) + " folds from " +
         to_display(folds.front().test_lower) + " to " + to_display(folds.back().test_upper);
}

void say_plan(const App& app, const TrainingData& data, const Windows& windows) {
  app.events.on(Note{"train.plan", plan_text(data, windows)});
  for (const auto& note : windows.splits.notes) {
    app.events.on(Note{"walk_forward.windows", note});
  }
}

model::Booster final_fit(const App& app, const TrainingRun& run) {
  training::FitOptions fit = run.fit;
  fit.boost.max_rounds =
      fit.boost.early_stopping_rounds > 0 ? run.walk.median_rounds() : fit.boost.max_rounds;
  std::vector<std::size_t> rows;
  const auto& set = run.data.dataset;
  for (std::size_t row = 0; row < set.rows(); ++row) {
    if (!std::isnan(set.label[row]) && set.label_end[row] <= run.data.known_to) {
      rows.push_back(row);
    }
  }
  return stage(app, "final_fit", [&] {
    return training::fit(set, rows, {}, fit, app.threads, app.stop, [&](int round) {
      app.events.on(RoundCompleted{round, fit.boost.max_rounds});
    });
  });
}

}  // namespace

TrainOutcome run_train(const App& app, const TrainConfig& given) {
  auto best = read_best(app, given.best_file);
  const ChosenParams chosen = choose_params(given, best);
  TrainConfig config = given;
  config.pipeline = with_values(given.pipeline, values_of(chosen.settings),
                                given.best_file.string() + ": /best/settings");
  TrainingData data = load_training_data(app, config);
  const Windows windows = plan_windows(config, data);
  say_plan(app, data, windows);
  const auto fit = fit_options(config, data, chosen.params);
  if (config.dry_run) {
    return dry_run_outcome(data, windows, plan_text(data, windows));
  }
  TrainingRun run{config,
                  data,
                  windows,
                  fit,
                  run_walk_forward(app, config, data, windows, fit),
                  chosen.origin,
                  chosen.trials,
                  app.clock.now(),
                  app.threads};
  const model::Booster booster = final_fit(app, run);
  const Best updated = update_best(std::move(best), given, chosen, run);
  const std::string update_text =
      config.keep_best ? config.best_file.string() + " is left as it is"
      : std::isnan(run.walk.score)
          ? config.best_file.string() + " stays as it is: the score is undefined"
          : describe(updated.update, config, run.walk, updated.file);
  TrainOutcome outcome =
      stage(app, "write", [&] { return write_outputs(app, run, booster, update_text); });
  if (updated.update != training::BestUpdate::kKept &&
      updated.update != training::BestUpdate::kOtherMetric) {
    write_best(app, config, *updated.file, outcome);
  }
  return outcome;
}

}  // namespace mlpipe::commands
