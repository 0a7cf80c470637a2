// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/evaluate.hpp"

#include <algorithm>
#include <cmath>

#include "support/catch.hpp"
#include "synthetic.hpp"

using namespace mlpipe;
using namespace mlpipe::backtest;
using metrics::value_of;
using Unit = Duration::Unit;

namespace {

struct Run {
  data::MarketData market;
  data::Dataset set;
  std::vector<Fold> folds;
  OosPredictions predictions;
  BacktestResult evaluate(const Task& task = {}, const ExecutionOptions& execution = {}) const {
    return backtest::evaluate({set, market, folds, predictions, {}}, task, execution);
  }
};

/// Walk-forward on random walks; predict(row) gives a row's outputs.
template <class Predict>
Run make_run(data::MarketData market, data::Dataset set, std::size_t outputs,
             const Predict& predict) {
  SplitOptions options;
  options.train = {200, Unit::kBars};
  options.test = {60, Unit::kBars};
  options.min_train_rows = 50;
  Run out{std::move(market), std::move(set), {}, {}};
  out.folds = split_walk_forward(out.set.time, out.set.label_end, options).folds;
  NullSink events;
  const StopFlag stop;
  const FitPredict model = [&](std::size_t, const Fold& fold) {
    std::vector<float> values;
    for (std::size_t row = fold.test.begin; row < fold.test.end; ++row) {
      for (const float value : predict(out.set, row)) {
        values.push_back(value);
      }
    }
    return values;
  };
  out.predictions = run_walk_forward(out.folds, outputs, 1, model, {}, events, stop);
  return out;
}

std::vector<float> oracle(const data::Dataset& set, std::size_t row) {
  return {std::isnan(set.label[row]) ? 0.5F : set.label[row]};
}

std::vector<float> coin(const data::Dataset&, std::size_t) {
  return {0.5F};
}

void check_clean(const std::vector<metrics::MetricValue>& list) {
  for (const auto& item : list) {
    CAPTURE(item.name);
    CHECK_NOTHROW(metrics::find_metric(item.name));
    CHECK(item.value.has_value() == item.reason.empty());
    CHECK((!item.value || std::isfinite(*item.value)));
  }
}

}  // namespace

TEST_CASE("an oracle scores perfectly and a constant forecast has no skill",
          "[backtest][property]") {
  const auto market = synthetic::random_market(21, 800);
  const auto set = synthetic::dataset_of(market, 1);
  ExecutionOptions execution;
  execution.fill = Fill::kSameClose;
  const auto perfect = make_run(market, set, 1, oracle).evaluate({}, execution);
  CHECK(value_of(perfect.forecast, "accuracy") == 1.0);
  CHECK(value_of(perfect.forecast, "roc_auc") == 1.0);
  CHECK(value_of(perfect.trading.metrics, "sharpe").value() > 5.0);
  CHECK(value_of(perfect.trading.metrics, "total_return").value() > 1.0);
  const auto none = make_run(market, set, 1, coin).evaluate({}, execution);
  CHECK(value_of(none.forecast, "roc_auc") == 0.5);
  CHECK(value_of(none.forecast, "log_loss").value() == Approx(std::log(2.0)));
}

TEST_CASE("rows whose label is not known are predicted and traded but not scored", "[backtest]") {
  const auto run = make_run(synthetic::random_market(22, 500),
                            synthetic::dataset_of(synthetic::random_market(22, 500), 5), 1, coin);
  const auto result = run.evaluate();
  CHECK(result.test_rows == result.scored_rows + 5);
  CHECK(result.folds.back().test_rows == result.folds.back().scored_rows + 5);
  CHECK(result.trading.series.time.back() == run.market.close_time.back());
  CHECK(value_of(result.forecast, "n") == static_cast<double>(result.scored_rows));
}

TEST_CASE("fold scores and the whole agree, and every number is finite or has a reason",
          "[backtest][contract]") {
  const auto result =
      make_run(synthetic::random_market(23, 700, 3),
               synthetic::dataset_of(synthetic::random_market(23, 700, 3), 2), 1,
               [](const data::Dataset& set, std::size_t row) {
                 return std::vector<float>{static_cast<float>((set.bar[row] * 37) % 101) / 101.0F};
               })
          .evaluate();
  double rows = 0.0;
  double right = 0.0;
  double growth = 1.0;
  for (const auto& fold : result.folds) {
    rows += value_of(fold.forecast, "n").value();
    right += value_of(fold.forecast, "accuracy").value() * value_of(fold.forecast, "n").value();
    growth *= 1.0 + value_of(fold.returns, "total_return").value();
    check_clean(fold.forecast);
    check_clean(fold.base_rate);
    check_clean(fold.returns);
    CHECK(fold.train_rows >= 50);
  }
  CHECK(rows == value_of(result.forecast, "n"));
  CHECK(right / rows == Approx(value_of(result.forecast, "accuracy").value()));
  CHECK(growth - 1.0 == Approx(value_of(result.trading.metrics, "total_return").value()));
  check_clean(result.forecast);
  check_clean(result.trading.metrics);
  check_clean(result.trading.benchmark_metrics);
  REQUIRE(result.yardsticks.size() == 2);
  for (const auto& yardstick : result.yardsticks) {
    check_clean(yardstick.forecast);
    CHECK(value_of(yardstick.forecast, "n") == value_of(result.forecast, "n"));
  }
  REQUIRE(result.symbols.size() == 3);
  std::size_t tested = 0;
  for (const auto& symbol : result.symbols) {
    tested += symbol.test_rows;
    check_clean(symbol.forecast);
    check_clean(symbol.returns);
  }
  CHECK(tested == result.test_rows);
  std::size_t in_deciles = 0;
  for (const auto& bin : result.deciles) {
    in_deciles += bin.n;
  }
  CHECK(in_deciles == result.scored_rows);
}

TEST_CASE("the previous label is one that is known, never the row's own or a later one",
          "[backtest][property]") {
  const auto market = synthetic::random_market(24, 300, 2);
  const auto set = synthetic::dataset_of(market, 7);
  const auto previous = previous_known_label(set);
  std::size_t known = 0;
  for (std::size_t row = 0; row < set.rows(); ++row) {
    // By search: the newest row of the symbol whose label has ended.
    std::size_t best = set.rows();
    for (std::size_t other = 0; other < row; ++other) {
      if (set.symbol[other] == set.symbol[row] && set.label_end[other] <= set.time[row]) {
        best = other;
      }
    }
    REQUIRE(std::isnan(previous[row]) == (best == set.rows()));
    if (best < set.rows()) {
      REQUIRE(previous[row] == set.label[best]);
      ++known;
    }
  }
  CHECK(known > 400);
}

TEST_CASE("the base rate is that of each fold's training rows", "[backtest]") {
  const auto run = make_run(synthetic::random_market(25, 600),
                            synthetic::dataset_of(synthetic::random_market(25, 600), 1), 1, coin);
  const auto result = run.evaluate();
  const auto rows = training_rows(run.folds[0], run.set.label_end, run.set.label);
  double rate = 0.0;
  for (const auto row : rows) {
    rate += static_cast<double>(run.set.label[row]) / static_cast<double>(rows.size());
  }
  double loss = 0.0;
  const auto& test = run.folds[0].test;
  for (std::size_t row = test.begin; row < test.end; ++row) {
    loss -=
        std::log(run.set.label[row] > 0.5F ? rate : 1.0 - rate) / static_cast<double>(test.size());
  }
  CHECK(value_of(result.folds[0].base_rate, "log_loss").value() == Approx(loss));
  const auto& hard = result.yardsticks[1];
  CHECK(hard.name == "previous_label");
  CHECK_FALSE(value_of(hard.forecast, "log_loss"));
  CHECK(value_of(hard.forecast, "accuracy").has_value());
}

TEST_CASE("without prices return metrics are absent with a reason", "[backtest]") {
  auto market = synthetic::random_market(26, 500);
  const auto set = synthetic::dataset_of(market, 1);
  const auto reason_of = [&](const data::MarketData& m, const Task& task) {
    const auto result = make_run(m, set, 1, coin).evaluate(task);
    CHECK_FALSE(value_of(result.trading.metrics, "sharpe"));
    CHECK(result.trading.metrics.size() > 20);
    CHECK(result.trading.metrics[1].reason == result.trading.no_returns_reason);
    CHECK(result.folds[0].returns[1].reason == result.trading.no_returns_reason);
    CHECK(value_of(result.forecast, "accuracy").has_value());
    return result.trading.no_returns_reason;
  };
  Task classes;
  classes.not_tradable = "the classes have no direction";
  CHECK(reason_of(market, classes) == "the classes have no direction");
  auto negative = market;
  negative.close[450] = -3.0;
  CHECK_THAT(reason_of(negative, {}), ContainsSubstring("a price is not above 0"));
  market.close.clear();
  market.open.clear();
  CHECK(reason_of(market, {}) == "the input has no prices");
}

TEST_CASE("without an open decisions are filled at the next close, and it is told", "[backtest]") {
  auto market = synthetic::random_market(27, 500);
  const auto set = synthetic::dataset_of(market, 1);
  market.open.clear();
  const auto result = make_run(market, set, 1, oracle).evaluate();
  CHECK(result.trading.fill == Fill::kNextClose);
  REQUIRE(result.trading.notes.size() == 1);
  CHECK_THAT(result.trading.notes[0], ContainsSubstring("no open"));
}

TEST_CASE("intraday returns are compounded to days before they are annualised", "[backtest]") {
  const auto market = synthetic::random_market(28, 4'000, 1, std::chrono::hours(1));
  const auto set = synthetic::dataset_of(market, 1);
  const auto result = make_run(market, set, 1, oracle).evaluate();
  CHECK(result.trading.daily);
  CHECK(result.trading.bars.bars_per_year == 8760.0);
  CHECK(result.trading.metric_year.bars_per_year == 365.0);
  const auto days = value_of(result.trading.metrics, "bars").value();
  const auto bars = static_cast<double>(result.trading.series.net.size() - 1);
  CHECK(days == Approx(bars / 24.0).margin(1.0));
  CHECK(value_of(result.trading.metrics, "sharpe_intraday").has_value());
  double growth = 1.0;
  for (const double r : result.trading.series.net) {
    growth *= 1.0 + r;
  }
  CHECK(value_of(result.trading.metrics, "total_return").value() ==
        Approx(growth - 1.0).epsilon(1e-9));
}

TEST_CASE("a panel's portfolio is the mean over the symbols present", "[backtest]") {
  const auto market = synthetic::random_market(29, 600, 3);
  const auto set = synthetic::dataset_of(market, 1);
  const auto run = make_run(market, set, 1, oracle);
  const auto result = run.evaluate();
  const auto& series = result.trading.series;
  CHECK(std::is_sorted(series.time.begin(), series.time.end()));
  // Positions of single symbols, from accounts of their own.
  std::vector<double> sum(series.time.size(), 0.0);
  std::vector<double> present(series.time.size(), 0.0);
  for (std::size_t s = 0; s < 3; ++s) {
    std::vector<std::size_t> bar;
    std::vector<double> signal;
    for (std::size_t i = 0; i < run.predictions.size(); ++i) {
      if (set.symbol[run.predictions.row[i]] == s) {
        bar.push_back(set.bar[run.predictions.row[i]]);
        signal.push_back(static_cast<double>(run.predictions.value[i]));
      }
    }
    const auto alone = simulate(market, {bar, signal, SignalKind::kProbability}, {}, {});
    for (std::size_t t = 0; t < alone.series.time.size(); ++t) {
      const auto at =
          std::lower_bound(series.time.begin(), series.time.end(), alone.series.time[t]);
      const auto m = static_cast<std::size_t>(at - series.time.begin());
      sum[m] += alone.series.net[t];
      present[m] += 1.0;
    }
    CHECK(value_of(alone.metrics, "trades") == value_of(result.symbols[s].returns, "trades"));
  }
  for (std::size_t m = 0; m < sum.size(); ++m) {
    REQUIRE(present[m] > 0.0);
    REQUIRE(series.net[m] == Approx(sum[m] / present[m]).margin(1e-15));
  }
  CHECK(std::count(present.begin(), present.end(), 3.0) > 0);
  CHECK(std::count(present.begin(), present.end(), 1.0) +
            std::count(present.begin(), present.end(), 2.0) >
        0);
}

TEST_CASE("holes between test windows are flat", "[backtest]") {
  const auto market = synthetic::random_market(30, 100);
  std::vector<std::size_t> bar;
  std::vector<double> signal;
  for (std::size_t t = 10; t < 90; ++t) {
    if (t < 40 || t >= 60) {
      bar.push_back(t);
      signal.push_back(0.9);
    }
  }
  const auto result = simulate(market, {bar, signal, SignalKind::kProbability}, {}, {});
  REQUIRE(result.series.position.size() == 80);
  CHECK(result.series.position[0] == 0.0);
  CHECK(result.series.position[30] == 1.0);  // decided on the last bar before the hole
  for (std::size_t t = 31; t <= 50; ++t) {
    CHECK(result.series.position[t] == 0.0);
  }
  CHECK(result.series.position[51] == 1.0);
  CHECK(result.trades.size() == 2);
  CHECK(result.trades.back().open);
  CHECK(result.trades.back().exit_price == market.close[89]);
}

TEST_CASE("three classes trade the difference of up and down", "[backtest]") {
  auto market = synthetic::random_market(31, 500);
  auto set = synthetic::dataset_of(market, 1);
  for (std::size_t row = 0; row < set.rows(); ++row) {
    const double r = row + 1 < set.rows() ? market.close[row + 1] / market.close[row] - 1.0 : 0.0;
    if (!std::isnan(set.label[row])) {
      set.label[row] = r > 0.005 ? 2.0F : r < -0.005 ? 0.0F : 1.0F;
    }
  }
  Task task;
  task.kind = Task::Kind::kMulticlass;
  task.classes = 3;
  ExecutionOptions execution;
  execution.fill = Fill::kSameClose;
  execution.long_above = 0.55;
  execution.short_below = 0.45;
  const auto result = make_run(market, set, 3, [](const data::Dataset& s, std::size_t row) {
                        std::vector<float> p(3, 0.1F);
                        p[std::isnan(s.label[row]) ? 1 : static_cast<std::size_t>(s.label[row])] =
                            0.8F;
                        return p;
                      }).evaluate(task, execution);
  CHECK(value_of(result.forecast, "accuracy") == 1.0);
  CHECK(value_of(result.forecast, "macro_auc") == 1.0);
  CHECK(value_of(result.trading.metrics, "total_return").value() > 0.5);
  const auto& series = result.trading.series;
  for (std::size_t t = 1; t < series.net.size(); ++t) {
    REQUIRE((std::abs(series.benchmark[t]) > 0.005) == (series.position[t] != 0.0));
  }
  CHECK(value_of(result.yardsticks[0].forecast, "log_loss").has_value());
  CHECK_FALSE(value_of(result.yardsticks[1].forecast, "log_loss"));
}

TEST_CASE("a regression is measured against the training mean and by moment in a panel",
          "[backtest]") {
  const auto market = synthetic::random_market(32, 500, 3);
  const auto set = synthetic::dataset_of(market, 1, true);
  Task task;
  task.kind = Task::Kind::kRegression;
  const auto result = make_run(market, set, 1, oracle).evaluate(task);
  CHECK(value_of(result.forecast, "r2") == 1.0);
  CHECK(value_of(result.forecast, "rmse") == 0.0);
  CHECK(value_of(result.forecast, "ic_mean").value() == Approx(1.0));
  CHECK(value_of(result.yardsticks[0].forecast, "r2") == 0.0);
  CHECK(result.deciles.empty());
  CHECK(value_of(result.trading.metrics, "trades").value() > 10.0);
}
