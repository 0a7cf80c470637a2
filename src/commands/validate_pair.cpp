// SPDX-License-Identifier: MIT
#include "commands/validate_pair.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"

namespace mlpipe::commands {
namespace {

using backtest::OosPredictions;

std::map<BarKey, std::size_t> positions(const Side& side, const OosPredictions& predictions) {
  std::map<BarKey, std::size_t> out;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    out.emplace_hint(out.end(), bar_key(side, predictions.row[i]), i);
  }
  return out;
}

/// Those of `mine` whose bar the other side has, too. Symbols are sorted by name on both sides, so
/// that equal positions mean equal bars afterwards.
OosPredictions only_common(const Side& side, const OosPredictions& mine,
                           const std::map<BarKey, std::size_t>& theirs) {
  OosPredictions out;
  out.outputs = mine.outputs;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    if (theirs.count(bar_key(side, mine.row[i])) == 0) {
      continue;
    }
    out.row.push_back(mine.row[i]);
    out.fold.push_back(mine.fold[i]);
    const auto begin = mine.value.begin() + static_cast<std::ptrdiff_t>(i * mine.outputs);
    out.value.insert(out.value.end(), begin, begin + static_cast<std::ptrdiff_t>(mine.outputs));
  }
  return out;
}

/// How a side is traded: the account is the candidate's, the positions are its own.
TrainConfig on_account_of(const Side& side, const Side& candidate) {
  TrainConfig config = side.config;
  auto& mine = config.pipeline.execution;
  const auto& account = candidate.config.pipeline.execution;
  mine.fill = account.fill;
  mine.commission_bps = account.commission_bps;
  mine.half_spread_bps = account.half_spread_bps;
  mine.slippage_bps = account.slippage_bps;
  mine.borrow_rate = account.borrow_rate;
  mine.funding_rate = account.funding_rate;
  mine.bars_per_year = account.bars_per_year;
  mine.risk_free_rate = account.risk_free_rate;
  mine.minimum_acceptable_return = account.minimum_acceptable_return;
  return config;
}

ScoredSide score_side(const App& app, const Side& side, const Side& candidate,
                      SideForecasts forecasts) {
  ScoredSide out{&side, std::move(forecasts), {}};
  out.result = score_forecasts(app, on_account_of(side, candidate), *side.data, out.forecasts.folds,
                               out.forecasts.predictions);
  return out;
}

gate::Target target_of(const backtest::Task& task) {
  using Kind = backtest::Task::Kind;
  return task.kind == Kind::kBinary       ? gate::Target::kBinary
         : task.kind == Kind::kMulticlass ? gate::Target::kMulticlass
                                          : gate::Target::kRegression;
}

/// [n_folds] what a regression without features says: the mean of its training labels.
std::vector<double> training_means(const ScoredSide& scored) {
  const auto& set = scored.side->data->dataset;
  std::vector<double> out;
  for (const auto& fold : scored.forecasts.folds) {
    const auto rows = backtest::training_rows(fold, set.label_end, set.label);
    double sum = 0.0;
    for (const std::size_t row : rows) {
      sum += static_cast<double>(set.label[row]);
    }
    out.push_back(rows.empty() ? 0.0 : sum / static_cast<double>(rows.size()));
  }
  return out;
}

void append_values(const OosPredictions& from, std::size_t i, std::vector<double>& to) {
  for (std::size_t k = 0; k < from.outputs; ++k) {
    to.push_back(static_cast<double>(from.value[i * from.outputs + k]));
  }
}

gate::ForecastPair forecast_pair(const Pairing& pairing, const JudgingWindow& window) {
  const auto& candidate = pairing.candidate;
  const auto& set = candidate.side->data->dataset;
  const auto& predictions = candidate.forecasts.predictions;
  gate::ForecastPair out;
  out.target = target_of(candidate.result.task);
  out.outputs = predictions.outputs;
  out.horizon = label_moments(set, window);
  const bool regression = out.target == gate::Target::kRegression;
  const auto mine = regression ? training_means(candidate) : std::vector<double>();
  const auto theirs =
      regression && pairing.baseline ? training_means(*pairing.baseline) : std::vector<double>();
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const std::size_t row = predictions.row[i];
    if (!set.is_scored(row)) {
      continue;
    }
    out.time.push_back(set.time[row]);
    out.truth.push_back(static_cast<double>(set.label[row]));
    append_values(predictions, i, out.candidate);
    if (regression) {
      out.candidate_naive.push_back(mine[predictions.fold[i]]);
    }
    if (pairing.baseline) {
      const auto& other = pairing.baseline->forecasts.predictions;
      append_values(other, i, out.baseline);
      if (regression) {
        out.baseline_naive.push_back(theirs[other.fold[i]]);
      }
    }
  }
  return out;
}

void pair_returns(Pairing& pairing) {
  const auto& execution = pairing.candidate.side->config.pipeline.execution;
  auto mine = backtest::metric_returns(pairing.candidate.result.trading, execution);
  pairing.returns.conventions = mine.conventions;
  pairing.returns.candidate = std::move(mine.net);
  pairing.returns.benchmark = std::move(mine.benchmark);
  pairing.return_time = std::move(mine.time);
  if (pairing.baseline) {
    auto theirs = backtest::metric_returns(pairing.baseline->result.trading, execution);
    if (theirs.time == pairing.return_time) {
      pairing.returns.baseline = std::move(theirs.net);
    }
  }
  const auto& trades = pairing.candidate.result.trading.trades;
  pairing.trades = static_cast<std::size_t>(
      std::count_if(trades.begin(), trades.end(), [](const auto& trade) { return !trade.open; }));
}

std::string label_difference(const Side& candidate, const Side& baseline) {
  const auto& mine = candidate.config.pipeline.label;
  const auto& theirs = baseline.config.pipeline.label;
  const auto& target = candidate.config.pipeline.data.target;
  const auto& other_target = baseline.config.pipeline.data.target;
  if (mine == theirs && target == other_target &&
      candidate.data->labels.class_names == baseline.data->labels.class_names) {
    return "";
  }
  const auto tell = [](const labels::LabelOptions& label,
                       const std::optional<std::string>& column) {
    return label.kind + (label.kind == "column" ? " " + column.value_or("") : "") + ", horizon " +
           grouped(label.horizon);
  };
  return "the candidate forecasts another thing (" + tell(mine, target) + ") than production (" +
         tell(theirs, other_target) + ")";
}

}  // namespace

Pairing pair_sides(const App& app, const Side& candidate, SideForecasts candidates,
                   const Side* baseline, SideForecasts baselines, const JudgingWindow& window) {
  Pairing out;
  if (baseline != nullptr) {
    const auto mine = positions(candidate, candidates.predictions);
    const auto theirs = positions(*baseline, baselines.predictions);
    candidates.predictions = only_common(candidate, candidates.predictions, theirs);
    baselines.predictions = only_common(*baseline, baselines.predictions, mine);
    out.baseline = score_side(app, *baseline, candidate, std::move(baselines));
    out.other_label = label_difference(candidate, *baseline);
  }
  out.candidate = score_side(app, candidate, candidate, std::move(candidates));
  if (out.other_label.empty()) {
    out.forecasts = forecast_pair(out, window);
  }
  pair_returns(out);
  return out;
}

}  // namespace mlpipe::commands
