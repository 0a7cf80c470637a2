// SPDX-License-Identifier: MIT
#include "mlpipe/stats/bootstrap.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::stats {
namespace {

/// Replicates a task: enough that its buffer costs nothing, few enough to share among threads.
constexpr std::size_t kReplicatesPerTask = 32;

}  // namespace

void stationary_indices(Rng& rng, double mean_block, std::span<std::uint32_t> out) {
  assert(mean_block >= 1.0 && out.size() < (1ULL << 32U));
  if (out.empty()) {
    return;
  }
  const auto n = static_cast<std::uint32_t>(out.size());
  const double restart = 1.0 / mean_block;
  auto index = static_cast<std::uint32_t>(rng.below(n));
  out.front() = index;
  for (auto& next : out.subspan(1)) {
    if (rng.uniform() < restart) {
      index = static_cast<std::uint32_t>(rng.below(n));
    } else {
      index = index + 1 == n ? 0 : index + 1;
    }
    next = index;
  }
}

std::vector<double> bootstrap_replicates(std::size_t n, std::size_t count,
                                         const BootstrapOptions& options,
                                         const ResampledStatistics& statistics) {
  std::vector<double> replicates(options.replicates * count);
  const std::size_t tasks = (options.replicates + kReplicatesPerTask - 1) / kReplicatesPerTask;
  parallel_for(options.threads, tasks, [&](std::size_t task) {
    std::vector<std::uint32_t> indices(n);
    const std::size_t begin = task * kReplicatesPerTask;
    const std::size_t end = std::min(begin + kReplicatesPerTask, options.replicates);
    for (std::size_t b = begin; b < end; ++b) {
      Rng rng = Rng::stream(options.seed, b);
      stationary_indices(rng, options.mean_block, indices);
      statistics(indices, std::span(replicates).subspan(b * count, count));
    }
  });
  return replicates;
}

std::optional<BootstrapSummary> summarise_bootstrap(double estimate,
                                                    std::span<const double> replicates,
                                                    double confidence) {
  assert(confidence > 0.0 && confidence < 1.0);
  std::vector<double> defined;
  std::copy_if(replicates.begin(), replicates.end(), std::back_inserter(defined),
               [](double value) { return std::isfinite(value); });
  const std::size_t undefined = replicates.size() - defined.size();
  if (!std::isfinite(estimate) || defined.size() < 2 || undefined > defined.size()) {
    return std::nullopt;
  }
  std::size_t as_high = undefined;
  std::size_t as_low = undefined;
  for (const double value : defined) {
    as_high += value - estimate >= estimate ? 1U : 0U;
    as_low += value - estimate <= estimate ? 1U : 0U;
  }
  const auto spread = moments(defined);
  std::sort(defined.begin(), defined.end());
  const double tail = 0.5 * (1.0 - confidence);
  const auto p_value = [&](std::size_t extreme) {
    return static_cast<double>(extreme + 1) / static_cast<double>(replicates.size() + 1);
  };
  return BootstrapSummary{estimate,
                          spread.mean,
                          spread.deviation.value(),
                          quantile_linear(defined, tail),
                          quantile_linear(defined, 1.0 - tail),
                          p_value(as_high),
                          p_value(as_low),
                          undefined};
}

}  // namespace mlpipe::stats
