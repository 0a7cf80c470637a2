// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/report/training_report.hpp"

/// Reports with plausible numbers, the same on every machine: only sums, products and square roots
/// of the generator's output.
namespace sample {

using namespace mlpipe;
using namespace mlpipe::report;

inline Timestamp at(const char* text) {
  return from_iso8601(text).value();
}

/// A return of one bar, roughly bell shaped: the sum of four uniform numbers.
inline double shock(Rng& rng) {
  double sum = 0.0;
  for (int i = 0; i < 4; ++i) {
    sum += rng.uniform() - 0.5;
  }
  return sum;
}

inline std::vector<double> drawdown_of(const std::vector<double>& equity) {
  std::vector<double> out;
  double peak = 1.0;
  for (const double value : equity) {
    peak = std::max(peak, value);
    out.push_back(value / peak - 1.0);
  }
  return out;
}

inline EquityCurve equity(std::size_t bars, std::uint64_t seed) {
  EquityCurve out;
  Rng rng(seed);
  double model = 1.0;
  double market = 1.0;
  Timestamp time = at("1999-06-01T20:00:00Z");
  for (std::size_t i = 0; i < bars; ++i) {
    const double calm = i < 700 ? 0.030 : 0.016;
    const double r = 0.00055 + calm * shock(rng);
    market *= 1.0 + r;
    model *= 1.0 + (shock(rng) > -0.25 ? r : 0.0) - 0.0001;
    out.time.push_back(time);
    out.model.push_back(model);
    out.benchmark.push_back(market);
    time += std::chrono::hours(i % 5 == 4 ? 72 : 24);
  }
  out.model_drawdown = drawdown_of(out.model);
  out.benchmark_drawdown = drawdown_of(out.benchmark);
  return out;
}

constexpr NumberFormat kThree{NumberStyle::kNumber, 3};
constexpr NumberFormat kFour{NumberStyle::kNumber, 4};
constexpr NumberFormat kTwo{NumberStyle::kNumber, 2};
constexpr NumberFormat kPercent1{NumberStyle::kPercent, 1};

inline Quantity none(const char* why) {
  return Quantity::undefined(why);
}

inline void add_metrics(TrainingReport& report) {
  report.metrics.yardsticks = {"majority class", "previous label"};
  report.metrics.rows = {
      {"accuracy", kThree, Better::kHigher, 0.538, {0.552, 0.503}, true},
      {"balanced accuracy", kThree, Better::kHigher, 0.514, {0.5, 0.501}},
      {"log loss",
       kFour,
       Better::kLower,
       0.6889,
       {0.6878, none("labels are not probabilities")},
       true},
      {"Brier score", kFour, Better::kLower, 0.2479, {0.2473, 0.497}},
      {"AUC", kThree, Better::kHigher, 0.521, {0.5, 0.501}},
      {"MCC", kThree, Better::kHigher, 0.029, {0.0, 0.002}},
      {"average precision", kThree, Better::kHigher, 0.569, {0.552, 0.553}},
  };
  report.returns.yardsticks = {"buy and hold"};
  report.returns.rows = {
      {"Sharpe ratio", kTwo, Better::kHigher, 0.31, {0.47}, true},
      {"total return", kPercent1, Better::kHigher, 1.184, {1.963}, true},
      {"CAGR", kPercent1, Better::kHigher, 0.0346, {0.0548}},
      {"volatility", kPercent1, Better::kLower, 0.172, {0.214}},
      {"maximum drawdown", kPercent1, Better::kHigher, -0.412, {-0.561}, true},
      {"Sortino ratio", kTwo, Better::kHigher, 0.44, {0.66}},
      {"Calmar ratio", kTwo, Better::kHigher, 0.09, {0.10}},
      {"profit factor", kTwo, Better::kHigher, 1.09, {none("no closed trade")}},
      {"hit rate", kPercent1, Better::kHigher, 0.541, {none("no closed trade")}},
      {"trades", {NumberStyle::kCount, 0}, Better::kNeither, 1204.0, {1.0}},
      {"turnover a year", kTwo, Better::kNeither, 137.6, {0.06}},
      {"exposure", kPercent1, Better::kNeither, 0.683, {1.0}},
  };
}

inline void add_folds(TrainingReport& report, int count) {
  Rng rng(7);
  auto& folds = report.folds;
  folds.score_name = "log loss";
  folds.naive_name = "the base rate";
  folds.score_format = kFour;
  folds.columns = {{"AUC", kThree}, {"accuracy", kThree}, {"return", kPercent1}, {"Sharpe", kTwo}};
  folds.scheme = "expanding window, at least 1,260 bars to train, 220 to test, purge 1 bar";
  for (int i = 0; i < count; ++i) {
    FoldRow fold;
    fold.test_from = at("2000-01-03T00:00:00Z") + std::chrono::hours(24 * 320 * i);
    fold.test_to = fold.test_from + std::chrono::hours(24 * 318);
    fold.train_rows = static_cast<std::uint64_t>(1259 + 220 * i);
    fold.test_rows = 220;
    fold.rounds = 20 + static_cast<int>(rng.next() % 90);
    fold.naive_score = 0.6881 + 0.004 * shock(rng);
    fold.score = *fold.naive_score.value + 0.006 * shock(rng);
    fold.values = {0.52 + 0.04 * shock(rng), 0.54 + 0.03 * shock(rng), 0.05 + 0.2 * shock(rng),
                   0.3 + 0.9 * shock(rng)};
    folds.folds.push_back(fold);
  }
  folds.folds[3].values[3] = none("returns do not vary");
}

inline void add_model_parts(TrainingReport& report) {
  const std::vector<std::string> names = {
      "return_1",    "volatility_20", "rsi_14",           "macd_hist",   "gap_open",
      "range_5",     "volume_z_20",   "bollinger_pos_20", "return_5",    "day_of_week",
      "momentum_60", "atr_14",        "stochastic_k_14",  "high_low_20", "return_20",
      "skew_60",     "month",         "volume_trend_10",  "drawdown_60", "close_to_ma_200",
      "return_60",   "up_days_10"};
  double gain = 0.128;
  for (const auto& name : names) {
    report.importance.push_back({name, gain});
    gain *= 0.87;
  }
  report.calibration.event = "up";
  const std::vector<double> bins = {0.452, 0.487, 0.512, 0.531, 0.548, 0.566, 0.589, 0.624};
  const std::vector<double> observed = {0.531, 0.519, 0.541, 0.548, 0.556, 0.561, 0.557, 0.583};
  const std::vector<double> counts = {182, 423, 688, 941, 882, 702, 402, 190};
  for (std::size_t i = 0; i < bins.size(); ++i) {
    report.calibration.bins.push_back({bins[i], observed[i], counts[i]});
  }
  report.recipe.parameters = {
      {"eta", "0.05"},      {"max_depth", "3"},          {"min_child_weight", "8"},
      {"subsample", "0.8"}, {"colsample_bytree", "0.7"}, {"lambda", "2"}};
  report.recipe.origin = "defaults";
  report.recipe.final_rounds = 58;
  report.recipe.rounds_rule = "the median of the folds' best rounds";
  report.recipe.train_scope = "all 5,029 labelled rows up to 2018-12-28";
  report.conventions.fill = "next open";
  report.conventions.cost = "5 bp of the traded fraction (2 commission, 2 half spread, 1 slippage)";
  report.conventions.bars_a_year = 252.0;
  report.conventions.bars_a_year_inferred = true;
  report.conventions.sizing = "long when the probability of up is above 0.5, else flat";
  report.conventions.others = {
      "A short held over several bars is rebalanced to its target at each bar."};
}

inline void add_run(TrainingReport& report) {
  report.run = {"20261123T020000Z-3fa9c1",
                at("2026-11-23T02:00:00Z"),
                "0.1.0",
                "1.7.4",
                "3c8748c1d0f2b7a95e6611c0a4f7d2e9b8c35a10",
                42,
                "9f2c61b0d7e84a35c1f09be2746d8a53e0b17c94f6a2d85b3c7e41908fd26ab5",
                "51d0ce8b3a97f4462e1c8805bd73a9f016c4e2d95b78a3f0c69d14e7208bfa3c",
                "data/nasdaq.csv",
                "preset core",
                "direction of the close, no dead band",
                "1 bar",
                "binary:logistic",
                2};
  report.data.rows = 5031;
  report.data.labelled_rows = 5029;
  report.data.features = 22;
  report.data.symbols = {"NASDAQ"};
  report.data.first_bar = at("1999-01-04T00:00:00Z");
  report.data.last_bar = at("2018-12-31T00:00:00Z");
  report.data.detected = {"separator comma", "time format ISO date", "bar 1 day, stamped at close"};
  report.data.findings = {{"duplicate time", 2}, {"volume is zero", 5}};
  report.data.first_findings = {"data/nasdaq.csv:812: duplicate time 2002-03-28",
                                "data/nasdaq.csv:2044: duplicate time 2007-02-14",
                                "data/nasdaq.csv:3310: column Volume: 0"};
  report.files = {{"models/candidates/20261123T020000Z-3fa9c1/model.ubj", 48213,
                   "c0ffee5b3a97f4462e1c8805bd73a9f016c4e2d95b78a3f0c69d14e7208bfa3c"},
                  {"models/candidates/20261123T020000Z-3fa9c1/metadata.json", 9120,
                   "0badcafe3a97f4462e1c8805bd73a9f016c4e2d95b78a3f0c69d14e7208bfa3c"}};
  report.next_steps = {{"mlpipe validate", "compare the candidate with production"},
                       {"mlpipe version promote", "put it into production"}};
}

/// A daily index, binary label: the case of the first run.
inline TrainingReport binary() {
  TrainingReport report;
  report.name = "nasdaq";
  report.out_of_sample_rows = 4410;
  report.skill = {"AUC", kThree, 0.521, 0.5, 0.0087, Better::kHigher};
  add_run(report);
  add_metrics(report);
  add_folds(report, 20);
  add_model_parts(report);
  report.equity = equity(4410, 37);
  const auto lowest = [](const std::vector<double>& values) {
    return *std::min_element(values.begin(), values.end());
  };
  for (auto& row : report.returns.rows) {
    if (row.name == "total return") {
      row.model = report.equity.model.back() - 1.0;
      row.yardsticks = {report.equity.benchmark.back() - 1.0};
    } else if (row.name == "maximum drawdown") {
      row.model = lowest(report.equity.model_drawdown);
      row.yardsticks = {lowest(report.equity.benchmark_drawdown)};
    }
  }
  report.warnings = {"volume is zero in 5 bars: volume features are missing there"};
  return report;
}

/// Three classes, no prices: no return metrics, no curve.
inline TrainingReport multi_class() {
  TrainingReport report = binary();
  report.name = "electricity";
  report.run.objective = "multi:softprob";
  report.skill = {"macro AUC", kThree, 0.797, 0.5, 0.0041, Better::kHigher};
  report.metrics.rows = {{"accuracy", kThree, Better::kHigher, 0.713, {0.576, 0.701}, true},
                         {"log loss",
                          kFour,
                          Better::kLower,
                          0.5521,
                          {0.6815, none("labels are not probabilities")},
                          true}};
  report.returns = {};
  report.no_returns_reason = "the input has no prices";
  report.equity = {};
  report.warnings.clear();
  report.recipe.origin = "config/best_hyperparameters.json";
  report.recipe.origin_detail = "study nightly of 2026-11-20";
  report.recipe.trials = 50;
  return report;
}

/// Forward returns of a panel of three symbols, worth nothing.
inline TrainingReport panel_regression() {
  TrainingReport report = binary();
  report.name = "panel";
  report.equity = equity(420, 37);
  report.run.objective = "reg:squarederror";
  report.run.label = "forward return";
  report.data.symbols = {"AAA", "B|B", "<script>"};
  report.data.findings.clear();
  report.skill = {"rank IC", kFour, 0.0041, 0.0, 0.0083, Better::kHigher};
  report.metrics = {{"zero"},
                    {{"RMSE", kFour, Better::kLower, 0.0213, {0.0212}, true},
                     {"MAE", kFour, Better::kLower, 0.0148, {0.0148}}}};
  report.symbols.columns = {{"rank IC", kFour}, {"return", kPercent1}};
  report.symbols.rows = {{"AAA", 1470, {0.011, 0.12}},
                         {"B|B", 1470, {-0.004, -0.03}},
                         {"<script>", 12, {none("fewer than 20 rows"), 0.0}}};
  report.calibration = {};
  report.forecasts = Histogram{{-0.004, -0.002, 0.0, 0.002, 0.004},
                               {130, 2011, 2120, 149},
                               "forecast return",
                               {NumberStyle::kPercent, 1}};
  return report;
}

}  // namespace sample
