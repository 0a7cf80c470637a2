// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/metrics/metric.hpp"
#include "mlpipe/metrics/returns.hpp"
#include "mlpipe/stats/bootstrap.hpp"
#include "mlpipe/stats/paired_tests.hpp"

namespace mlpipe::gate {

enum class Target { kBinary, kMulticlass, kRegression };

/// What two models said of the same rows, before either had seen their outcome. Rows in time order.
struct ForecastPair {
  Target target = Target::kBinary;
  std::size_t outputs = 1;                  ///< numbers a row: 1, or the classes
  std::vector<Timestamp> time;              ///< [n]
  std::vector<double> truth;                ///< [n]
  std::vector<double> candidate, baseline;  ///< [n * outputs]
  /// [n] regression: what a forecaster without features would have said; each side's own.
  std::vector<double> candidate_naive, baseline_naive;
  /// Longest label in moments: forecasts less far apart share part of their outcome.
  std::size_t horizon = 1;
};

/// Net returns of both models on the same bars (days, if bars are shorter). All [m].
struct ReturnPair {
  std::vector<double> candidate, baseline, benchmark;
  metrics::ReturnConventions conventions;
};

struct CompareOptions {
  std::uint64_t seed = 42;
  std::size_t replicates = 2000;
  double alpha = 0.10;  ///< level of this look: p-values near it get 10,000 replicates
  int threads = 1;
};

/// One metric of both models.
struct MetricDifference {
  std::string name;
  metrics::MetricValue candidate, baseline;
  std::optional<double> difference;   ///< candidate - baseline, in the metric's unit
  std::optional<double> improvement;  ///< per cent, above 0 is better; for people alone
  /// By the paired stationary bootstrap: 90 % interval of `difference`, its deviation, one-sided
  /// p-values of "candidate is better" and "is worse". Empty: not bootstrapped, see `reason`.
  std::optional<double> low, high, deviation, p_better, p_worse;
  std::string reason;
};

/// A test of mean losses, moment by moment. A classical test and the bootstrap have to agree, and
/// where labels overlap the cosine test too: either of the others alone, or both there, say
/// "better" too often in short windows (docs/decisions.md).
struct LossTest {
  std::string metric;            ///< "log_loss", "brier" or "rmse" (then the loss is the square)
  double mean_difference = 0.0;  ///< baseline's loss - candidate's; above 0 is better
  double deviation = 0.0;        ///< of that mean
  std::optional<stats::PairedTest> diebold_mariano;
  std::optional<stats::PairedTest> cosine;  ///< horizons above 1 alone
  std::optional<stats::BootstrapSummary> bootstrap;
  double block = 1.0;  ///< mean block length of the bootstrap, moments
  double p_better = 1.0, p_worse = 1.0;
};

/// Running sum of the primary loss difference, with the band in which it would stay if the models
/// were equal (90 %, pointwise). For the figure.
struct LossPath {
  std::vector<Timestamp> time;
  std::vector<double> sum, band;
};

struct Comparison {
  std::size_t moments = 0;
  std::vector<MetricDifference> metrics;  ///< in the order of all_metrics()
  LossTest primary;
  std::optional<LossTest> brier;                      ///< classes alone
  std::optional<stats::PairedTest> mcnemar;           ///< two classes, horizon 1
  std::size_t only_candidate = 0, only_baseline = 0;  ///< rows that exactly one called right
  std::optional<stats::PairedTest> jobson_korkie_memmel, ledoit_wolf;  ///< of the Sharpe ratios
  double return_block = 1.0;  ///< mean block length, bars or days
  LossPath path;
};

/// Every metric of one model's forecasts of some rows, in the order of all_metrics().
/// @param forecast  [n * outputs]
/// @param truth     [n]
/// @param naive     [n], regression: as ForecastPair::candidate_naive; else not read
[[nodiscard]] std::vector<metrics::MetricValue> forecast_metrics(Target target, std::size_t outputs,
                                                                 std::span<const double> forecast,
                                                                 std::span<const double> truth,
                                                                 std::span<const double> naive);

/// Loss of the candidate below that of the baseline, averaged over the rows of each moment.
struct LossDifferences {
  std::vector<Timestamp> moment;
  std::vector<double> value;
};
[[nodiscard]] LossDifferences loss_differences(const ForecastPair& pair, const std::string& metric);

/// 100 (candidate - baseline) / |baseline| in the better direction. Empty if |baseline| < 1e-9, a
/// value is missing, or the metric has no better direction. Informative only: per cents of a number
/// near zero mean nothing.
[[nodiscard]] std::optional<double> improvement_percent(std::optional<double> candidate,
                                                        std::optional<double> baseline,
                                                        metrics::Direction better);

/// Paired comparison of every metric and the tests of the gate (Politis and Romano 1994; Diebold
/// and Mariano 1995; McNemar 1947; Memmel 2003; Ledoit and Wolf 2008). The same replicate b draws
/// the same moments for both models and all metrics. Any number of threads gives the same bits.
/// @param forecasts  at least 2 moments, else only values are compared
/// @param returns    empty series: no return metrics
/// @param candidate, baseline  values that are shown; metrics that the bootstrap does not know get
///                             no interval
[[nodiscard]] Comparison compare(const ForecastPair& forecasts, const ReturnPair& returns,
                                 const std::vector<metrics::MetricValue>& candidate,
                                 const std::vector<metrics::MetricValue>& baseline,
                                 const CompareOptions& options);

/// What a forecast without skill scores. A base rate changes from refit to refit; how its values
/// rank among themselves is neither skill nor the lack of it, so that its rank scores become what
/// chance gives: an area of 1/2, an average precision of the base rate, correlations of 0.
/// @param base_rate  scores of the base rate as a forecast
[[nodiscard]] std::vector<metrics::MetricValue> no_skill_values(
    std::vector<metrics::MetricValue> base_rate);

/// The deflated Sharpe ratio of returns that the best of `trials` recipes made; the trials' Sharpe
/// ratios are taken to scatter as those of zero skill do: 1/sqrt(n).
[[nodiscard]] metrics::MetricValue deflated_sharpe_value(
    const std::vector<double>& returns, const metrics::ReturnConventions& conventions,
    double trials);

}  // namespace mlpipe::gate
