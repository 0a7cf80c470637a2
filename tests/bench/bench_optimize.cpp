// SPDX-License-Identifier: MIT
// One suggestion of the TPE sampler in 8 dimensions after 10 to 10,000 trials: the parameters of
// the reference's measurement of Optuna (2 floats, 2 logarithmic, 2 ints, 2 categoricals), and the
// ranges a booster has, where ints are wide.
#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>

#include "mlpipe/optimize/random_sampler.hpp"
#include "mlpipe/optimize/tpe_sampler.hpp"

namespace {

using namespace mlpipe::optimize;  // NOLINT(google-build-using-namespace)

const SearchSpace kMixed = {
    {"a", FloatDistribution{0.0, 1.0}},
    {"b", FloatDistribution{-5.0, 5.0}},
    {"c", FloatDistribution{1e-4, 1.0, true}},
    {"d", FloatDistribution{1e-3, 100.0, true}},
    {"e", IntDistribution{2, 12}},
    {"f", IntDistribution{50, 1000, false, 50}},
    {"g", CategoricalDistribution{{"gbtree", "dart", "gblinear"}}},
    {"h", CategoricalDistribution{{"none", "zscore", "rank", "minmax"}}},
};

const SearchSpace kBooster = {
    {"colsample_bytree", FloatDistribution{0.3, 1.0}},
    {"eta", FloatDistribution{1e-3, 0.5, true}},
    {"gamma", FloatDistribution{1e-8, 10.0, true}},
    {"lambda", FloatDistribution{1e-3, 100.0, true}},
    {"max_bin", IntDistribution{32, 512}},
    {"max_depth", IntDistribution{2, 12}},
    {"min_child_weight", IntDistribution{1, 300, true}},
    {"rounds", IntDistribution{50, 3000}},
};

double objective(const Params& params) {
  double sum = 0.0;
  for (const auto& [name, param] : params) {
    sum += std::fabs(std::sin(param.internal));
  }
  return sum;
}

std::vector<Trial> history(const SearchSpace& space, std::size_t n, bool by_tpe) {
  const RandomSampler random(1);
  const TpeSampler tpe({});
  std::vector<Trial> trials;
  trials.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    Trial trial;
    trial.number = static_cast<std::int64_t>(i);
    trial.state = TrialState::kComplete;
    const Ask ask{space, {Direction::kMinimize, trials}, trial.number};
    trial.params = (by_tpe ? tpe.suggest(ask) : random.suggest(ask)).value();
    trial.values = {objective(trial.params)};
    trials.push_back(std::move(trial));
  }
  return trials;
}

void suggest(benchmark::State& state, const SearchSpace& space, bool by_tpe, bool multivariate) {
  const auto trials = history(space, static_cast<std::size_t>(state.range(0)), by_tpe);
  TpeOptions options;
  options.multivariate = multivariate;
  const TpeSampler sampler(options);
  auto number = static_cast<std::int64_t>(trials.size());
  for (auto _ : state) {
    benchmark::DoNotOptimize(sampler.suggest({space, {Direction::kMinimize, trials}, number++}));
  }
}

BENCHMARK_CAPTURE(suggest, mixed_after_random, kMixed, false, true)
    ->Arg(30)
    ->Arg(100)
    ->Arg(1000)
    ->Arg(10000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(suggest, mixed_after_tpe, kMixed, true, true)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(suggest, booster_after_random, kBooster, false, true)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(suggest, booster_after_tpe, kBooster, true, true)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(suggest, mixed_each_by_itself, kMixed, true, false)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
