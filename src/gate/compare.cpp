// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <numeric>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/gate/comparison.hpp"
#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/stats/descriptive.hpp"
#include "mlpipe/stats/normal.hpp"
#include "mlpipe/stats/sharpe.hpp"

#include "gate/losses.hpp"
#include "gate/resample.hpp"

namespace mlpipe::gate {
namespace {

using metrics::MetricValue;

constexpr double kConfidence = 0.90;
constexpr std::size_t kManyReplicates = 10'000;
constexpr double kNearLevel = 0.02;

// Streams of random numbers that must not be the same.
enum class Draw : std::uint64_t { kForecasts = 1, kReturns, kPrimary, kBrier };

std::uint64_t seed_of(const CompareOptions& options, Draw draw) {
  return mix64(options.seed + static_cast<std::uint64_t>(draw));
}

std::vector<MetricDifference> pair_values(const std::vector<MetricValue>& candidate,
                                          const std::vector<MetricValue>& baseline) {
  std::vector<MetricDifference> out;
  for (const auto& value : candidate) {
    MetricDifference entry;
    entry.name = value.name;
    entry.candidate = value;
    const auto other = std::find_if(baseline.begin(), baseline.end(),
                                    [&](const auto& v) { return v.name == value.name; });
    entry.baseline = other != baseline.end()
                         ? *other
                         : metrics::absent(value.name, "there is no production model");
    if (value.value && entry.baseline.value) {
      entry.difference = *value.value - *entry.baseline.value;
    }
    entry.improvement = improvement_percent(value.value, entry.baseline.value,
                                            metrics::find_metric(value.name).better);
    entry.reason = "its spread is not told by drawing bars anew";
    out.push_back(std::move(entry));
  }
  return out;
}

/// Writes interval and p-values of one metric; its replicates are candidate - baseline.
void fill_entry(MetricDifference& entry, double estimate, std::span<const double> replicates) {
  const auto summary = stats::summarise_bootstrap(estimate, replicates, kConfidence);
  if (!summary) {
    entry.reason = "undefined in too many resamples";
    return;
  }
  const bool more_is_better =
      metrics::find_metric(entry.name).better == metrics::Direction::kMaximise;
  entry.low = summary->low;
  entry.high = summary->high;
  entry.deviation = summary->deviation;
  entry.p_better = more_is_better ? summary->p_better : summary->p_worse;
  entry.p_worse = more_is_better ? summary->p_worse : summary->p_better;
  entry.reason.clear();
}

void fill_intervals(std::vector<MetricDifference>& list, const Resampled& resampled,
                    const stats::BootstrapOptions& options) {
  const auto& names = resampled.names();
  const std::size_t n = resampled.units();
  std::vector<std::uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0U);
  std::vector<double> estimates(names.size());
  resampled.differences(all, estimates);
  const auto replicates = stats::bootstrap_replicates(
      n, names.size(), options, [&](std::span<const std::uint32_t> drawn, std::span<double> out) {
        resampled.differences(drawn, out);
      });
  std::vector<double> column(options.replicates);
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto entry = std::find_if(list.begin(), list.end(),
                                    [&](const auto& item) { return item.name == names[k]; });
    if (entry == list.end()) {
      continue;
    }
    for (std::size_t b = 0; b < column.size(); ++b) {
      column[b] = replicates[b * names.size() + k];
    }
    fill_entry(*entry, estimates[k], column);
  }
}

stats::BootstrapSummary resample_mean(const std::vector<double>& series,
                                      const stats::BootstrapOptions& options) {
  const auto replicates = stats::bootstrap_replicates(
      series.size(), 1, options, [&](std::span<const std::uint32_t> drawn, std::span<double> out) {
        double sum = 0.0;
        for (const std::uint32_t i : drawn) {
          sum += series[i];
        }
        out[0] = sum / static_cast<double>(drawn.size());
      });
  return stats::summarise_bootstrap(stats::mean(series), replicates, kConfidence)
      .value_or(stats::BootstrapSummary{});
}

/// Blocks no shorter than what a label spans: forecasts inside it share their outcome.
double block_of(const std::vector<double>& series, std::size_t horizon) {
  const double most = std::max(1.0, static_cast<double>(series.size()) / 3.0);
  return std::max(stats::bootstrap_block_length(series),
                  std::min(static_cast<double>(horizon), most));
}

/// @param differences  of the losses, moment by moment
LossTest test_losses(const std::string& metric, const std::vector<double>& differences,
                     std::size_t horizon, Draw draw, const CompareOptions& options) {
  LossTest test;
  test.metric = metric;
  test.mean_difference = stats::mean(differences);
  test.block = block_of(differences, horizon);
  test.diebold_mariano = stats::diebold_mariano(differences, horizon);
  if (horizon > 1) {
    test.cosine = stats::cosine_test(differences, horizon);
  }
  stats::BootstrapOptions bootstrap{seed_of(options, draw), options.replicates, test.block,
                                    options.threads};
  test.bootstrap = resample_mean(differences, bootstrap);
  if (std::abs(test.bootstrap->p_better - options.alpha) <= kNearLevel) {
    bootstrap.replicates = std::max(bootstrap.replicates, kManyReplicates);
    test.bootstrap = resample_mean(differences, bootstrap);
  }
  test.deviation = test.bootstrap->deviation;
  test.p_better = test.bootstrap->p_better;
  test.p_worse = test.bootstrap->p_worse;
  // Of B replicates the least p is 1/(B + 1). Where the level of a late look lies below that, the
  // bootstrap cannot agree, however good the candidate, and the other tests decide.
  const double least = 1.0 / (static_cast<double>(bootstrap.replicates) + 1.0);
  if (least > options.alpha && test.p_better <= least && test.diebold_mariano) {
    test.p_better = 0.0;
  }
  for (const auto& other : {test.diebold_mariano, test.cosine}) {
    if (other) {
      test.p_better = std::max(test.p_better, other->p_better);
      test.p_worse = std::max(test.p_worse, other->p_worse);
    }
  }
  return test;
}

/// One metric, one p-value: where a test of the losses has to agree with a metric's bootstrap, the
/// table shows and the gate uses the larger of the two.
void agree(std::vector<MetricDifference>& list, const std::string& metric, const LossTest& test) {
  const auto entry =
      std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == metric; });
  if (entry != list.end() && entry->p_better) {
    entry->p_better = std::max(*entry->p_better, test.p_better);
    entry->p_worse = std::max(*entry->p_worse, test.p_worse);
  }
}

LossPath path_of(const LossDifferences& differences, const LossTest& test) {
  const auto n = static_cast<double>(differences.value.size());
  const double z = stats::normal_quantile(0.5 + kConfidence / 2.0);
  LossPath path;
  path.time = differences.moment;
  double sum = 0.0;
  for (std::size_t i = 0; i < differences.value.size(); ++i) {
    sum += differences.value[i];
    path.sum.push_back(sum);
    // The deviation of a mean of n is sqrt(n) of a step's over n: a random walk's spread at i + 1.
    path.band.push_back(z * test.deviation * std::sqrt(n * static_cast<double>(i + 1)));
  }
  return path;
}

void test_calls(const ForecastPair& pair, Comparison& out) {
  if (pair.target != Target::kBinary || pair.horizon > 1) {
    return;
  }
  constexpr double kThreshold = 0.5;
  for (std::size_t i = 0; i < pair.truth.size(); ++i) {
    const bool up = pair.truth[i] != 0.0;
    const bool candidate = (pair.candidate[i] >= kThreshold) == up;
    const bool baseline = (pair.baseline[i] >= kThreshold) == up;
    out.only_candidate += candidate && !baseline ? 1U : 0U;
    out.only_baseline += baseline && !candidate ? 1U : 0U;
  }
  out.mcnemar = stats::mcnemar(out.only_candidate, out.only_baseline);
}

void compare_forecasts(const ForecastPair& pair, const CompareOptions& options, Comparison& out) {
  const std::string loss = pair.target == Target::kRegression ? "rmse" : "log_loss";
  const auto differences = loss_differences(pair, loss);
  out.primary = test_losses(loss, differences.value, pair.horizon, Draw::kPrimary, options);
  out.path = path_of(differences, out.primary);
  if (pair.target != Target::kRegression) {
    out.brier = test_losses("brier", loss_differences(pair, "brier").value, pair.horizon,
                            Draw::kBrier, options);
  }
  test_calls(pair, out);
  const ResampledForecasts resampled(pair);
  fill_intervals(
      out.metrics, resampled,
      {seed_of(options, Draw::kForecasts), options.replicates, out.primary.block, options.threads});
  agree(out.metrics, out.primary.metric, out.primary);
  if (out.brier) {
    agree(out.metrics, out.brier->metric, *out.brier);
  }
  if (pair.horizon > 1) {
    // The bootstrap alone is too sure of itself where labels overlap, whatever the metric.
    for (const auto& name : resampled.names()) {
      agree(out.metrics, name, out.primary);
    }
  }
}

/// Returns in excess of the risk-free rate.
std::vector<double> excess_of(std::vector<double> returns,
                              const metrics::ReturnConventions& conventions) {
  const double rate = metrics::per_bar_rate(conventions.risk_free, conventions.bars_per_year);
  for (double& r : returns) {
    r -= rate;
  }
  return returns;
}

void compare_returns(const ReturnPair& pair, const CompareOptions& options, Comparison& out) {
  std::vector<double> difference(pair.candidate.size());
  std::transform(pair.candidate.begin(), pair.candidate.end(), pair.baseline.begin(),
                 difference.begin(), std::minus<>());
  out.return_block = stats::bootstrap_block_length(difference);
  const auto candidate = excess_of(pair.candidate, pair.conventions);
  const auto baseline = excess_of(pair.baseline, pair.conventions);
  out.jobson_korkie_memmel = stats::jobson_korkie_memmel(candidate, baseline);
  out.ledoit_wolf = stats::ledoit_wolf(candidate, baseline);
  fill_intervals(
      out.metrics, ResampledReturns(pair),
      {seed_of(options, Draw::kReturns), options.replicates, out.return_block, options.threads});
  const auto sharpe = std::find_if(out.metrics.begin(), out.metrics.end(),
                                   [](const auto& item) { return item.name == "sharpe"; });
  if (sharpe != out.metrics.end() && sharpe->p_better && out.ledoit_wolf) {
    sharpe->p_better = std::max(*sharpe->p_better, out.ledoit_wolf->p_better);
    sharpe->p_worse = std::max(*sharpe->p_worse, out.ledoit_wolf->p_worse);
  }
}

}  // namespace

std::optional<double> improvement_percent(std::optional<double> candidate,
                                          std::optional<double> baseline,
                                          metrics::Direction better) {
  constexpr double kZero = 1e-9;
  if (!candidate || !baseline || better == metrics::Direction::kNeutral ||
      std::abs(*baseline) < kZero) {
    return std::nullopt;
  }
  const double sign = better == metrics::Direction::kMaximise ? 1.0 : -1.0;
  return 100.0 * sign * (*candidate - *baseline) / std::abs(*baseline);
}

Comparison compare(const ForecastPair& forecasts, const ReturnPair& returns,
                   const std::vector<MetricValue>& candidate,
                   const std::vector<MetricValue>& baseline, const CompareOptions& options) {
  Comparison out;
  out.metrics = pair_values(candidate, baseline);
  out.moments = moment_starts(forecasts.time).size() - 1;
  if (out.moments >= 2 && !forecasts.baseline.empty()) {
    compare_forecasts(forecasts, options, out);
  }
  if (returns.candidate.size() >= 2 && !returns.baseline.empty()) {
    compare_returns(returns, options, out);
  }
  return out;
}

MetricValue deflated_sharpe_value(const std::vector<double>& returns,
                                  const metrics::ReturnConventions& conventions, double trials) {
  const auto sample = stats::sharpe_sample(stats::moments(excess_of(returns, conventions)));
  if (!sample) {
    return metrics::absent("dsr", "the Sharpe ratio is not defined");
  }
  const double deviation = 1.0 / std::sqrt(static_cast<double>(sample->n));
  return metrics::measured("dsr", stats::deflated_sharpe(*sample, deviation, trials),
                           "the standard error of the Sharpe ratio is not defined");
}

}  // namespace mlpipe::gate
