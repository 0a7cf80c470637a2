// SPDX-License-Identifier: MIT
#include "mlpipe/gate/comparison.hpp"

#include <algorithm>
#include <numeric>

#include "mlpipe/stats/bootstrap.hpp"
#include "mlpipe/stats/descriptive.hpp"

#include "forecast_pairs.hpp"
#include "gate/resample.hpp"
#include "support/catch.hpp"

using namespace pairs;

namespace {

ReturnPair swapped_returns(ReturnPair pair) {
  std::swap(pair.candidate, pair.baseline);
  return pair;
}

void put(std::vector<double>& out, std::initializer_list<std::optional<double>> values) {
  for (const auto& value : values) {
    out.push_back(value.value_or(-99.0));
  }
}

void put(std::vector<double>& out, const std::optional<stats::PairedTest>& test) {
  if (test) {
    put(out, {test->statistic, test->p_better, test->p_worse});
  }
}

/// Every number of a comparison.
std::vector<double> numbers(const Comparison& c) {
  std::vector<double> out{c.primary.mean_difference, c.primary.deviation, c.primary.block,
                          c.primary.p_better,        c.primary.p_worse,   c.return_block};
  for (const auto& m : c.metrics) {
    put(out, {m.difference, m.improvement, m.low, m.high, m.deviation, m.p_better, m.p_worse});
  }
  for (const auto* test :
       {&c.primary.diebold_mariano, &c.mcnemar, &c.jobson_korkie_memmel, &c.ledoit_wolf}) {
    put(out, *test);
  }
  if (c.brier) {
    put(out, {c.brier->deviation, c.brier->p_better, c.brier->p_worse});
  }
  out.insert(out.end(), c.path.sum.begin(), c.path.sum.end());
  out.insert(out.end(), c.path.band.begin(), c.path.band.end());
  return out;
}

void check_mirrored(const std::optional<stats::PairedTest>& a,
                    const std::optional<stats::PairedTest>& b) {
  REQUIRE(a);
  REQUIRE(b);
  CHECK(a->statistic == Approx(-b->statistic).epsilon(1e-12));
  CHECK(a->p_better == Approx(b->p_worse).epsilon(1e-12));
  CHECK(a->p_worse == Approx(b->p_better).epsilon(1e-12));
}

}  // namespace

TEST_CASE("any number of threads gives the same comparison", "[gate][property]") {
  const auto returns = golden_returns(359);
  for (const auto& pair : {golden_binary(), multiclass(120), regression(60, 3)}) {
    const auto one = numbers(compare_pair(pair, returns, {42, 400, 0.05, 1}));
    CHECK(numbers(compare_pair(pair, returns, {42, 400, 0.05, 4})) == one);
    CHECK(numbers(compare_pair(pair, returns, {42, 400, 0.05, 3})) == one);
    CHECK(numbers(compare_pair(pair, returns, {43, 400, 0.05, 1})) != one);
  }
}

TEST_CASE("equal models differ in nothing and are neither better nor worse", "[gate]") {
  auto returns = golden_returns(100);
  returns.baseline = returns.candidate;
  for (auto pair : {golden_binary(), multiclass(120), regression(60, 3)}) {
    pair.baseline = pair.candidate;
    pair.baseline_naive = pair.candidate_naive;
    const auto same = compare_pair(pair, returns);
    CHECK(same.primary.mean_difference == 0.0);
    CHECK(same.primary.p_better == 1.0);
    CHECK(same.primary.p_worse == 1.0);
    CHECK_FALSE(same.primary.diebold_mariano);
    CHECK_FALSE(same.ledoit_wolf);
    CHECK_FALSE(same.jobson_korkie_memmel);
    for (const auto& metric : same.metrics) {
      CAPTURE(metric.name);
      CHECK(metric.difference.value_or(0.0) == 0.0);
      CHECK(metric.improvement.value_or(0.0) == 0.0);
      CHECK(metric.low.value_or(0.0) == 0.0);
      CHECK(metric.high.value_or(0.0) == 0.0);
      CHECK(metric.p_better.value_or(1.0) == 1.0);
      CHECK(metric.p_worse.value_or(1.0) == 1.0);
    }
    CHECK(same.only_candidate == 0);
    CHECK(same.only_baseline == 0);
    CHECK(std::all_of(same.path.sum.begin(), same.path.sum.end(), [](double s) { return s == 0; }));
  }
}

TEST_CASE("swapping the models mirrors every difference and every test", "[gate][property]") {
  const auto returns = golden_returns(359);
  for (const auto& pair : {golden_binary(), multiclass(120), regression(60, 3)}) {
    const auto one = compare_pair(pair, returns);
    const auto other = compare_pair(swapped(pair), swapped_returns(returns));
    check_mirrored(one.primary.diebold_mariano, other.primary.diebold_mariano);
    check_mirrored(one.ledoit_wolf, other.ledoit_wolf);
    check_mirrored(one.jobson_korkie_memmel, other.jobson_korkie_memmel);
    CHECK(one.primary.p_better == Approx(other.primary.p_worse).epsilon(1e-12));
    CHECK(one.primary.p_worse == Approx(other.primary.p_better).epsilon(1e-12));
    REQUIRE(one.metrics.size() == other.metrics.size());
    for (std::size_t k = 0; k < one.metrics.size(); ++k) {
      const auto& a = one.metrics[k];
      const auto& b = other.metrics[k];
      CAPTURE(a.name);
      CHECK(a.difference.value_or(0.0) == -b.difference.value_or(0.0));
      REQUIRE(a.low.has_value() == b.low.has_value());
      if (a.low) {
        CHECK(*a.low == Approx(-*b.high).epsilon(1e-9).margin(1e-15));
        CHECK(*a.high == Approx(-*b.low).epsilon(1e-9).margin(1e-15));
        CHECK(*a.p_better == Approx(*b.p_worse).epsilon(1e-12));
      }
    }
    CHECK(one.only_candidate == other.only_baseline);
  }
}

TEST_CASE("what is bootstrapped is what the metrics say of all rows", "[gate][property]") {
  for (const auto& pair : {golden_binary(), multiclass(120), regression(60, 1)}) {
    const ResampledForecasts resampled(pair);
    std::vector<std::uint32_t> all(resampled.units());
    std::iota(all.begin(), all.end(), 0U);
    std::vector<double> estimates(resampled.names().size());
    resampled.differences(all, estimates);
    const auto comparison = compare_pair(pair);
    REQUIRE(estimates.size() >= 4);
    for (std::size_t k = 0; k < estimates.size(); ++k) {
      CAPTURE(resampled.names()[k]);
      const auto* entry = find(comparison, resampled.names()[k]);
      REQUIRE(entry != nullptr);
      CHECK(estimates[k] == entry->difference.value());
      CHECK(entry->reason.empty());
    }
  }
}

TEST_CASE("rows of a panel are drawn by the moment, with all their symbols", "[gate]") {
  const auto pair = regression(40, 5);
  const ResampledForecasts resampled(pair);
  CHECK(resampled.units() == 40);
  const auto& names = resampled.names();
  const auto at = std::find(names.begin(), names.end(), "ic_mean");
  REQUIRE(at != names.end());
  std::vector<double> out(names.size());
  const std::vector<std::uint32_t> twice{7, 7, 7};
  resampled.differences(twice, out);
  // One moment drawn thrice has one IC: what a panel's metric says of that moment alone.
  const auto ic_of = [&](const std::vector<double>& forecast) {
    const std::vector<double> f(forecast.begin() + 35, forecast.begin() + 40);
    const std::vector<double> y(pair.truth.begin() + 35, pair.truth.begin() + 40);
    return stats::pearson(f, y).value();
  };
  CHECK(out[static_cast<std::size_t>(at - names.begin())] ==
        Approx(ic_of(pair.candidate) - ic_of(pair.baseline)));
  CHECK(compare_pair(pair).primary.diebold_mariano->n == 40);
  CHECK(compare_pair(pair).moments == 40);
}

TEST_CASE("a p-value is the more cautious of the classical test and the bootstrap", "[gate]") {
  const auto comparison = compare_pair(golden_binary(), golden_returns(359));
  for (const auto* test : {&comparison.primary, &*comparison.brier}) {
    CHECK(test->p_better == std::max(test->diebold_mariano->p_better, test->bootstrap->p_better));
    CHECK(test->p_worse == std::max(test->diebold_mariano->p_worse, test->bootstrap->p_worse));
  }
  const auto* sharpe = find(comparison, "sharpe");
  const auto* plain = find(comparison, "sharpe_per_bar");
  CHECK(*sharpe->p_better == std::max(*plain->p_better, comparison.ledoit_wolf->p_better));
  CHECK(*sharpe->p_worse == std::max(*plain->p_worse, comparison.ledoit_wolf->p_worse));
}

TEST_CASE("a p-value near its level rests on ten thousand replicates", "[gate]") {
  const auto pair = multiclass(60, 0.15);
  const auto denominator = [](double p) {
    const double count = p * 10'001.0;
    return std::abs(count - std::round(count)) < 1e-6 ? 10'001 : 401;
  };
  const auto far = compare_pair(pair, {}, {42, 400, 0.9999, 1}).primary.bootstrap;
  REQUIRE(far->p_better < 0.9);
  CHECK(denominator(far->p_better) == 401);
  const auto near = compare_pair(pair, {}, {42, 400, far->p_better, 1}).primary.bootstrap;
  CHECK(denominator(near->p_better) == 10'001);
  CHECK(near->p_better == Approx(far->p_better).margin(0.1));
}

TEST_CASE("p-values of a metric look in its better direction", "[gate]") {
  const auto comparison = compare_pair(golden_binary());
  const auto* loss = find(comparison, "log_loss");
  const auto* accuracy = find(comparison, "accuracy");
  REQUIRE(*loss->difference < 0.0);
  REQUIRE(*accuracy->difference > 0.0);
  CHECK(*loss->p_better < 0.05);
  CHECK(*loss->p_worse > 0.9);
  CHECK(*accuracy->p_better < 0.05);
  CHECK(*loss->improvement > 0.0);
  CHECK(*loss->low <= *loss->difference);
  CHECK(*loss->difference <= *loss->high);
}

TEST_CASE("metrics that depend on order or have no better direction get no interval", "[gate]") {
  const auto comparison = compare_pair(golden_binary(), golden_returns(359));
  for (const char* name : {"max_drawdown", "calmar", "ulcer", "bars", "beta", "skewness", "n"}) {
    CAPTURE(name);
    const auto* entry = find(comparison, name);
    REQUIRE(entry != nullptr);
    CHECK(entry->difference);
    CHECK_FALSE(entry->low);
    CHECK_FALSE(entry->p_worse);
    CHECK_FALSE(entry->reason.empty());
  }
  CHECK(find(comparison, "sharpe")->low);
  CHECK_FALSE(find(comparison, "beta")->improvement);
}

TEST_CASE("the lead is a running sum inside a band that ends at 1.645 deviations", "[gate]") {
  const auto comparison = compare_pair(golden_binary());
  const auto& path = comparison.path;
  const auto n = static_cast<double>(comparison.moments);
  REQUIRE(path.sum.size() == comparison.moments);
  REQUIRE(path.time.size() == comparison.moments);
  CHECK(path.sum.back() == Approx(n * comparison.primary.mean_difference));
  CHECK(path.band.back() == Approx(1.6448536269514722 * comparison.primary.deviation * n));
  CHECK(path.band.front() == Approx(path.band.back() / std::sqrt(n)));
}

TEST_CASE("without a baseline values stand alone", "[gate]") {
  auto pair = golden_binary();
  const auto candidate = values(pair, true);
  pair.baseline.clear();
  auto returns = golden_returns(50);
  returns.baseline.clear();
  const auto alone = compare(pair, returns, candidate, {}, {});
  CHECK(alone.moments == 359);
  REQUIRE(alone.metrics.size() == candidate.size());
  for (const auto& entry : alone.metrics) {
    CHECK_FALSE(entry.baseline.value);
    CHECK(entry.baseline.reason == "there is no production model");
    CHECK_FALSE(entry.difference);
    CHECK_FALSE(entry.low);
  }
  CHECK(alone.primary.p_better == 1.0);
  CHECK_FALSE(alone.mcnemar);
  CHECK_FALSE(alone.ledoit_wolf);
  CHECK(alone.path.time.empty());
}

TEST_CASE("forecasts without returns are compared by their losses alone", "[gate]") {
  const auto comparison = compare_pair(regression(60, 3));
  CHECK(comparison.primary.metric == "rmse");
  CHECK_FALSE(comparison.brier);
  CHECK_FALSE(comparison.mcnemar);
  CHECK_FALSE(comparison.jobson_korkie_memmel);
  CHECK(find(comparison, "sharpe") == nullptr);
  CHECK(find(comparison, "rmse")->low);
}

TEST_CASE("one moment can be shown but not tested", "[gate]") {
  auto pair = regression(1, 6);
  const auto one = compare_pair(pair);
  CHECK(one.moments == 1);
  CHECK(find(one, "rmse")->difference);
  CHECK_FALSE(find(one, "rmse")->low);
  CHECK(one.primary.p_better == 1.0);
  const auto none = compare({}, {}, {}, {}, {});
  CHECK(none.moments == 0);
  CHECK(none.metrics.empty());
}

TEST_CASE("a metric that one side lacks has a reason and no difference", "[gate]") {
  auto pair = golden_binary();
  for (double& y : pair.truth) {
    y = 1.0;
  }
  const auto comparison = compare_pair(pair);
  const auto* auc = find(comparison, "roc_auc");
  REQUIRE(auc != nullptr);
  CHECK_FALSE(auc->difference);
  CHECK_FALSE(auc->improvement);
  CHECK_FALSE(auc->low);
  CHECK_FALSE(auc->reason.empty());
  CHECK(find(comparison, "log_loss")->low);
}
