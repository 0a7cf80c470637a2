// SPDX-License-Identifier: MIT
#include "mlpipe/commands/optimize.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "commands/best_file.hpp"
#include "commands/final_scores.hpp"
#include "commands/optimize_report.hpp"
#include "commands/optimize_study.hpp"
#include "commands/search_sets.hpp"
#include "commands/stage.hpp"
#include "commands/trial_runner.hpp"
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

/// How trials share the threads.
struct Crew {
  int workers = 1;
  int threads = 1;  ///< of each
};

Crew crew_of(const App& app, const optimize::StudyOptions& options, const SearchSets& sets) {
  std::size_t longest = 0;
  for (const auto& fold : sets.windows().search) {
    longest = std::max(longest, fold.train.size());
  }
  Crew crew;
  if (options.workers) {
    crew.workers = *options.workers;
  } else if (!is_large_fit(sets.base()->data.dataset, longest)) {
    // One thread for each of several fits costs least; large ones would fill the memory.
    crew.workers = app.threads;
  }
  if (options.batch > 0) {
    if (options.workers && static_cast<std::size_t>(crew.workers) > options.batch) {
      app.events.on(Warning{"optimize.workers", "a batch of " + std::to_string(options.batch) +
                                                    " keeps " + std::to_string(options.batch) +
                                                    " of " + std::to_string(crew.workers) +
                                                    " workers busy; give a larger --batch, or 0"});
    }
    crew.workers = std::min(crew.workers, static_cast<int>(options.batch));
  }
  crew.threads = std::max(1, app.threads / crew.workers);
  return crew;
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

std::optional<std::chrono::nanoseconds> length_of(const std::optional<Duration>& duration) {
  if (!duration) {
    return std::nullopt;
  }
  return Timestamp{} - subtract(Timestamp{}, *duration);
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

class Optimization {
 public:
  Optimization(const App& app, const OptimizeConfig& config)
      : app_(app), config_(config), sets_(app, config.train, config.study.final_folds) {
    objective_ = &objective_of(config.study, model_task(sets_.base()->data.labels.task),
                               config.study_source);
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
    study.enqueue(first_points());
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
    std::vector<optimize::Point> out = {nearest_point(config_.study.space, config_.train.pipeline)};
    if (incumbent_) {
      auto point = nearest_point(config_.study.space, *incumbent_);
      if (point != out.front()) {
        out.push_back(std::move(point));
      }
    }
    std::erase_if(out, [](const auto& point) { return point.empty(); });
    return out;
  }

  void search(optimize::SharedStudy& study) {
    const auto& options = config_.study;
    crew_ = crew_of(app_, options, sets_);
    const auto sampler = make_sampler(options.sampler, options.space, config_.train.seed);
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
        {options.trials, length_of(options.timeout), options.patience, options.target}};
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
    const auto decided = decide(out);
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

  struct Decision {
    const Candidate* take = nullptr;
    std::string text;
  };

  [[nodiscard]] bool better(std::optional<double> a, std::optional<double> b) const {
    if (!a || !b) {
      return a.has_value();
    }
    return objective_->better == metrics::Direction::kMaximise ? *a > *b : *a < *b;
  }

  /// By the configured rule against what stands in the file, or the defaults if there is none.
  [[nodiscard]] Decision decide(const StudyResult& result) const {
    const std::string file = config_.train.best_file.string();
    const auto rule = config_.study.update;
    if (rule == optimize::UpdateRule::kNever) {
      return {nullptr, file + " is left as it is"};
    }
    if (!result.best) {
      return {nullptr, file + " stays as it is: no trial is complete and within all bounds"};
    }
    const Candidate& rival = result.rivals.front();
    const Candidate& best = *result.best;
    const bool has_final = best.scores.final || rival.scores.final;
    const bool checks_final = rule == optimize::UpdateRule::kFinal && has_final;
    const bool wins_search = better(best.scores.search, rival.scores.search);
    const bool wins_final = !checks_final || better(best.scores.final, rival.scores.final);
    if (wins_search && wins_final) {
      return {&best, file + (best_ ? " takes" : " begins with") + " the parameters of trial " +
                         std::to_string(*best.trial) + " (" + versus(best, rival, checks_final) +
                         ")"};
    }
    const std::string why = !wins_search
                                ? "the search found nothing better than the " + rival.name
                                : "what the search found is not better than the " + rival.name +
                                      " on the final window (" + versus(best, rival, true) + ")";
    if (!best_) {
      return {&rival, file + " begins with the defaults: " + why};
    }
    return {nullptr, file + " stays as it is: " + why};
  }

  [[nodiscard]] std::string versus(const Candidate& best, const Candidate& rival,
                                   bool on_final) const {
    const auto text = [](std::optional<double> value) {
      return value ? fixed(*value, 6) : std::string("undefined");
    };
    const auto& a = best.scores;
    const auto& b = rival.scores;
    return std::string(objective_->name) + " " + text(on_final ? a.final : a.search) + " against " +
           text(on_final ? b.final : b.search);
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
