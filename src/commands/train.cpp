// SPDX-License-Identifier: MIT
#include "mlpipe/commands/train.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/training/best_hyperparameters.hpp"

#include "commands/stage.hpp"
#include "commands/train_data.hpp"
#include "commands/train_outputs.hpp"
#include "commands/train_score.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::size_t kMostBestBytes = 64U << 20U;

std::optional<training::BestHyperparameters> read_best(const App& app, const TrainConfig& config) {
  if (!app.files.exists(config.best_file)) {
    return std::nullopt;
  }
  const std::string name = config.best_file.string();
  return training::parse_best_hyperparameters(
      parse_json(app.files.read(config.best_file, kMostBestBytes), name), name);
}

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
              best->best.trial_count};
  }
  if (!config.params_over_all.empty()) {
    chosen = {overlay(chosen.params, config.params_over_all), config.params_source, chosen.trials};
  }
  return chosen;
}

/// Hash of what must be the same for two scores to be compared: what is forecast, of what, and
/// when. Other features that forecast it better are a better recipe, not another contest. Windows
/// as the config says them: left open, they follow the data, which grow from week to week.
std::string comparable_recipe(const TrainingRun& run) {
  const auto& pipeline = run.config.pipeline;
  const auto& holdout = run.config.holdout;
  const nlohmann::ordered_json recipe = {
      {"source", pipeline.data.source},
      {"symbols", run.data.market.symbols},
      {"label", labels::write_label_options(pipeline.label)},
      {"walk_forward", backtest::write_split_options(pipeline.walk_forward)},
      {"holdout", holdout ? to_string(*holdout) : ""}};
  return sha256_hex(to_json_line(recipe));
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
Best update_best(std::optional<training::BestHyperparameters> file, const TrainingRun& run) {
  Best best{std::move(file), training::BestUpdate::kKept};
  if (run.config.keep_best || std::isnan(run.walk.score)) {
    return best;
  }
  training::ScoredParameters scored;
  for (const auto& [name, value] : run.fit.boost.params) {
    if (name != "seed" && name != "num_class") {  // both come from the run, not from the file
      scored.params.emplace_back(name, value);
    }
  }
  scored.metric = run.walk.metric;
  scored.score = run.walk.score;
  scored.fold_scores = run.walk.fold_scores;
  scored.rounds = run.walk.median_rounds();
  scored.trial_count = run.trials;
  scored.data_sha256 = run.data.market.report.sha256;
  scored.recipe_sha256 = comparable_recipe(run);
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

TrainOutcome run_train(const App& app, const TrainConfig& config) {
  auto best = read_best(app, config);
  const ChosenParams chosen = choose_params(config, best);
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
  const Best updated = update_best(std::move(best), run);
  const std::string update_text =
      config.keep_best ? config.best_file.string() + " is left as it is"
      : std::isnan(run.walk.score)
          ? config.best_file.string() + " stays as it is: the score is undefined"
          : describe(updated.update, config, run.walk, updated.file);
  TrainOutcome outcome =
      stage(app, "write", [&] { return write_outputs(app, run, booster, update_text); });
  if (updated.update != training::BestUpdate::kKept) {
    write_best(app, config, *updated.file, outcome);
  }
  return outcome;
}

}  // namespace mlpipe::commands
