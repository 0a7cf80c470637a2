// SPDX-License-Identifier: MIT
#pragma once

// What the benchmarks of drift draw: series of mean 0 whose rows follow each other.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/rng.hpp"

namespace mlpipe::bench {

/// A warm-up leads into the process.
inline std::vector<double> garch(Rng& rng, std::size_t rows) {
  constexpr std::size_t kWarmUp = 200;
  constexpr double kNews = 0.08;
  constexpr double kOld = 0.9;
  std::vector<double> out;
  double variance = 1.0;
  for (std::size_t i = 0; i < rows + kWarmUp; ++i) {
    const double value = std::sqrt(variance) * rng.normal();
    variance = (1.0 - kNews - kOld) + kNews * value * value + kOld * variance;
    if (i >= kWarmUp) {
      out.push_back(value);
    }
  }
  return out;
}

/// Of mean 0 and deviation 1, whatever its memory.
inline std::vector<double> autoregression(Rng& rng, double memory, std::size_t rows) {
  std::vector<double> out(rows);
  double value = rng.normal();
  for (auto& each : out) {
    each = value;
    value = memory * value + std::sqrt(1.0 - memory * memory) * rng.normal();
  }
  return out;
}

/// Runs every setting on a random stream of its own and prints the list of what they give.
/// @param share  of each setting's sets, for a short run
template <class Setting, class Run>
void print_settings(std::vector<Setting> settings, std::uint64_t seed, double share,
                    const Run& run) {
  auto out = nlohmann::ordered_json::array();
  std::uint64_t stream = 0;
  for (auto& setting : settings) {
    setting.sets = std::max<std::size_t>(
        1, static_cast<std::size_t>(share * static_cast<double>(setting.sets)));
    out.push_back(run(setting, mix64(seed + mix64(++stream))));
  }
  std::printf("%s\n", out.dump(1).c_str());
}

}  // namespace mlpipe::bench
