// SPDX-License-Identifier: MIT
#include "mlpipe/stats/paired_tests.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/stats/bootstrap.hpp"
#include "mlpipe/stats/descriptive.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/return_pairs.hpp"

using namespace mlpipe;
using namespace mlpipe::stats;
using golden::minus;

namespace {

auto close(const nlohmann::json& value) {
  return Approx(value.get<double>()).epsilon(1e-9).margin(1e-12);
}

auto p_close(const nlohmann::json& value) {
  return Approx(value.get<double>()).margin(1e-9).epsilon(0);
}

/// Candidate and production of the fixture's predictions, where there is a label.
struct Predictions {
  std::vector<double> candidate_log_loss, production_log_loss;
  std::vector<double> candidate_brier, production_brier;
  std::size_t only_candidate = 0;
  std::size_t only_production = 0;
};

double log_loss(double p, double y) {
  return -std::log(y > 0.5 ? p : 1.0 - p);
}

Predictions golden_predictions() {
  const auto csv = golden::read_csv("backtest/signals.csv");
  const auto y = csv.numbers("y_next_up");
  const auto a = csv.numbers("prob_candidate");
  const auto b = csv.numbers("prob_production");
  Predictions out;
  for (std::size_t i = 0; i < csv.rows; ++i) {
    if (std::isnan(y[i])) {
      continue;
    }
    out.candidate_log_loss.push_back(log_loss(a[i], y[i]));
    out.production_log_loss.push_back(log_loss(b[i], y[i]));
    out.candidate_brier.push_back((a[i] - y[i]) * (a[i] - y[i]));
    out.production_brier.push_back((b[i] - y[i]) * (b[i] - y[i]));
    const bool a_right = (a[i] >= 0.5) == (y[i] > 0.5);
    const bool b_right = (b[i] >= 0.5) == (y[i] > 0.5);
    out.only_candidate += a_right && !b_right ? 1U : 0U;
    out.only_production += b_right && !a_right ? 1U : 0U;
  }
  return out;
}

void check_test(const std::optional<PairedTest>& test, const char* statistic,
                const nlohmann::json& expected) {
  REQUIRE(test);
  CHECK(test->statistic == close(expected.at(statistic)));
  CHECK(test->p_better == p_close(expected.at("p_one_sided")));
  CHECK(test->p_worse == Approx(1.0 - expected.at("p_one_sided").get<double>()).margin(1e-9));
}

/// Normal returns of two equal models, correlated 0.5, each bar's Sharpe ratio 0.06.
golden::ReturnPair null_pair(std::size_t n, std::uint64_t seed) {
  auto rng = Rng::stream(77, seed);
  golden::ReturnPair out;
  for (std::size_t i = 0; i < n; ++i) {
    const double common = rng.normal();
    out.candidate.push_back(0.01 * (0.06 + std::sqrt(0.5) * (common + rng.normal())));
    out.baseline.push_back(0.01 * (0.06 + std::sqrt(0.5) * (common + rng.normal())));
  }
  return out;
}

/// Share of `runs` null samples in which each side is found significant at 5 %, held against 5 %
/// and three standard errors.
void check_size(std::size_t runs, const std::function<PairedTest(std::uint64_t)>& test) {
  constexpr double kAlpha = 0.05;
  double better = 0.0;
  double worse = 0.0;
  for (std::size_t run = 0; run < runs; ++run) {
    const auto result = test(run);
    better += result.p_better <= kAlpha ? 1.0 : 0.0;
    worse += result.p_worse <= kAlpha ? 1.0 : 0.0;
  }
  const auto count = static_cast<double>(runs);
  const double three_errors = 3.0 * std::sqrt(kAlpha * (1.0 - kAlpha) / count);
  CHECK(better / count == Approx(kAlpha).margin(three_errors));
  CHECK(worse / count == Approx(kAlpha).margin(three_errors));
}

void check_mirrored(const std::optional<PairedTest>& a, const std::optional<PairedTest>& b) {
  REQUIRE(a);
  REQUIRE(b);
  CHECK(a->statistic == Approx(-b->statistic).epsilon(1e-12));
  CHECK(a->p_better == Approx(b->p_worse).epsilon(1e-12));
  CHECK(a->p_worse == Approx(b->p_better).epsilon(1e-12));
  CHECK(a->n == b->n);
}

}  // namespace

TEST_CASE("Diebold-Mariano tests match the golden vectors", "[stats][golden]") {
  const auto expected = golden::read_json("backtest/expected_tests.json").at("predictions");
  const auto p = golden_predictions();
  const auto log_losses = minus(p.production_log_loss, p.candidate_log_loss);
  const auto briers = minus(p.production_brier, p.candidate_brier);
  REQUIRE(log_losses.size() == 359);
  check_test(diebold_mariano(log_losses, 1), "hln", expected.at("dm_logloss_h1"));
  check_test(diebold_mariano(briers, 1), "hln", expected.at("dm_brier_h1"));
  check_test(diebold_mariano(briers, 5), "hln", expected.at("dm_brier_h5"));
}

// By scipy 1.17: dct(d, type=2, norm="ortho") and stats.t.
TEST_CASE("cosine tests match scipy", "[stats][golden]") {
  struct Point {
    std::size_t n, horizon;
    double statistic, p_better, p_worse;
  };
  for (const auto& point :
       {Point{63, 5, 0.522253960016256, 0.310103106311573, 0.689896893688427},
        Point{63, 20, 0.39436899262401, 0.365693806144971, 0.634306193855029},
        Point{252, 5, 2.12083800993257, 0.0220153174261367, 0.977984682573863},
        Point{252, 20, 2.66591735445837, 0.018614407094588, 0.981385592905412},
        Point{359, 1, 1.36263567395117, 0.0873546306648717, 0.912645369335128}}) {
    CAPTURE(point.n, point.horizon);
    const auto pair = golden::read_pair(point.n);
    const auto test = cosine_test(golden::minus(pair.candidate, pair.baseline), point.horizon);
    REQUIRE(test);
    CHECK(test->statistic == Approx(point.statistic).epsilon(1e-9));
    CHECK(test->p_better == Approx(point.p_better).epsilon(1e-9));
    CHECK(test->p_worse == Approx(point.p_worse).epsilon(1e-9));
    CHECK(test->n == point.n);
  }
}

TEST_CASE("McNemar tests match the golden vectors", "[stats][golden]") {
  const auto all = golden::read_json("backtest/expected_tests.json");
  const auto p = golden_predictions();
  auto points = all.at("mcnemar_points");
  REQUIRE(points.size() == 7);
  points.push_back(all.at("predictions").at("mcnemar"));
  CHECK(p.only_candidate == points.back().at("b").get<std::size_t>());
  CHECK(p.only_production == points.back().at("c").get<std::size_t>());
  for (const auto& point : points) {
    CAPTURE(point.dump());
    const auto b = point.at("b").get<std::size_t>();
    const auto c = point.at("c").get<std::size_t>();
    const auto test = mcnemar(b, c);
    CHECK(test.p_better == p_close(point.at("p_exact_one_sided")));
    const double two_sided = 2.0 * std::min(test.p_better, test.p_worse);
    CHECK(std::min(two_sided, 1.0) == p_close(point.at("p_exact_two_sided")));
    CHECK(test.n == b + c);
  }
}

TEST_CASE("tests of two Sharpe ratios match the golden vectors", "[stats][golden]") {
  const auto all = golden::read_json("backtest/expected_tests.json");
  for (const std::size_t n : {std::size_t{359}, std::size_t{63}}) {
    CAPTURE(n);
    const auto& expected = all.at(n == 63 ? "last_63" : "full_359");
    const auto pair = golden::read_pair(n);
    check_test(jobson_korkie_memmel(pair.candidate, pair.baseline), "z", expected.at("jkm"));
    check_test(ledoit_wolf(pair.candidate, pair.baseline), "z", expected.at("lw_hac_auto"));
    check_test(ledoit_wolf(pair.candidate, pair.baseline, 0), "z", expected.at("lw_hac_L0"));
    check_test(ledoit_wolf(pair.candidate, pair.baseline, expected.at("lw_hac_auto").at("lags")),
               "z", expected.at("lw_hac_auto"));
  }
}

TEST_CASE("swapping the models swaps the p-values", "[stats][property]") {
  const auto seed = GENERATE(range(0, 5));
  const auto pair = null_pair(80, static_cast<std::uint64_t>(seed));
  const auto& a = pair.candidate;
  const auto& b = pair.baseline;
  for (const std::size_t horizon : {std::size_t{1}, std::size_t{5}}) {
    check_mirrored(diebold_mariano(minus(a, b), horizon), diebold_mariano(minus(b, a), horizon));
    check_mirrored(cosine_test(minus(a, b), horizon), cosine_test(minus(b, a), horizon));
  }
  check_mirrored(jobson_korkie_memmel(a, b), jobson_korkie_memmel(b, a));
  check_mirrored(ledoit_wolf(a, b), ledoit_wolf(b, a));
  const auto right = static_cast<std::size_t>(seed) * 7;
  check_mirrored(mcnemar(right, 11), mcnemar(11, right));
}

TEST_CASE("tests of Sharpe ratios do not depend on leverage", "[stats][property]") {
  const auto pair = null_pair(100, 4);
  auto levered = pair.candidate;
  for (double& value : levered) {
    value *= 3.0;
  }
  CHECK(jobson_korkie_memmel(levered, pair.baseline).value().statistic ==
        Approx(jobson_korkie_memmel(pair.candidate, pair.baseline).value().statistic));
  CHECK(ledoit_wolf(levered, pair.baseline).value().statistic ==
        Approx(ledoit_wolf(pair.candidate, pair.baseline).value().statistic));
  // A model and its levered twin have one Sharpe ratio: there is nothing to test.
  CHECK_FALSE(jobson_korkie_memmel(levered, pair.candidate));
  CHECK_FALSE(ledoit_wolf(levered, pair.candidate));
}

TEST_CASE("a test without variation or with too few observations is empty", "[stats]") {
  const auto pair = null_pair(20, 1);
  const std::vector<double> flat(20, 0.001);
  CHECK_FALSE(diebold_mariano(flat, 1));
  CHECK_FALSE(diebold_mariano({}, 1));
  CHECK_FALSE(cosine_test(flat, 5));
  CHECK_FALSE(cosine_test(std::vector<double>{0.1, 0.3, 0.2, 0.4}, 1));
  CHECK_FALSE(cosine_test(pair.candidate, 20));
  CHECK_FALSE(diebold_mariano(std::vector<double>{0.5}, 1));
  CHECK_FALSE(jobson_korkie_memmel(pair.candidate, flat));
  CHECK_FALSE(jobson_korkie_memmel(flat, pair.candidate));
  CHECK_FALSE(jobson_korkie_memmel(pair.candidate, pair.candidate));
  CHECK_FALSE(jobson_korkie_memmel({}, {}));
  CHECK_FALSE(ledoit_wolf(flat, pair.candidate));
  CHECK_FALSE(ledoit_wolf(pair.candidate, pair.candidate));
  CHECK_FALSE(ledoit_wolf(std::vector<double>{0.1}, std::vector<double>{0.2}));
}

TEST_CASE("a horizon as long as the sample leaves nothing to test", "[stats]") {
  const std::vector<double> d{0.3, -0.1, 0.2, 0.4, -0.2, 0.1};
  for (std::size_t horizon = 1; horizon < d.size(); ++horizon) {
    CAPTURE(horizon);
    CHECK(diebold_mariano(d, horizon));
  }
  for (std::size_t horizon = d.size(); horizon < d.size() + 5; ++horizon) {
    CAPTURE(horizon);
    CHECK_FALSE(diebold_mariano(d, horizon));
  }
}

TEST_CASE("McNemar's tails overlap in the observed count alone", "[stats][property]") {
  for (std::size_t b = 0; b <= 12; ++b) {
    const auto test = mcnemar(b, 12 - b);
    const double ways = std::tgamma(13.0) / std::tgamma(static_cast<double>(b) + 1.0) /
                        std::tgamma(13.0 - static_cast<double>(b));
    CAPTURE(b);
    CHECK(test.p_better + test.p_worse == Approx(1.0 + ways / 4096.0).epsilon(1e-12));
    CHECK((test.statistic > 0.0) == (b > 6));
  }
  CHECK(mcnemar(0, 0).p_worse == 1.0);
  CHECK(mcnemar(0, 0).statistic == 0.0);
  CHECK(mcnemar(510'000, 490'000).p_better < 1e-80);
}

TEST_CASE("equal models are found different as often as the level says", "[stats][property]") {
  SECTION("Diebold-Mariano") {
    check_size(2000, [](std::uint64_t seed) {
      const auto pair = null_pair(63, seed);
      return diebold_mariano(minus(pair.candidate, pair.baseline), 1).value();
    });
  }
  SECTION("Jobson-Korkie-Memmel") {
    check_size(2000, [](std::uint64_t seed) {
      const auto pair = null_pair(126, seed);
      return jobson_korkie_memmel(pair.candidate, pair.baseline).value();
    });
  }
  SECTION("Ledoit-Wolf") {
    check_size(1000, [](std::uint64_t seed) {
      const auto pair = null_pair(504, seed);
      return ledoit_wolf(pair.candidate, pair.baseline).value();
    });
  }
  SECTION("stationary bootstrap of the mean") {
    check_size(400, [](std::uint64_t seed) {
      const auto pair = null_pair(126, seed);
      const auto d = minus(pair.candidate, pair.baseline);
      const auto rows =
          bootstrap_replicates(d.size(), 1, {seed, 199, 2.0, 1},
                               [&](std::span<const std::uint32_t> indices, std::span<double> out) {
                                 out[0] = 0.0;
                                 for (const auto i : indices) {
                                   out[0] += d[i] / static_cast<double>(d.size());
                                 }
                               });
      const auto s = summarise_bootstrap(mean(d), rows).value();
      return PairedTest{s.estimate, s.p_better, s.p_worse, d.size()};
    });
  }
}

TEST_CASE("McNemar rejects equal classifiers as often as its exact level says",
          "[stats][property]") {
  constexpr std::size_t kDisagreements = 100;
  double level = 0.0;  // below 5 %: counts come in steps
  for (std::size_t b = 0; b <= kDisagreements; ++b) {
    if (mcnemar(b, kDisagreements - b).p_better <= 0.05) {
      level = mcnemar(b, kDisagreements - b).p_better;
      break;
    }
  }
  constexpr std::size_t kRuns = 2000;
  double rejected = 0.0;
  for (std::size_t run = 0; run < kRuns; ++run) {
    auto rng = Rng::stream(5, run);
    std::size_t b = 0;
    for (std::size_t i = 0; i < kDisagreements; ++i) {
      b += rng.uniform() < 0.5 ? 1U : 0U;
    }
    rejected += mcnemar(b, kDisagreements - b).p_better <= 0.05 ? 1.0 : 0.0;
  }
  CHECK(level > 0.03);
  CHECK(rejected / kRuns == Approx(level).margin(3.0 * std::sqrt(level * (1.0 - level) / kRuns)));
}
