// SPDX-License-Identifier: MIT
#include "mlpipe/commands/optimize.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "commands/best_file.hpp"
#include "commands/best_update.hpp"
#include "commands/crew.hpp"
#include "commands/final_scores.hpp"
#include "commands/optimize_study.hpp"
#include "commands/search_sets.hpp"
#include "commands/stage.hpp"
#include "commands/trial_runner.hpp"
#include "commands/trial_work.hpp"
#include "commands/tuned_pipeline.hpp"

namespace mlpipe::commands {
namespace {

using optimize::SearchEnd;

std::string plan_text(const OptimizeConfig& config, const SearchSets& sets,
                      const metrics::Metric& objective) {
  const auto& windows = sets.windows();
  const auto& data = sets.base()->data.dataset;
  std::string text = std::to_string(config.study.trials) + " trials of " +
                     std::to_string(config.study.space.size()) + " parameters by " +
                     std::string(objective.name) + " on " + std::to_string(windows.search.size()) +
                     " folds (" + grouped(data.rows()) + " rows, " + grouped(data.cols()) +
                     " features)";
  if (!windows.final.empty()) {
    text += "; kept for the end, unseen: " + std::to_string(windows.final.size()) +
            (windows.final.size() == 1 ? " fold" : " folds") + " from " +
            to_display(windows.final.front().test_lower);
  }
  return text;
}

std::string end_text(SearchEnd end) {
  switch (end) {
    case SearchEnd::kTrials:
      return "there are as many trials as wanted";
    case SearchEnd::kTimeout:
      return "the time is up";
    case SearchEnd::kPatience:
      return "no better trial came for as long as patience lasts";
    case SearchEnd::kTarget:
      return "the target is reached";
    case SearchEnd::kExhausted:
      return "every point was tried";
  }
  return "";
}

/// The pipeline with the parameters of the best file in place of its own.
PipelineConfig incumbent_pipeline(const OptimizeConfig& config,
                                  const training::ScoredParameters& best) {
  auto values = values_of(best.settings);
  for (const auto& [name, text] : best.params) {
    // The file gives what XGBoost was given: what the pipeline sets itself stays out.
    if (name != "objective" && name != "eval_metric") {
      values[name] = text;
    }
  }
  return with_values(config.train.pipeline, values, config.train.best_file.string());
}

/// The pipeline with each of the starting points in place of its own parameters. A point may name
/// more than the space has, since whoever shortens the space keeps the points.
std::vector<PipelineConfig> start_pipelines(const App& app, const OptimizeConfig& config) {
  std::vector<PipelineConfig> out;
  std::set<std::string> unknown;
  for (const auto& start : config.study.starts) {
    const auto values = values_in(config.study.space, start, unknown);
    out.push_back(with_values(config.train.pipeline, values,
                              config.study_source + ": /starts/" + std::to_string(out.size())));
  }
  if (!unknown.empty()) {
    app.events.on(Note{"optimize.starts",
                       "/starts names what the space does not have, and is tried without: " +
                           join(std::vector(unknown.begin(), unknown.end()), ", ")});
  }
  return out;
}

class Optimization {
 public:
  Optimization(const App& app, const OptimizeConfig& config)
      : app_(app), config_(config), sets_(app, config.train, config.study.final_folds) {
    objective_ = &objective_of(config.study, model_task(sets_.base()->data.labels.task),
                               config.study_source);
    starts_ = start_pipelines(app, config);
    best_ = read_best(app, config.train.best_file);
    if (best_) {
      take_incumbent();
    }
  }

  OptimizeOutcome dry_run() const {
    OptimizeOutcome out;
    out.dry_run = true;
    out.headline = plan_text(config_, sets_, *objective_);
    return out;
  }

  OptimizeOutcome run(const JournalOpener& open) {
    say_plan();
    const auto opened = open(config_.study.storage);
    optimize::SharedStudy study(*opened.journal, study_terms(config_, sets_, *objective_),
                                app_.clock);
    app_.events.on(Note{"optimize.study",
                        "study " + study.terms().name + " in " + opened.journal->name() + ", " +
                            std::to_string(study.study().trials.size()) + " trials so far"});
    rescue(study, opened);
    study.enqueue(first_points(), config_.study.trials);
    search(study);
    return finish(study);
  }

 private:
  void say_plan() const {
    app_.events.on(Note{"optimize.plan", plan_text(config_, sets_, *objective_)});
    for (const auto& note : sets_.windows().notes) {
      app_.events.on(Note{"walk_forward.windows", note});
    }
  }

  void take_incumbent() {
    try {
      incumbent_ = incumbent_pipeline(config_, best_->best);
    } catch (const ConfigError& error) {
      app_.events.on(Warning{"optimize.incumbent",
                             "the present best parameters do not fit this pipeline and are left "
                             "out of the comparison: " +
                                 std::string(error.what())});
    }
  }

  void rescue(optimize::SharedStudy& study, const OpenJournal& opened) const {
    const auto dead = study.clear_abandoned(opened.is_dead, config_.study.retries);
    if (dead > 0) {
      app_.events.on(Warning{"optimize.abandoned",
                             std::to_string(dead) +
                                 (dead == 1 ? " trial of a worker" : " trials of workers") +
                                 " that is no more: failed, and tried again"});
    }
  }

  [[nodiscard]] std::vector<optimize::Point> first_points() const {
    std::vector<optimize::Point> out;
    const auto add = [&](const PipelineConfig& pipeline) {
      auto point = nearest_point(config_.study.space, pipeline);
      if (!point.empty() && std::find(out.begin(), out.end(), point) == out.end()) {
        out.push_back(std::move(point));
      }
    };
    add(config_.train.pipeline);
    if (incumbent_) {
      add(*incumbent_);
    }
    for (const auto& pipeline : starts_) {
      add(pipeline);
    }
    return out;
  }

  void search(optimize::SharedStudy& study) {
    const auto& options = config_.study;
    crew_ = crew_of(app_.threads, options);
    const auto sampler = make_sampler(options.sampler, options.space, config_.train.seed,
                                      trial_work(config_.train.pipeline, options.space, sets_));
    const auto pruner = make_pruner(options.pruner);
    TrialRunner runner(
        app_, config_.train, sets_,
        {objective_, options.constraints, options.pruner.kind, options.pruner.halving},
        crew_.threads);
    const optimize::SearchPlan plan{
        *sampler,
        *pruner,
        crew_.workers,
        options.batch,
        {options.trials,
         options.timeout ? std::optional(length_of(*options.timeout)) : std::nullopt,
         options.patience, options.target}};
    const auto began = app_.clock.elapsed();
    result_ = stage(app_, "search", [&] {
      return run_search(study, plan, std::ref(runner), app_.clock, app_.events, app_.stop);
    });
    wall_ = app_.clock.elapsed() - began;
    app_.events.on(Note{"optimize.end", "the search ended: " + end_text(result_.end)});
  }

  OptimizeOutcome finish(const optimize::SharedStudy& study) {
    StudyResult out{config_, study, sets_, *objective_, crew_.workers, result_, wall_,
                    {},      {},    {},    {}};
    out.evidence = study_evidence(study.study());
    const auto best = best_trial(history_of(study.study()));
    if (best) {
      out.best = candidate("best trial", study.study().trials[*best]);
    }
    if (incumbent_) {
      out.rivals.push_back(candidate("present best", *incumbent_));
    }
    out.rivals.push_back(candidate("defaults", config_.train.pipeline));
    const auto decided = best_update(out, best_.has_value());
    out.best_update = decided.text;
    auto outcome = stage(app_, "write", [&] { return write_study(app_, out); });
    if (decided.take) {
      write_best(*decided.take, study, out);
    }
    return outcome;
  }

  [[nodiscard]] Candidate candidate(const std::string& name, const PipelineConfig& pipeline) {
    TrainConfig train = config_.train;
    train.pipeline = pipeline;
    return {name,
            {},
            own_point(config_.study.space, pipeline),
            {},
            score_windows(app_, train, sets_, *objective_)};
  }

  [[nodiscard]] Candidate candidate(const std::string& name, const optimize::Trial& trial) {
    const auto values = values_of(optimize::point_of(trial));
    auto out = candidate(name, with_values(config_.train.pipeline, values, name));
    out.trial = trial.number;
    out.point = optimize::point_of(trial);
    out.settings = settings_of(values);
    return out;
  }

  void write_best(const Candidate& taken, const optimize::SharedStudy& study,
                  const StudyResult& result) {
    training::ScoredParameters scored;
    scored.params = kept_params(taken.scores.params);
    scored.settings = taken.settings;
    scored.metric = objective_->name;
    scored.minimise = objective_->better != metrics::Direction::kMaximise;
    scored.score = taken.scores.all.value_or(std::nan(""));
    scored.fold_scores = taken.scores.fold_scores;
    scored.rounds = median_rounds(taken.scores.rounds);
    scored.study = study.terms().name;
    scored.trial_count = static_cast<std::int64_t>(result.evidence.tried);
    scored.data_sha256 = sets_.base()->data.market.report.sha256;
    scored.recipe_sha256 = comparable_recipe(config_.train, sets_.base()->data.market.symbols);
    scored.created = app_.clock.now();
    training::replace_best(best_, scored);
    const auto text = training::write_best_hyperparameters(*best_);
    app_.files.replace(config_.train.best_file, text);
    app_.events.on(ArtifactWritten{config_.train.best_file.string(), text.size()});
  }

  const App& app_;
  const OptimizeConfig& config_;
  SearchSets sets_;
  const metrics::Metric* objective_ = nullptr;
  std::optional<training::BestHyperparameters> best_;
  std::optional<PipelineConfig> incumbent_;
  std::vector<PipelineConfig> starts_;
  Crew crew_;
  optimize::SearchResult result_;
  std::chrono::nanoseconds wall_{};
};

}  // namespace

OptimizedTraining run_optimize_and_train(const App& outside, const JournalOpener& open,
                                         const OptimizeConfig& config) {
  if (config.study.update == optimize::UpdateRule::kNever) {
    throw ConfigError(config.study_source + ": /update",
                      "is \"never\", so that the training would not get what the search finds");
  }
  // Standard input can be read once.
  ReplayedSources sources(outside.sources);
  const App app{outside.files, outside.clock,   sources,      outside.events,
                outside.stop,  outside.threads, outside.actor};
  OptimizedTraining out;
  out.optimize = run_optimize(app, open, config);
  TrainConfig train = config.train;
  // A dry run has nothing better to take.
  train.use_best = !train.dry_run || app.files.exists(train.best_file);
  out.train = run_train(app, train);
  return out;
}

OptimizeOutcome run_optimize(const App& app, const JournalOpener& open,
                             const OptimizeConfig& config) {
  check_options(config);
  Optimization optimization(app, config);
  return config.train.dry_run ? optimization.dry_run() : optimization.run(open);
}

}  // namespace mlpipe::commands
