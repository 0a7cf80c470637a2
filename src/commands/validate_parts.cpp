// SPDX-License-Identifier: MIT
#include "commands/validate_parts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "mlpipe/metrics/classification.hpp"
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

struct Tally {
  std::size_t rows = 0, right = 0;
  double loss = 0.0;
};

/// Loss and accuracy of one row of forecasts.
void tally_row(const gate::ForecastPair& pair, const std::vector<double>& forecasts, std::size_t i,
               Tally& tally) {
  const double* row = &forecasts[i * pair.outputs];
  const double truth = pair.truth[i];
  ++tally.rows;
  if (pair.target == gate::Target::kRegression) {
    tally.loss += (row[0] - truth) * (row[0] - truth);
    return;
  }
  constexpr double kOne = 1.0;
  constexpr double kThreshold = 0.5;
  const auto truth_class = static_cast<std::size_t>(truth);
  const bool two = pair.outputs == 1;
  const double p = two ? row[0] : row[truth_class];
  tally.loss += metrics::log_loss({&p, 1}, {two ? &truth : &kOne, 1});
  const auto called = two ? static_cast<std::ptrdiff_t>(p >= kThreshold)
                          : std::max_element(row, row + pair.outputs) - row;
  tally.right += static_cast<std::size_t>(called) == truth_class ? 1U : 0U;
}

PartValues tallied(const Tally& tally, bool regression, const ScoredSide& scored, Timestamp from,
                   Timestamp to) {
  const auto n = static_cast<double>(tally.rows);
  PartValues out;
  out.loss = regression ? std::sqrt(tally.loss / n) : tally.loss / n;
  if (!regression) {
    out.accuracy = static_cast<double>(tally.right) / n;
  }
  const auto& execution = scored.side->config.pipeline.execution;
  const auto returns = backtest::return_metrics_between(scored.result.trading, from, to, execution);
  out.total_return = metrics::value_of(returns, "total_return");
  return out;
}

struct Month {
  Timestamp first{}, last{};
  Tally candidate, baseline;
};

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
  std::map<std::string, Month> months;
  for (std::size_t i = 0; i < pair.truth.size(); ++i) {
    auto& month = months[month_of(pair.time[i])];
    month.first = month.candidate.rows == 0 ? pair.time[i] : month.first;
    month.last = pair.time[i];
    tally_row(pair, pair.candidate, i, month.candidate);
    if (!pair.baseline.empty()) {
      tally_row(pair, pair.baseline, i, month.baseline);
    }
  }
  std::vector<JudgedPart> out;
  const bool regression = is_regression(pairing);
  for (const auto& [name, month] : months) {
    JudgedPart part;
    part.label = name;
    part.rows = month.candidate.rows;
    const Timestamp before = month.first - std::chrono::microseconds(1);
    put(part, tallied(month.candidate, regression, pairing.candidate, before, month.last), true);
    if (month.baseline.rows > 0) {
      put(part, tallied(month.baseline, regression, *pairing.baseline, before, month.last), false);
    }
    out.push_back(std::move(part));
  }
  return out;
}

}  // namespace mlpipe::commands
