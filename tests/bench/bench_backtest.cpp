// SPDX-License-Identifier: MIT
// Backtest and metrics on 10,000 to 1,000,000 bars. Target: backtest and all return metrics of a
// million bars under 50 ms.
#include <cmath>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>

#include "mlpipe/backtest/evaluate.hpp"
#include "mlpipe/backtest/simulation.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/metrics/classification.hpp"

namespace {

using namespace mlpipe;

struct Input {
  data::MarketData market;
  std::vector<std::size_t> bar;
  std::vector<double> signal;
  std::vector<double> label;
};

Input make_input(std::size_t n, std::chrono::seconds step) {
  Input in;
  Rng rng(1);
  double last = 100.0;
  double mood = 0.0;
  in.market.symbols = {""};
  in.market.offsets = {0, n};
  in.market.intraday = step < std::chrono::hours(24);
  for (std::size_t t = 0; t < n; ++t) {
    in.market.close_time.push_back(Timestamp{} + step * static_cast<std::int64_t>(t));
    in.market.open.push_back(last * (1.0 + 1e-4 * rng.normal()));
    in.market.close.push_back(in.market.open.back() * (1.0 + 1e-3 * rng.normal()));
    last = in.market.close.back();
    // A forecast that lasts some bars, as those of models do; about one trade in ten bars.
    mood = 0.95 * mood + 0.05 * rng.normal();
    in.signal.push_back(static_cast<double>(static_cast<float>(0.5 + mood)));
    in.label.push_back(rng.uniform() < in.signal.back() ? 1.0 : 0.0);
  }
  in.bar.resize(n);
  std::iota(in.bar.begin(), in.bar.end(), std::size_t{0});
  return in;
}

void simulate_bars(benchmark::State& state, std::chrono::seconds step) {
  const auto in = make_input(static_cast<std::size_t>(state.range(0)), step);
  backtest::ExecutionOptions options;
  options.long_above = 0.55;
  options.short_below = 0.45;
  for (auto _ : state) {
    benchmark::DoNotOptimize(backtest::simulate(
        in.market, {in.bar, in.signal, backtest::SignalKind::kProbability}, {}, options));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetComplexityN(state.range(0));
}

void BM_simulate_daily(benchmark::State& state) {
  simulate_bars(state, std::chrono::hours(24));
}
BENCHMARK(BM_simulate_daily)
    ->RangeMultiplier(10)
    ->Range(10'000, 1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);

void BM_simulate_minutes(benchmark::State& state) {
  simulate_bars(state, std::chrono::minutes(1));
}
BENCHMARK(BM_simulate_minutes)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

/// The same with the next side chosen on every bar: half a million trades.
void BM_simulate_busy(benchmark::State& state) {
  auto in = make_input(1'000'000, std::chrono::hours(24));
  for (std::size_t t = 0; t < in.signal.size(); ++t) {
    in.signal[t] = t % 2 == 0 ? 0.9 : 0.1;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(backtest::simulate(
        in.market, {in.bar, in.signal, backtest::SignalKind::kProbability}, {}, {}));
  }
}
BENCHMARK(BM_simulate_busy)->Unit(benchmark::kMillisecond);

void BM_binary_metrics(benchmark::State& state) {
  const auto in = make_input(static_cast<std::size_t>(state.range(0)), std::chrono::hours(24));
  for (auto _ : state) {
    benchmark::DoNotOptimize(metrics::binary_metrics(in.signal, in.label));
  }
  state.SetComplexityN(state.range(0));
}
BENCHMARK(BM_binary_metrics)
    ->RangeMultiplier(10)
    ->Range(10'000, 1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);

/// Splitting, yardsticks, fold scores and the simulation: all of a walk-forward but the model.
void BM_evaluate(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto in = make_input(n, std::chrono::minutes(1));
  data::Dataset set;
  set.features.resize(static_cast<std::ptrdiff_t>(n), 0);
  set.time = in.market.close_time;
  set.symbol.assign(n, 0);
  set.bar = in.bar;
  for (std::size_t t = 0; t < n; ++t) {
    const bool known = t + 1 < n;
    set.label.push_back(known ? static_cast<float>(in.label[t]) : std::nanf(""));
    set.label_end.push_back(known ? set.time[t + 1] : Timestamp::max());
  }
  backtest::SplitOptions split;
  split.train = {static_cast<std::int64_t>(n / 4), Duration::Unit::kBars};
  split.test = {static_cast<std::int64_t>(n / 40), Duration::Unit::kBars};
  NullSink events;
  const StopFlag stop;
  for (auto _ : state) {
    const auto folds = backtest::split_walk_forward(set.time, set.label_end, split).folds;
    const auto predictions = backtest::run_walk_forward(
        folds, 1, 1,
        [](std::size_t, const backtest::Fold& fold) {
          return std::vector<float>(fold.test.size(), 0.6F);
        },
        {}, events, stop);
    benchmark::DoNotOptimize(backtest::evaluate({set, in.market, folds, predictions, {}}, {}, {}));
  }
}
BENCHMARK(BM_evaluate)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
