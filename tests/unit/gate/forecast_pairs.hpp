// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/gate/comparison.hpp"
#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/metrics/regression.hpp"

#include "support/fixtures.hpp"
#include "support/return_pairs.hpp"

/// Forecasts and returns of two models, and the values that a report would show of them.
namespace pairs {

using namespace mlpipe;
using namespace mlpipe::gate;
using metrics::MetricValue;

inline Timestamp day(std::size_t i) {
  return Timestamp(std::chrono::hours(24 * static_cast<long>(i)));
}

/// The golden predictions: candidate and production where there is a label, daily.
inline ForecastPair golden_binary() {
  const auto csv = golden::read_csv("backtest/signals.csv");
  const auto y = csv.numbers("y_next_up");
  const auto candidate = csv.numbers("prob_candidate");
  const auto baseline = csv.numbers("prob_production");
  ForecastPair pair;
  for (std::size_t i = 0; i < csv.rows; ++i) {
    if (!std::isnan(y[i])) {
      pair.time.push_back(day(i));
      pair.truth.push_back(y[i]);
      pair.candidate.push_back(candidate[i]);
      pair.baseline.push_back(baseline[i]);
    }
  }
  return pair;
}

/// The newest n golden returns; as benchmark production's of other bars.
inline ReturnPair golden_returns(std::size_t n) {
  auto pair = golden::read_pair(n);
  auto benchmark = pair.baseline;
  std::rotate(benchmark.begin(), benchmark.begin() + 3, benchmark.end());
  return {pair.candidate, pair.baseline, benchmark, {252.0, 0.0, 0.0}};
}

/// Probabilities of `outputs` classes that lean towards the truth by `lean`.
inline std::vector<double> leaning_row(Rng& rng, std::size_t outputs, double truth, double lean) {
  std::vector<double> row;
  double sum = 0.0;
  for (std::size_t k = 0; k < outputs; ++k) {
    row.push_back(0.2 + rng.uniform() + (static_cast<double>(k) == truth ? lean : 0.0));
    sum += row.back();
  }
  for (double& p : row) {
    p /= sum;
  }
  return row;
}

inline ForecastPair multiclass(std::size_t rows, double lean = 0.3) {
  Rng rng(5);
  ForecastPair pair;
  pair.target = Target::kMulticlass;
  pair.outputs = 3;
  for (std::size_t i = 0; i < rows; ++i) {
    pair.time.push_back(day(i));
    pair.truth.push_back(static_cast<double>(rng.below(3)));
    for (auto* to : {&pair.candidate, &pair.baseline}) {
      const auto row = leaning_row(rng, 3, pair.truth.back(), to == &pair.candidate ? lean : 0.1);
      to->insert(to->end(), row.begin(), row.end());
    }
  }
  return pair;
}

/// Numeric forecasts of `symbols` rows a moment; the candidate errs less.
inline ForecastPair regression(std::size_t moments, std::size_t symbols) {
  Rng rng(9);
  ForecastPair pair;
  pair.target = Target::kRegression;
  for (std::size_t i = 0; i < moments * symbols; ++i) {
    const double truth = rng.normal();
    pair.time.push_back(day(i / symbols));
    pair.truth.push_back(truth);
    pair.candidate.push_back(0.3 * truth + 0.4 * rng.normal());
    pair.baseline.push_back(0.2 * truth + 0.5 * rng.normal());
    pair.candidate_naive.push_back(0.01);
    pair.baseline_naive.push_back(0.02);
  }
  return pair;
}

inline ForecastPair swapped(ForecastPair pair) {
  std::swap(pair.candidate, pair.baseline);
  std::swap(pair.candidate_naive, pair.baseline_naive);
  return pair;
}

/// Values of one side, as metrics:: computes them.
inline std::vector<MetricValue> values(const ForecastPair& pair, bool candidate) {
  const auto& forecast = candidate ? pair.candidate : pair.baseline;
  switch (pair.target) {
    case Target::kBinary:
      return metrics::binary_metrics(forecast, pair.truth);
    case Target::kMulticlass:
      return metrics::multiclass_metrics(forecast, pair.outputs, pair.truth);
    case Target::kRegression:
      break;
  }
  return metrics::regression_metrics(forecast, pair.truth,
                                     candidate ? pair.candidate_naive : pair.baseline_naive);
}

inline std::vector<MetricValue> operator+(std::vector<MetricValue> one,
                                          const std::vector<MetricValue>& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

/// The comparison of both, with few replicates: enough for what is exact.
inline Comparison compare_pair(const ForecastPair& pair, const ReturnPair& returns = {},
                               const CompareOptions& options = {42, 400, 0.05, 2}) {
  const auto of = [&](const std::vector<double>& series, bool candidate) {
    auto all = values(pair, candidate);
    return series.empty()
               ? all
               : all + metrics::return_metrics(series, returns.benchmark, returns.conventions);
  };
  return compare(pair, returns, of(returns.candidate, true), of(returns.baseline, false), options);
}

inline const MetricDifference* find(const Comparison& comparison, const std::string& name) {
  for (const auto& item : comparison.metrics) {
    if (item.name == name) {
      return &item;
    }
  }
  return nullptr;
}

}  // namespace pairs
