// SPDX-License-Identifier: MIT
// Samplers and pruners from their options, and in words.
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/grid_sampler.hpp"
#include "mlpipe/optimize/options.hpp"
#include "mlpipe/optimize/random_sampler.hpp"
#include "mlpipe/optimize/tpe_sampler.hpp"

namespace mlpipe::optimize {

std::unique_ptr<Sampler> make_sampler(const SamplerOptions& options, const SearchSpace& space,
                                      std::uint64_t seed, LogWork work) {
  switch (options.kind) {
    case SamplerKind::kRandom:
      return std::make_unique<RandomSampler>(seed);
    case SamplerKind::kGrid:
      return std::make_unique<GridSampler>(space, options.grid_values, seed);
    case SamplerKind::kTpe:
      break;
  }
  TpeOptions tpe = options.tpe;
  tpe.seed = seed;
  return std::make_unique<TpeSampler>(tpe, std::move(work));
}

std::unique_ptr<Pruner> make_pruner(const PrunerOptions& options) {
  switch (options.kind) {
    case PrunerKind::kOutlook:
      return std::make_unique<OutlookPruner>(options.outlook);
    case PrunerKind::kMedian:
      return std::make_unique<PercentilePruner>(options.median);
    case PrunerKind::kWilcoxon:
      return std::make_unique<WilcoxonPruner>(options.wilcoxon);
    case PrunerKind::kHalving:
      return std::make_unique<HalvingPruner>(options.halving);
    case PrunerKind::kNone:
      break;
  }
  return std::make_unique<NoPruner>();
}

std::string describe(const SamplerOptions& options) {
  switch (options.kind) {
    case SamplerKind::kRandom:
      return "random";
    case SamplerKind::kGrid:
      return "grid of at most " + std::to_string(options.grid_values) + " values a parameter";
    case SamplerKind::kTpe:
      break;
  }
  return "TPE after " + std::to_string(options.tpe.startup_trials) + " random trials, parameters " +
         (options.tpe.multivariate || options.tpe.group ? "together" : "each by itself") +
         (options.tpe.price > 0.0 ? ", work at a price of " + shortest(options.tpe.price) : "");
}

std::string describe(const PrunerOptions& options) {
  switch (options.kind) {
    case PrunerKind::kOutlook:
      return "forecast of the end from the folds so far, " + shortest(options.outlook.deviations) +
             " deviations worse than the best, after " +
             std::to_string(options.outlook.startup_trials) + " complete trials";
    case PrunerKind::kMedian:
      return "running mean over folds against percentile " + shortest(options.median.percentile) +
             " of complete trials, after " + std::to_string(options.median.startup_trials) +
             " of them";
    case PrunerKind::kWilcoxon:
      return "signed-rank test of folds against the best trial, p below " +
             shortest(options.wilcoxon.p_threshold);
    case PrunerKind::kHalving:
      return "successive halving on rounds, from " + std::to_string(*options.halving.min_resource) +
             ", one in " + std::to_string(options.halving.reduction_factor) + " goes on";
    case PrunerKind::kNone:
      break;
  }
  return "none";
}

}  // namespace mlpipe::optimize
