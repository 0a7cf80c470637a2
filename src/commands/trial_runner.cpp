// SPDX-License-Identifier: MIT
#include "commands/trial_runner.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/ordered_tasks.hpp"
#include "mlpipe/core/pinned_threads.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/python_json.hpp"

#include "commands/trial_returns.hpp"
#include "commands/tuned_pipeline.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostCached = std::size_t{1} << 30U;

/// The numbers of a trial that viewers show beside its value.
constexpr std::array kShown = {"log_loss", "brier",  "roc_auc",      "accuracy", "rmse",    "mae",
                               "rank_ic",  "sharpe", "max_drawdown", "cagr",     "turnover"};

std::optional<double> find_value(const backtest::BacktestResult& result, std::string_view name) {
  return find_metric_value(result, name).value;
}

ordered_json or_null(std::optional<double> value) {
  return value && std::isfinite(*value) ? ordered_json(*value) : ordered_json(nullptr);
}

}  // namespace

metrics::MetricValue find_metric_value(const backtest::BacktestResult& result,
                                       std::string_view name) {
  for (const auto* list : {&result.forecast, &result.trading.metrics}) {
    for (const auto& item : *list) {
      if (item.name == name) {
        return item;
      }
    }
  }
  return metrics::absent(name, "it is not one of this task's metrics");
}

bool is_trading_metric(std::string_view name) {
  // In the table returns come behind forecasts, from "bars" on.
  return &metrics::find_metric(name) >= &metrics::find_metric("bars");
}

/// One trial under way.
struct TrialRunner::Job {
  TrainConfig config;
  std::shared_ptr<SearchSet> set;
  std::vector<backtest::Fold> folds;
  training::FitOptions fit;
  backtest::Task task;
  std::vector<std::vector<float>> forecasts;  ///< [n_folds]
  std::vector<int> rounds;                    ///< [n_folds]
  std::vector<double> scores;                 ///< [n_folds] known so far

  /// Of folds [begin, end).
  [[nodiscard]] backtest::OosPredictions predictions(std::size_t begin, std::size_t end) const {
    backtest::OosPredictions out;
    out.outputs = task.outputs();
    for (std::size_t f = begin; f < end; ++f) {
      for (std::size_t row = folds[f].test.begin; row < folds[f].test.end; ++row) {
        out.row.push_back(row);
        out.fold.push_back(static_cast<std::uint32_t>(f - begin));
      }
      out.value.insert(out.value.end(), forecasts[f].begin(), forecasts[f].end());
    }
    return out;
  }
  [[nodiscard]] backtest::BacktestResult evaluate(std::size_t begin, std::size_t end) const {
    const auto joined = predictions(begin, end);
    const auto some = std::span(folds).subspan(begin, end - begin);
    return backtest::evaluate({set->data.dataset, set->data.market, some, joined, set->day}, task,
                              config.pipeline.execution);
  }
};

TrialRunner::TrialRunner(const App& app, const TrainConfig& config, SearchSets& sets,
                         TrialMeasure measure, int threads)
    : app_(app),
      config_(config),
      sets_(sets),
      measure_(std::move(measure)),
      threads_(threads),
      matrices_(kMostCached) {}

optimize::Evaluation TrialRunner::operator()(optimize::RunningTrial& running) {
  const auto& trial = running.trial();
  Job job{config_, {}, {}, {}, {}, {}, {}, {}};
  job.config.pipeline = with_values(config_.pipeline, values_of(optimize::point_of(trial)),
                                    "trial " + std::to_string(trial.number));
  job.set = sets_.of(job.config.pipeline);
  job.folds = sets_.folds(*job.set, job.config.pipeline, false);
  job.fit = fit_options(job.config, job.set->data, job.config.pipeline.model.params);
  job.task = backtest_task(job.config, job.set->data);
  job.forecasts.resize(job.folds.size());
  job.rounds.resize(job.folds.size());
  const bool finished = measure_.pruner == optimize::PrunerKind::kHalving
                            ? run_halving(job, running)
                            : run_folds(job, running);
  if (!finished) {
    return {{}, "", {}, {{kFoldScores, optimize::to_python_json(job.scores)}}};
  }
  return evaluation(job);
}

MatrixCache::Matrix TrialRunner::matrix(const Job& job, std::size_t fold, int threads) {
  const auto& range = job.folds[fold];
  const auto param = [&](const char* name) {
    return model::find_param(job.fit.boost.params, name).value_or("") + "|";
  };
  const auto& weighting = job.config.pipeline.model;
  const std::string key = job.set->key + "|" + std::to_string(range.train.begin) + "|" +
                          std::to_string(range.train.end) + "|" + std::to_string(fold) + "|" +
                          param("tree_method") + param("max_bin") + param("objective") +
                          (weighting.early_stopping_rounds > 0 ? "stop|" : "|") +
                          std::to_string(static_cast<int>(weighting.class_weighting)) + "|" +
                          ordered_json(weighting.class_weights).dump() + "|" +
                          (weighting.time_decay ? to_string(*weighting.time_decay) : "");
  return matrices_.get(key, [&] {
    const auto rows = fold_rows(job.set->data.dataset, range, job.fit);
    return training::fit_matrix(job.set->data.dataset, rows.fit, rows.stop, job.fit, threads);
  });
}

void TrialRunner::forecast(Job& job, std::size_t fold, model::Boosting& boosting,
                           int threads) const {
  const auto booster = boosting.finish();
  job.rounds[fold] = booster.rounds();
  job.forecasts[fold] = booster.predict(job.set->data.dataset.view(job.folds[fold].test), threads);
}

double TrialRunner::fold_score(const Job& job, std::size_t fold) const {
  const auto scorer = backtest::make_fold_scorer(job.set->data.dataset, job.task);
  const auto [name, value] = scorer(job.folds[fold], job.forecasts[fold]);
  if (name == measure_.objective->name) {
    return value;
  }
  return find_value(job.evaluate(fold, fold + 1), measure_.objective->name).value_or(std::nan(""));
}

int TrialRunner::threads_a_fold(const Job& job) const {
  std::size_t longest = 0;
  for (const auto& fold : job.folds) {
    longest = std::max(longest, fold.train.size());
  }
  return is_large_fit(job.set->data.dataset, longest) ? threads_ : 1;
}

/// Folds go side by side and are reported in order: what lies behind the one that decides is
/// dropped, so that the threads change nothing.
bool TrialRunner::run_folds(Job& job, optimize::RunningTrial& running) {
  // A fit that nobody wants any more is left within so many rounds.
  constexpr int kRoundsAtOnce = 8;
  const int threads = threads_a_fold(job);
  bool finished = true;
  OrderedTasks tasks(
      job.folds.size(),
      [&](std::size_t fold) {
        const auto rows = matrix(job, fold, threads);
        auto boost = job.fit.boost;
        boost.threads = threads;
        model::Boosting boosting(*rows, boost);
        int rounds = kRoundsAtOnce;
        while (tasks.wanted() && boosting.advance(rounds, app_.stop)) {
          rounds += kRoundsAtOnce;
        }
        if (tasks.wanted()) {
          forecast(job, fold, boosting, threads);
        }
      },
      [&](std::size_t fold) {
        job.scores.push_back(fold_score(job, fold));
        const bool goes_on = running.report(static_cast<std::int64_t>(fold), job.scores.back());
        finished = goes_on || fold + 1 == job.folds.size();  // the last fold is paid for
        return finished;
      });
  const int at_once = threads_ / threads;
  running.perform(tasks, at_once);
  return finished;
}

/// All folds advance to the rounds of a rung before the next is begun, each on a thread of its own:
/// a fit stays with its thread (Boosting), which draws for one fit alone, so that the model is the
/// one that training makes. So nothing is for a helper either.
bool TrialRunner::run_halving(Job& job, optimize::RunningTrial& running) {
  auto boost = job.fit.boost;
  boost.threads = threads_a_fold(job);
  std::vector<MatrixCache::Matrix> rows(job.folds.size());
  std::vector<std::optional<model::Boosting>> boostings(job.folds.size());
  PinnedThreads pinned(job.folds.size(), threads_ / boost.threads,
                       [&](std::size_t fold) { boostings[fold].reset(); });
  pinned.run([&](std::size_t fold) {
    rows[fold] = matrix(job, fold, boost.threads);
    boostings[fold].emplace(*rows[fold], boost);
  });
  // What early stopping minimises may be the opposite of what is searched for.
  const auto metric = model::find_param(boost.params, "eval_metric").value_or("");
  const bool same_way =
      model::is_maximized(metric) == (measure_.objective->better == metrics::Direction::kMaximise);
  std::atomic<bool> more = true;
  for (std::int64_t rung = *measure_.halving.min_resource; more;
       rung *= measure_.halving.reduction_factor) {
    const auto rounds = static_cast<int>(std::min<std::int64_t>(rung, boost.max_rounds));
    more = false;
    pinned.run([&](std::size_t fold) {
      if (boostings[fold]->advance(rounds, app_.stop)) {
        more = true;
      }
    });
    double sum = 0.0;
    for (const auto& boosting : boostings) {
      sum += boosting->best_score();
    }
    const double mean = sum / static_cast<double>(boostings.size());
    if (more && !running.report(rung, same_way ? mean : -mean)) {
      return false;
    }
  }
  pinned.run([&](std::size_t fold) { forecast(job, fold, *boostings[fold], boost.threads); });
  for (std::size_t fold = 0; fold < job.folds.size(); ++fold) {
    job.scores.push_back(fold_score(job, fold));
  }
  return true;
}

optimize::Evaluation TrialRunner::evaluation(const Job& job) const {
  const auto result = job.evaluate(0, job.folds.size());
  optimize::Evaluation out;
  out.value = find_value(result, measure_.objective->name);
  if (!out.value) {
    out.failure = std::string(measure_.objective->name) + " is undefined for these forecasts";
  }
  for (const auto& bound : measure_.constraints) {
    out.constraints.push_back(optimize::excess(bound, find_value(result, bound.metric)));
  }
  auto shown = ordered_json::object();
  for (const char* name : kShown) {
    if (const auto value = find_value(result, name)) {
      shown[name] = *value;
    }
  }
  for (const auto& bound : measure_.constraints) {
    shown[bound.metric] = or_null(find_value(result, bound.metric));
  }
  out.attributes = {{kFoldScores, optimize::to_python_json(job.scores)},
                    {kRounds, optimize::to_python_json(job.rounds)},
                    {kMetrics, optimize::to_python_json(shown)}};
  add_return_moments(result, job.config.pipeline.execution, job.folds, out.attributes);
  return out;
}

}  // namespace mlpipe::commands
