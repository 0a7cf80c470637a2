// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/optimize/pruner.hpp"
#include "mlpipe/optimize/sampler.hpp"
#include "mlpipe/optimize/search_space.hpp"
#include "mlpipe/optimize/tpe_options.hpp"
#include "mlpipe/optimize/trial_attributes.hpp"

namespace mlpipe::optimize {

enum class SamplerKind { kTpe, kRandom, kGrid };

struct SamplerOptions {
  SamplerKind kind = SamplerKind::kTpe;
  TpeOptions tpe = {.pruned = PrunedRank::kForecast, .price = 1.0};  ///< seed: make_sampler()'s
  std::size_t grid_values = 5;  ///< of a numeric parameter, for kGrid
};

enum class PrunerKind { kOutlook, kMedian, kWilcoxon, kHalving, kNone };

struct PrunerOptions {
  PrunerKind kind = PrunerKind::kOutlook;
  OutlookOptions outlook;         ///< steps are folds, from 0
  PercentileOptions median;       ///< likewise
  WilcoxonOptions wilcoxon;       ///< likewise
  HalvingOptions halving{50, 3};  ///< steps are boosting rounds
};

/// A metric that a trial must keep within bounds to count as a solution.
struct Bound {
  std::string metric;
  std::optional<double> at_least, at_most;
};

/// By how much a bound is exceeded: feasible where <= 0, as Optuna keeps it. A metric that is
/// undefined exceeds it by 1e300: some viewers of journals stumble over infinity.
/// @param value  empty: undefined
[[nodiscard]] double excess(const Bound& bound, std::optional<double> value);
/// "max_drawdown at least -0.3"
[[nodiscard]] std::string describe(const Bound& bound);

/// When the best parameters of a study replace those in config/best_hyperparameters.json.
enum class UpdateRule {
  kFinal,   ///< better than the present ones on the final window, and on the search's folds
  kSearch,  ///< better on the search's folds
  kNever,
};

/// config/optimize.json.
struct StudyOptions {
  std::string objective;           ///< a metric; empty: log_loss, or rmse for numbers
  std::vector<Bound> constraints;  ///< in order of metric
  SearchSpace space;

  std::size_t trials = 100;         ///< of the whole study, failed ones that are retried apart
  std::optional<Duration> timeout;  ///< of a run: no trial is begun after it
  std::size_t patience = 0;         ///< trials in a row without a better one; 0: no limit
  std::optional<double> target;     ///< a value of the objective that is good enough

  std::optional<int> workers;  ///< trials at once; empty: as many as pay
  /// A trial knows the results of those that are this many before it and no later ones, so that
  /// equal seeds give equal trials for any number of workers. 0: whatever is there.
  std::size_t batch = 4;
  std::size_t retries = 1;  ///< of a trial whose worker died

  std::string study;                            ///< name; empty: one that data and settings give
  std::string storage = "reports/studies.log";  ///< file, or redis:// URL

  std::optional<std::size_t> final_folds;  ///< newest, kept from the search; empty: a fifth of all
  UpdateRule update = UpdateRule::kFinal;

  SamplerOptions sampler;
  PrunerOptions pruner;

  /// Tried first, whatever the sampler; what a point does not name is as the pipeline has it.
  std::vector<Point> starts;
};

/// @throws ConfigError with all problems at once
[[nodiscard]] StudyOptions parse_study_options(const nlohmann::json& document,
                                               const std::string& source);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::ordered_json write_study_options(const StudyOptions& options);

/// @param work  of a trial, for TPE's price; may be empty
/// @throws ConfigError if a grid has too many points
[[nodiscard]] std::unique_ptr<Sampler> make_sampler(const SamplerOptions& options,
                                                    const SearchSpace& space, std::uint64_t seed,
                                                    LogWork work = {});
[[nodiscard]] std::unique_ptr<Pruner> make_pruner(const PrunerOptions& options);

/// "TPE after 10 random trials, parameters together"
[[nodiscard]] std::string describe(const SamplerOptions& options);
/// "signed-rank test of folds against the best trial, p below 0.1"
[[nodiscard]] std::string describe(const PrunerOptions& options);

}  // namespace mlpipe::optimize
