// SPDX-License-Identifier: MIT
#include "commands/validate_parts.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>

#include "mlpipe/report/period.hpp"

namespace mlpipe::commands {
namespace {

using metrics::MetricValue;
using report::JudgedPart;

std::string month_of(Timestamp time) {
  return to_iso8601(time).substr(0, 7);
}

bool is_regression(const Pairing& pairing) {
  return pairing.candidate.result.task.kind == backtest::Task::Kind::kRegression;
}

/// Values of a part for one side: loss, accuracy, return.
struct PartValues {
  std::optional<double> loss, accuracy, total_return;
};

PartValues part_values(std::span<const MetricValue> forecast, std::span<const MetricValue> returns,
                       bool regression) {
  return {metrics::value_of(forecast, regression ? "rmse" : "log_loss"),
          metrics::value_of(forecast, "accuracy"), metrics::value_of(returns, "total_return")};
}

void put(JudgedPart& part, const PartValues& values, bool candidate) {
  (candidate ? part.candidate_loss : part.baseline_loss) = values.loss;
  (candidate ? part.candidate_accuracy : part.baseline_accuracy) = values.accuracy;
  (candidate ? part.candidate_return : part.baseline_return) = values.total_return;
}

/// One side's values on rows [begin, end) of the pair, and on their bars.
PartValues row_values(const gate::ForecastPair& pair, bool candidate, std::size_t begin,
                      std::size_t end, const ScoredSide& scored) {
  const auto rows = [&](const std::vector<double>& all, std::size_t width) {
    return all.empty() ? std::span<const double>()
                       : std::span(all).subspan(begin * width, (end - begin) * width);
  };
  const auto forecast = gate::forecast_metrics(
      pair.target, pair.outputs, rows(candidate ? pair.candidate : pair.baseline, pair.outputs),
      rows(pair.truth, 1), rows(candidate ? pair.candidate_naive : pair.baseline_naive, 1));
  const auto returns = backtest::return_metrics_between(
      scored.result.trading, pair.time[begin] - std::chrono::microseconds(1), pair.time[end - 1],
      scored.side->config.pipeline.execution);
  return part_values(forecast, returns, pair.target == gate::Target::kRegression);
}

}  // namespace

std::vector<JudgedPart> fold_parts(const Pairing& pairing) {
  std::vector<JudgedPart> out;
  const bool regression = is_regression(pairing);
  for (const auto& fold : pairing.candidate.result.folds) {
    JudgedPart part;
    part.label = report::period_text(fold.test_lower, fold.test_upper);
    part.rows = fold.scored_rows;
    put(part, part_values(fold.forecast, fold.returns, regression), true);
    if (pairing.baseline) {
      const auto& folds = pairing.baseline->result.folds;
      const auto same = std::find_if(folds.begin(), folds.end(), [&](const auto& other) {
        return other.test_lower == fold.test_lower && other.test_upper == fold.test_upper;
      });
      if (same != folds.end()) {
        put(part, part_values(same->forecast, same->returns, regression), false);
      }
    }
    out.push_back(std::move(part));
  }
  return out;
}

std::vector<JudgedPart> symbol_parts(const Pairing& pairing) {
  std::vector<JudgedPart> out;
  const bool regression = is_regression(pairing);
  const auto& names = pairing.candidate.side->data->market.symbols;
  for (const auto& symbol : pairing.candidate.result.symbols) {
    JudgedPart part;
    part.label = names[symbol.symbol];
    part.rows = symbol.test_rows;
    put(part, part_values(symbol.forecast, symbol.returns, regression), true);
    if (pairing.baseline) {
      const auto& theirs = pairing.baseline->side->data->market.symbols;
      for (const auto& other : pairing.baseline->result.symbols) {
        if (theirs[other.symbol] == part.label) {
          put(part, part_values(other.forecast, other.returns, regression), false);
        }
      }
    }
    out.push_back(std::move(part));
  }
  return out;
}

std::vector<JudgedPart> month_parts(const Pairing& pairing) {
  const auto& pair = pairing.forecasts;
  std::vector<JudgedPart> out;
  for (std::size_t begin = 0; begin < pair.time.size();) {
    JudgedPart part;
    part.label = month_of(pair.time[begin]);
    std::size_t end = begin;
    while (end < pair.time.size() && month_of(pair.time[end]) == part.label) {
      ++end;
    }
    part.rows = end - begin;
    put(part, row_values(pair, true, begin, end, pairing.candidate), true);
    if (pairing.baseline) {
      put(part, row_values(pair, false, begin, end, *pairing.baseline), false);
    }
    out.push_back(std::move(part));
    begin = end;
  }
  return out;
}

}  // namespace mlpipe::commands
