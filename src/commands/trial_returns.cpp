// SPDX-License-Identifier: MIT
#include "commands/trial_returns.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/metrics/returns.hpp"
#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/stats/descriptive.hpp"
#include "mlpipe/stats/overfitting.hpp"
#include "mlpipe/stats/sharpe.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::ordered_json;

/// Returns above the risk-free rate of each fold's test window.
std::vector<std::vector<double>> fold_returns(const backtest::MetricReturns& returns,
                                              const std::vector<backtest::Fold>& folds) {
  const double risk_free =
      metrics::per_bar_rate(returns.conventions.risk_free, returns.conventions.bars_per_year);
  std::vector<std::vector<double>> out(folds.size());
  for (std::size_t f = 0; f < folds.size(); ++f) {
    for (std::size_t i = 0; i < returns.net.size(); ++i) {
      if (returns.time[i] > folds[f].test_lower && returns.time[i] <= folds[f].test_upper) {
        out[f].push_back(returns.net[i] - risk_free);
      }
    }
  }
  return out;
}

}  // namespace

void add_return_moments(const backtest::BacktestResult& result,
                        const backtest::ExecutionOptions& execution,
                        const std::vector<backtest::Fold>& folds,
                        std::map<std::string, std::string>& attributes) {
  const auto returns = backtest::metric_returns(result.trading, execution);
  if (returns.net.empty()) {
    return;
  }
  auto parts = ordered_json::array();
  std::vector<double> all;
  for (const auto& part : fold_returns(returns, folds)) {
    const auto block = part.empty() ? stats::BlockReturns{} : stats::block_returns(part);
    parts.push_back({block.rows, block.mean, block.squares});
    all.insert(all.end(), part.begin(), part.end());
  }
  attributes[kReturns] = optimize::to_python_json(parts);
  if (const auto sample = stats::sharpe_sample(stats::moments(all))) {
    attributes[kSharpe] =
        optimize::to_python_json({sample->sharpe, sample->n, sample->skewness, sample->kurtosis});
  }
}

}  // namespace mlpipe::commands
