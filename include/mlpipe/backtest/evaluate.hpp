// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/backtest/simulation.hpp"
#include "mlpipe/backtest/split.hpp"
#include "mlpipe/backtest/walk_forward.hpp"
#include "mlpipe/data/dataset.hpp"
#include "mlpipe/data/market_data.hpp"
#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/metrics/metric.hpp"

namespace mlpipe::backtest {

/// What the predictions are, and how they are traded.
struct Task {
  enum class Kind { kBinary, kMulticlass, kRegression };
  Kind kind = Kind::kBinary;
  std::size_t classes = 2;   ///< multi-class: outputs of each row
  double threshold = 0.5;    ///< binary: called 1 from here on
  std::size_t down = 0;      ///< multi-class: class that is sold; "up" below is the one bought
  std::size_t up = 2;        ///< the position follows p(up) - p(down)
  std::string not_tradable;  ///< a reason to compute no returns, e.g. classes without a direction

  [[nodiscard]] std::size_t outputs() const { return kind == Kind::kMulticlass ? classes : 1; }
};

/// Metrics of some rows: the model's and a yardstick's on the same rows.
struct FoldScore {
  Timestamp test_lower, test_upper, train_bound;
  std::size_t train_rows = 0;                   ///< usable: labelled and ended in time
  std::size_t test_rows = 0;                    ///< predicted
  std::size_t scored_rows = 0;                  ///< of those, with a known label
  std::vector<metrics::MetricValue> forecast;   ///< classification or regression
  std::vector<metrics::MetricValue> base_rate;  ///< of the constant forecast from the training rows
  std::vector<metrics::MetricValue> returns;
};

struct Yardstick {
  std::string name;   ///< "base_rate", "previous_label"
  std::string title;  ///< for people
  std::vector<metrics::MetricValue> forecast;
};

struct SymbolScore {
  std::size_t symbol = 0;  ///< index into MarketData::symbols
  std::size_t test_rows = 0;
  std::vector<metrics::MetricValue> forecast;
  std::vector<metrics::MetricValue> returns;
};

/// Everything a walk-forward says: what reports print and metadata keep.
struct BacktestResult {
  Task task;
  std::vector<FoldScore> folds;                  ///< in time order
  std::vector<metrics::MetricValue> forecast;    ///< of all scored rows together
  std::vector<Yardstick> yardsticks;             ///< on the same rows
  std::vector<SymbolScore> symbols;              ///< empty for a single series
  std::vector<metrics::CalibrationBin> deciles;  ///< binary (class 1), multi-class (class `up`)
  std::size_t test_rows = 0, scored_rows = 0;
  /// Series, trades, return metrics, buy and hold; metrics carry a reason where there are none.
  Simulation trading;
};

struct EvaluationInput {
  const data::Dataset& dataset;
  const data::MarketData& market;
  std::span<const Fold> folds;
  const OosPredictions& predictions;
  /// [market rows] local day in which each bar closes, or empty: UTC days.
  std::span<const std::int64_t> day;
};

/// Scores out-of-sample predictions and trades them. Rows without a known label are traded, not
/// scored. Metrics of all folds are computed on the concatenation, never as a mean of fold scores.
[[nodiscard]] BacktestResult evaluate(const EvaluationInput& input, const Task& task,
                                      const ExecutionOptions& execution);

/// Log loss (classes) or RMSE (regression) of a fold's scored rows, for progress; without any, an
/// empty name. The dataset must outlive the scorer.
[[nodiscard]] FoldScorer make_fold_scorer(const data::Dataset& dataset, const Task& task);

/// The label of the same symbol that was the last to become known at each row's time
/// (label_end <= time); NaN where there was none yet. [n_rows]
[[nodiscard]] std::vector<float> previous_known_label(const data::Dataset& dataset);

}  // namespace mlpipe::backtest
