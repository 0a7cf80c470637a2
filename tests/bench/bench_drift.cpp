// SPDX-License-Identifier: MIT
// Counting a million rows of fifty columns into their bins beside reading them once, and the whole
// check of a small sample. Target: counting within three times of reading.
#include <vector>

#include <benchmark/benchmark.h>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/drift/decide.hpp"

namespace {

using namespace mlpipe;

constexpr std::size_t kRows = 1'000'000;
constexpr std::size_t kColumns = 50;

template <typename T>
std::vector<T> normal_values(std::uint64_t seed, std::size_t rows) {
  Rng rng = Rng::stream(seed, 0);
  std::vector<T> out(rows);
  for (auto& value : out) {
    value = static_cast<T>(rng.normal());
  }
  return out;
}

template <typename T>
const std::vector<std::vector<T>>& table() {
  static const auto kTable = [] {
    std::vector<std::vector<T>> out;
    for (std::size_t col = 0; col < kColumns; ++col) {
      out.push_back(normal_values<T>(col, kRows));
    }
    return out;
  }();
  return kTable;
}

template <typename T>
void read_once(benchmark::State& state) {
  const auto& columns = table<T>();
  for (auto _ : state) {
    for (const auto& column : columns) {
      // Eight sums that do not wait for each other, as fast as one core reads.
      T sums[8] = {};
      for (std::size_t i = 0; i + 8 <= column.size(); i += 8) {
        for (std::size_t k = 0; k < 8; ++k) {
          sums[k] += column[i + k];
        }
      }
      benchmark::DoNotOptimize(sums);
    }
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(kRows * kColumns * sizeof(T)));
}

template <typename T>
void count_bins(benchmark::State& state) {
  const auto& columns = table<T>();
  const auto plan = drift::fit_bins(drift::sorted_finite(normal_values<T>(1'000, 5'000)));
  for (auto _ : state) {
    for (const auto& column : columns) {
      benchmark::DoNotOptimize(drift::count(plan, std::span<const T>(column)));
    }
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(kRows * kColumns * sizeof(T)));
}

void describe(benchmark::State& state) {
  const auto& columns = table<float>();
  const auto reference = normal_values<float>(1'000, 5'000);
  const auto profile = drift::make_feature_profile("x", std::span<const float>(reference), {}, 1.0);
  for (auto _ : state) {
    for (const auto& column : columns) {
      benchmark::DoNotOptimize(drift::describe_current(
          profile, std::span<const float>(column).first(static_cast<std::size_t>(state.range(0)))));
    }
  }
}

BENCHMARK(read_once<float>)->Unit(benchmark::kMillisecond);
BENCHMARK(count_bins<float>)->Unit(benchmark::kMillisecond);
BENCHMARK(read_once<double>)->Unit(benchmark::kMillisecond);
BENCHMARK(count_bins<double>)->Unit(benchmark::kMillisecond);
BENCHMARK(describe)->Arg(250)->Arg(kRows)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
