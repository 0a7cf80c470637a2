// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/walk_forward.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "mlpipe/backtest/evaluate.hpp"
#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"
#include "support/recording_sink.hpp"
#include "synthetic.hpp"

using namespace mlpipe;
using namespace mlpipe::backtest;
using metrics::value_of;
using Unit = Duration::Unit;

namespace {

SplitOptions weekly(std::int64_t test = 5) {
  SplitOptions options;
  options.train = {500, Unit::kBars};
  options.test = {test, Unit::kBars};
  options.min_test_bars = 1;
  options.min_train_rows = 50;
  return options;
}

/// Predicts the label of the training row nearest in time: perfect wherever labels overlap.
FitPredict memoriser(const data::Dataset& set, bool obey_purge) {
  return [&set, obey_purge](std::size_t, const Fold& fold) {
    std::size_t nearest = fold.test.begin - 1;
    if (obey_purge) {
      nearest = training_rows(fold, set.label_end, set.label).back();
    }
    const float label = set.label[nearest];
    return std::vector<float>(fold.test.size(), std::isnan(label) ? 0.5F : label);
  };
}

OosPredictions run(const std::vector<Fold>& folds, const FitPredict& model, int threads = 1) {
  NullSink events;
  const StopFlag stop;
  return run_walk_forward(folds, 1, threads, model, {}, events, stop);
}

double accuracy(const data::Dataset& set, const OosPredictions& p) {
  double right = 0.0;
  double n = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(set.label[p.row[i]])) {
      right += (p.value[i] >= 0.5F) == (set.label[p.row[i]] > 0.5F) ? 1.0 : 0.0;
      n += 1.0;
    }
  }
  return right / n;
}

}  // namespace

TEST_CASE("a memoriser of the nearest label cannot beat chance through the purge",
          "[backtest][property]") {
  // Labels over 20 bars, refit every 5: without the purge the same memoriser looks like a genius.
  const auto market = synthetic::random_market(11, 12'000);
  const auto set = synthetic::dataset_of(market, 20);
  const auto folds = split_walk_forward(set.time, set.label_end, weekly()).folds;
  REQUIRE(folds.size() > 2000);
  const double leaked = accuracy(set, run(folds, memoriser(set, false)));
  const double honest = accuracy(set, run(folds, memoriser(set, true)));
  CAPTURE(leaked, honest);
  CHECK(leaked > 0.75);
  // About 12,000 / 20 independent labels; neighbouring windows are negatively related.
  CHECK(std::abs(honest - 0.5) < 4.0 * 0.5 / std::sqrt(600.0));
}

TEST_CASE("every test row is predicted once, in order, by its fold", "[backtest]") {
  const auto market = synthetic::random_market(2, 900, 3);
  const auto set = synthetic::dataset_of(market, 2);
  const auto folds = split_walk_forward(set.time, set.label_end, weekly(30)).folds;
  const auto p = run(folds, [](std::size_t index, const Fold& fold) {
    return std::vector<float>(fold.test.size(), static_cast<float>(index));
  });
  REQUIRE(p.size() > 100);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto& fold = folds[p.fold[i]];
    REQUIRE(p.value[i] == static_cast<float>(p.fold[i]));
    REQUIRE(p.row[i] >= fold.test.begin);
    REQUIRE(p.row[i] < fold.test.end);
    REQUIRE((i == 0 || p.row[i] == p.row[i - 1] + 1));
  }
}

TEST_CASE("the number of threads changes no prediction", "[backtest][property]") {
  const auto market = synthetic::random_market(3, 2'000);
  const auto set = synthetic::dataset_of(market, 5);
  const auto folds = split_walk_forward(set.time, set.label_end, weekly(20)).folds;
  const auto one = run(folds, memoriser(set, true), 1);
  const auto two = run(folds, memoriser(set, true), 2);
  CHECK(one.value == two.value);
  CHECK(one.row == two.row);
  CHECK(one.fold == two.fold);
}

TEST_CASE("the longest fold begins first and each reports its score", "[backtest]") {
  const auto market = synthetic::random_market(4, 700);
  const auto set = synthetic::dataset_of(market, 1);
  auto options = weekly(40);
  options.window = WindowKind::kExpanding;
  options.train = {200, Unit::kBars};
  const auto folds = split_walk_forward(set.time, set.label_end, options).folds;
  std::vector<std::size_t> order;
  testing::RecordingSink events;
  const StopFlag stop;
  const FitPredict constant = [&](std::size_t index, const Fold& fold) {
    order.push_back(index);
    return std::vector<float>(fold.test.size(), 0.5F);
  };
  (void)run_walk_forward(folds, 1, 1, constant, make_fold_scorer(set, {}), events, stop);
  CHECK(order.front() == folds.size() - 1);
  CHECK(std::is_sorted(order.rbegin(), order.rend()));
  const auto done = events.all<FoldCompleted>();
  REQUIRE(done.size() == folds.size());
  CHECK(done[0].fold == folds.size() - 1);
  CHECK(done[0].metric == "log_loss");
  CHECK(done[0].score == Approx(std::log(2.0)));
}

TEST_CASE("predictions of the wrong size or not finite are the model's error", "[backtest]") {
  const auto market = synthetic::random_market(5, 700);
  const auto set = synthetic::dataset_of(market, 1);
  const auto folds = split_walk_forward(set.time, set.label_end, weekly(40)).folds;
  CHECK_THROWS_WITH(run(folds, [](std::size_t, const Fold&) { return std::vector<float>(3); }),
                    ContainsSubstring("3 predictions for 40 rows"));
  CHECK_THROWS_WITH(run(folds,
                        [](std::size_t, const Fold& fold) {
                          return std::vector<float>(fold.test.size(), std::nanf(""));
                        }),
                    ContainsSubstring("not finite"));
}

TEST_CASE("a stop is obeyed between folds", "[backtest]") {
  const auto market = synthetic::random_market(6, 700);
  const auto set = synthetic::dataset_of(market, 1);
  const auto folds = split_walk_forward(set.time, set.label_end, weekly(40)).folds;
  NullSink events;
  StopFlag stop;
  int calls = 0;
  const FitPredict model = [&](std::size_t, const Fold& fold) {
    ++calls;
    stop.set(15);
    return std::vector<float>(fold.test.size(), 0.5F);
  };
  CHECK_THROWS_AS(run_walk_forward(folds, 1, 1, model, {}, events, stop), Interrupted);
  CHECK(calls == 1);
}

TEST_CASE("overlapping test windows are refused before anything is fitted", "[backtest]") {
  const auto market = synthetic::random_market(7, 900);
  const auto set = synthetic::dataset_of(market, 1);
  auto options = weekly(40);
  options.step = {10, Unit::kBars};
  const auto folds = split_walk_forward(set.time, set.label_end, options).folds;
  CHECK_THROWS_AS(run(folds, memoriser(set, true)), ConfigError);
}

TEST_CASE("scrambling the future changes no earlier prediction, return or score",
          "[backtest][property]") {
  auto market = synthetic::random_market(8, 1'500);
  auto options = weekly(50);
  options.anchor = Anchor::kStart;  // windows that do not move with the newest row
  const auto evaluate_now = [&] {
    const auto set = synthetic::dataset_of(market, 3);
    const auto folds = split_walk_forward(set.time, set.label_end, options).folds;
    const auto p = run(folds, memoriser(set, true));
    return evaluate({set, market, folds, p, {}}, {}, {});
  };
  const auto before = evaluate_now();
  const std::size_t now = 1'200;
  Rng rng(99);
  for (std::size_t t = now; t < market.rows(); ++t) {
    market.open[t] = 100.0 * (0.5 + rng.uniform());
    market.close[t] = 100.0 * (0.5 + rng.uniform());
  }
  const auto after = evaluate_now();
  std::size_t same = 0;
  for (std::size_t t = 0; before.trading.series.time[t] < market.close_time[now]; ++t, ++same) {
    REQUIRE(before.trading.series.net[t] == after.trading.series.net[t]);
    REQUIRE(before.trading.series.position[t] == after.trading.series.position[t]);
  }
  CHECK(same > 500);
  REQUIRE(before.folds.size() == after.folds.size());
  std::size_t untouched = 0;
  for (std::size_t f = 0; f < before.folds.size(); ++f) {
    // Labels reach three bars ahead.
    if (before.folds[f].test_upper < market.close_time[now - 3]) {
      CHECK(value_of(before.folds[f].forecast, "accuracy") ==
            value_of(after.folds[f].forecast, "accuracy"));
      ++untouched;
    }
  }
  CHECK(untouched > 8);
}
