// SPDX-License-Identifier: MIT
// Each column of `core` and the dear ones of Alpha158 over a million bars, one thread. Peer:
// tests/bench/peers/features_peers.py, which also runs this and prints the ratios.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "mlpipe/core/event.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/features/causality.hpp"
#include "mlpipe/features/feature_set.hpp"
#include "mlpipe/features/leak.hpp"

namespace {

using namespace mlpipe;

constexpr std::size_t kBars = 1'000'000;

const data::MarketData& market() {
  static const data::MarketData kMarket = [] {
    Rng rng(1);
    data::MarketData bars;
    double price = 100.0;
    for (std::size_t t = 0; t < kBars; ++t) {
      const double open = price;
      price *= std::exp(0.001 * rng.normal());
      bars.close_time.push_back(Timestamp(std::chrono::minutes(28'000'000 + t)));
      bars.open.push_back(open);
      bars.close.push_back(price);
      bars.high.push_back(std::max(open, price) * (1.0 + 0.0005 * rng.uniform()));
      bars.low.push_back(std::min(open, price) * (1.0 - 0.0005 * rng.uniform()));
      bars.volume.push_back(std::floor(1000.0 * std::exp(rng.normal())));
    }
    bars.symbols = {""};
    bars.offsets = {0, kBars};
    bars.intraday = true;
    bars.time_zone = "America/New_York";
    return bars;
  }();
  return kMarket;
}

features::FeatureSet core() {
  NullSink events;
  return features::FeatureSet::resolve({}, market(), events);
}

void one_feature(benchmark::State& state, const std::string& name) {
  const features::FeatureSet set({*features::find_feature(name)});
  const data::BarSpan bars = data::bars_of(market(), 0);
  std::vector<double> out(kBars);
  for (auto _ : state) {
    set.compute(0, bars, out);
    benchmark::DoNotOptimize(out.data());
  }
}

void whole_core(benchmark::State& state) {
  const auto set = core();
  std::vector<double> out(kBars);
  for (auto _ : state) {
    for (std::size_t f = 0; f < set.features().size(); ++f) {
      set.compute(f, data::bars_of(market(), 0), out);
    }
  }
}

void self_check(benchmark::State& state) {
  const auto set = core();
  for (auto _ : state) {
    benchmark::DoNotOptimize(features::check_truncation(set, market(), 5, 1));
  }
}

void leak_check_of_50_columns(benchmark::State& state) {
  data::MarketData bars = market();
  Rng rng(2);
  std::vector<std::size_t> inputs;
  for (std::size_t i = 0; i < 50; ++i) {
    bars.inputs.push_back({"x" + std::to_string(i), {}, {}});
    for (std::size_t t = 0; t < kBars; ++t) {
      bars.inputs.back().values.push_back(static_cast<float>(rng.uniform()));
    }
    inputs.push_back(i);
  }
  std::vector<double> forward(kBars, 0.0);
  std::vector<double> label(kBars, 0.0);
  for (std::size_t t = 0; t + 1 < kBars; ++t) {
    forward[t] = bars.close[t + 1] / bars.close[t] - 1.0;
    label[t] = forward[t] > 0.0 ? 1.0 : 0.0;
  }
  const features::FeatureSet set({}, inputs);
  for (auto _ : state) {
    benchmark::DoNotOptimize(features::leak_suspects(bars, set, {label, forward, 2}, {}, 2));
  }
}

}  // namespace

int main(int argc, char** argv) {
  auto names = features::preset_names("core");
  for (const char* name : {"BETA60", "RSQR60", "QTLU60", "RANK60", "IMAX60", "MAX60", "CORR60",
                           "CNTP60", "SUMP60", "WVMA60", "STD60", "dist_sma_700", "vol_700"}) {
    names.emplace_back(name);
  }
  for (const auto& name : names) {
    benchmark::RegisterBenchmark(name.c_str(), [name](benchmark::State& s) {
      one_feature(s, name);
    })->Unit(benchmark::kMillisecond);
  }
  benchmark::RegisterBenchmark("core", whole_core)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("check_truncation, 5 points", self_check)
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("leak_suspects, 50 columns", leak_check_of_50_columns)
      ->Unit(benchmark::kMillisecond);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
