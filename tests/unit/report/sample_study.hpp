// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "mlpipe/report/study_report.hpp"

#include "sample_report.hpp"

/// Reports of hyperparameter studies over simulated trials.
namespace sample {

inline optimize::SearchSpace boosting_space() {
  using namespace optimize;
  return {{"booster", CategoricalDistribution{{Value("gbtree"), Value("dart")}}},
          {"colsample_bytree", FloatDistribution{0.3, 1.0, false, 0.05}},
          {"grow_policy", CategoricalDistribution{{Value("depthwise"), Value("lossguide")}}},
          {"learning_rate", FloatDistribution{0.005, 0.3, true}},
          {"max_bin", IntDistribution{256, 256}},
          {"max_depth", IntDistribution{2, 10}},
          {"min_child_weight", IntDistribution{1, 256, true}},
          {"rate_drop", FloatDistribution{0.0, 0.5}, Condition{"booster", {Value("dart")}}},
          {"reg_lambda", FloatDistribution{0.001, 100.0, true}},
          {"subsample", FloatDistribution{0.3, 1.0, false, 0.05}}};
}

inline double drawn(Rng& rng, const optimize::Distribution& distribution) {
  using namespace optimize;
  if (const auto* real = std::get_if<FloatDistribution>(&distribution)) {
    const double u = rng.uniform();
    if (real->log) {
      return real->low * std::pow(real->high / real->low, u);
    }
    const double step = real->step.value_or(0.001);
    return real->low + step * std::floor(u * ((real->high - real->low) / step + 0.999));
  }
  if (const auto* whole = std::get_if<IntDistribution>(&distribution)) {
    const auto low = static_cast<double>(whole->low);
    const auto high = static_cast<double>(whole->high);
    return whole->log ? std::floor(low * std::pow(high / low, rng.uniform()))
                      : low + std::floor(rng.uniform() * (high - low + 0.999));
  }
  const auto n = std::get<CategoricalDistribution>(distribution).choices.size();
  return std::floor(rng.uniform() * static_cast<double>(n));
}

/// From 0 upwards: how far from a good booster the parameters are.
inline double badness(const optimize::Trial& trial) {
  const auto value = [&](const char* name) { return trial.params.find(name)->second.internal; };
  const double rate = std::log10(value("learning_rate")) + 1.5;
  const double depth = value("max_depth") - 4.0;
  const double weight = std::log2(value("min_child_weight")) - 5.0;
  return 0.5 * rate * rate + 0.02 * depth * depth + 0.008 * weight * weight +
         0.3 * (value("subsample") - 0.75) * (value("subsample") - 0.75);
}

/// `skill` is what parameters decide of the score; the rest is chance.
inline std::vector<optimize::Trial> boosting_trials(std::size_t count, double skill,
                                                    std::uint64_t seed) {
  const auto space = boosting_space();
  std::vector<optimize::Trial> out(count);
  Rng rng(seed);
  Timestamp time = at("2026-11-21T02:00:00Z");
  for (std::size_t i = 0; i < count; ++i) {
    auto& trial = out[i];
    trial.number = trial.id = static_cast<std::int64_t>(i);
    for (const auto& param : space) {
      const double internal = drawn(rng, param.distribution);
      if (!param.when || trial.params.find("booster")->second.internal == 1.0) {
        trial.params[param.name] = {param.distribution, internal};
      }
    }
    const double score = 0.6740 + 0.02 * skill * badness(trial) + 0.0012 * shock(rng);
    trial.started = time;
    time += std::chrono::milliseconds(1500 + static_cast<int>(900.0 * rng.uniform()));
    trial.completed = time;
    const bool pruned = i > 10 && score > 0.6765 && rng.uniform() < 0.6;
    trial.state = pruned ? optimize::TrialState::kPruned : optimize::TrialState::kComplete;
    trial.values = {score};
  }
  return out;
}

inline StudyIdentity study_identity() {
  StudyIdentity id;
  id.study = "nasdaq-direction";
  id.storage = "models/studies/nasdaq-direction.log";
  id.created = at("2026-11-21T01:59:58Z");
  id.now = at("2026-11-21T02:03:12Z");
  id.data_source = "data/nasdaq.csv";
  id.data_sha256 = std::string(64, 'c');
  id.label = "direction of the close, 1 bar ahead, dead band 0";
  id.folds = "9 folds, expanding window, test 63 bars, purge 1 bar";
  id.execution = "long above 0.5, costs 1 bp";
  id.sampler = "TPE, multivariate, 10 trials at random first";
  id.pruner = "Wilcoxon signed rank over folds, p 0.1";
  id.workers = 2;
  id.batch = 4;
  id.wall_seconds = 194.2;
  id.mlpipe_version = "0.5.0";
  id.xgboost_version = "1.7.4";
  return id;
}

inline StudyCandidate candidate_of(const optimize::Trial& trial, const std::string& name,
                                   double final_score) {
  StudyCandidate out;
  out.name = name;
  out.trial = trial.number;
  for (const auto& [param, held] : trial.params) {
    out.params[param] = optimize::to_external(held.distribution, held.internal);
  }
  out.search_score = trial.values.front();
  out.final_score = final_score;
  Rng rng(static_cast<std::uint64_t>(trial.number) + 1);
  for (int i = 0; i < 9; ++i) {
    out.fold_scores.emplace_back(trial.values.front() + 0.004 * shock(rng));
  }
  return out;
}

/// The best, held against the first trial as defaults and the second as what was best so far.
inline void choose(StudyReport& report, double best_final, double defaults_final,
                   double current_final) {
  const optimize::History history{report.direction, report.trials};
  report.importances = optimize::param_importances(history);
  report.best.reset();
  report.rivals.clear();
  if (const auto best = optimize::best_trial(history)) {
    report.best = candidate_of(report.trials[*best], "best trial", best_final);
    report.rivals = {candidate_of(report.trials[0], "defaults", defaults_final),
                     candidate_of(report.trials[1], "current best", current_final)};
  }
  report.trials_in_this_run = report.trials.size();
}

inline StudyHonesty honesty(double trials, double deflated, double overfitting) {
  StudyHonesty out;
  out.trials = trials;
  out.sharpe = 0.0931;
  out.sharpe_annual = 1.478;
  out.expected = 0.0512;
  out.expected_annual = 0.813;
  out.deflated = deflated;
  out.overfitting = overfitting;
  out.loss = 0.081;
  out.splits = 12870;
  return out;
}

inline StudyReport normal_study() {
  StudyReport out;
  out.identity = study_identity();
  out.space = boosting_space();
  out.trials = boosting_trials(100, 1.0, 7);
  out.duplicates = 2;
  out.final_window = FinalWindow{at("2026-08-20T21:00:00Z"), at("2026-11-20T21:00:00Z"), 64};
  out.best_file =
      "config/best_hyperparameters.json holds the best trial now: it is better by the rule "
      "\"improved on both\".";
  out.honesty = honesty(100.0, 0.973, 0.07);
  out.conventions = {"Folds train on bars before their test windows only.",
                     "The deflated Sharpe ratio is that of Bailey and López de Prado 2014."};
  choose(out, 0.6751, 0.6794, 0.6772);
  return out;
}

/// Noise: nothing but luck tells its trials apart.
inline StudyReport noise_study() {
  StudyReport out = normal_study();
  out.identity.study = "noise";
  out.trials = boosting_trials(100, 0.0, 11);
  out.duplicates = 0;
  choose(out, 0.6939, 0.6931, 0.6933);
  out.honesty = honesty(100.0, 0.4, 0.62);
  out.honesty.sharpe = 0.0478;
  out.honesty.sharpe_annual = 0.759;
  out.best_file =
      "config/best_hyperparameters.json stays as it was: the final window does not confirm the "
      "gain.";
  return out;
}

/// Sharpe ratio to be maximised under a limit of drawdown, with failed trials and hostile names.
inline StudyReport constrained_study() {
  StudyReport out = normal_study();
  const std::string hostile = "<script>alert('x')</script>|a*b_c`d`";
  out.identity.study = hostile;
  out.identity.storage = "redis://host:6379/" + hostile;
  out.identity.git_commit = "3fa9c1d";
  out.metric = "sharpe";
  out.direction = optimize::Direction::kMaximize;
  out.constraints = {"max drawdown not below -25%", hostile};
  out.space.push_back({hostile, optimize::CategoricalDistribution{
                                    {optimize::Value(hostile), optimize::Value("b")}}});
  out.trials = boosting_trials(60, 1.0, 5);
  Rng rng(17);
  for (auto& trial : out.trials) {
    trial.values = {2.0 - 60.0 * (trial.values.front() - 0.674)};
    trial.constraints = {{"max_drawdown|" + hostile, 0.1 * rng.uniform() - 0.06}};
    trial.params[hostile] = {out.space.back().distribution, rng.uniform() < 0.5 ? 0.0 : 1.0};
    if (trial.number % 13 == 4) {
      trial.state = optimize::TrialState::kFail;
      trial.values.clear();
    }
  }
  out.trials[20].values = {-180.0};  // far below all others
  out.trials[20].state = optimize::TrialState::kComplete;
  out.trials.push_back({});
  out.trials.back().number = 60;
  out.trials.back().state = optimize::TrialState::kWaiting;
  choose(out, 0.0, 0.41, 0.62);
  out.best->final_score = Quantity::undefined("no trade was closed");
  out.rivals.front().name = hostile;
  out.honesty = StudyHonesty();
  out.honesty.trials = 60.0;
  for (auto* quantity : {&out.honesty.sharpe, &out.honesty.sharpe_annual, &out.honesty.expected,
                         &out.honesty.expected_annual, &out.honesty.deflated,
                         &out.honesty.overfitting, &out.honesty.loss}) {
    *quantity = Quantity::undefined("the input has no prices");
  }
  out.best_file = "config/best_hyperparameters.json stays as it was: " + hostile;
  out.warnings = {"5 trials failed; the first: " + hostile};
  return out;
}

/// Every trial pruned or failed.
inline StudyReport fruitless_study() {
  StudyReport out = normal_study();
  out.trials = boosting_trials(12, 1.0, 3);
  for (auto& trial : out.trials) {
    trial.state =
        trial.number % 3 == 0 ? optimize::TrialState::kFail : optimize::TrialState::kPruned;
    trial.values.clear();
    if (trial.number % 3 == 1) {
      trial.intermediate_values = {{0, 0.69 + 0.001 * static_cast<double>(trial.number)}};
    }
  }
  out.duplicates = 0;
  out.best_file = "config/best_hyperparameters.json stays as it was.";
  out.honesty = {};
  choose(out, 0.0, 0.0, 0.0);
  return out;
}

}  // namespace sample
