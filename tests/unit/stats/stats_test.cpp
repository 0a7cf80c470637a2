// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/stats/descriptive.hpp"
#include "mlpipe/stats/normal.hpp"
#include "mlpipe/stats/ranks.hpp"
#include "mlpipe/stats/sharpe.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::stats;

TEST_CASE("the normal quantile inverts the distribution function to 1e-12", "[stats][property]") {
  for (const double p : {1e-9, 0.001, 0.025, 0.31, 0.5, 0.75, 0.95, 0.999, 1.0 - 1e-9}) {
    CAPTURE(p);
    CHECK(normal_cdf(normal_quantile(p)) == Approx(p).margin(1e-14).epsilon(1e-12));
  }
  CHECK(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-14));
  CHECK(normal_cdf(-1.0) == Approx(0.15865525393145705).epsilon(1e-14));
  CHECK(std::isfinite(normal_quantile(0.0)));
  CHECK(normal_quantile(1.0) == -normal_quantile(0.0));
}

TEST_CASE("kurtosis is raw and skewness is the population's", "[stats][reference]") {
  const std::vector<double> x{1, 2, 3, 4, 10};  // scipy 1.10: skew, kurtosis(fisher=False)
  const auto m = moments(x);
  CHECK(m.mean == 4.0);
  CHECK(m.deviation.value() == Approx(std::sqrt(12.5)));
  CHECK(m.skewness.value() == Approx(1.1384199576606164).epsilon(1e-12));
  CHECK(m.kurtosis.value() == Approx(2.788).epsilon(1e-12));
}

TEST_CASE("a constant sample has no skewness and one value no deviation", "[stats]") {
  CHECK_FALSE(moments(std::vector<double>(5, 0.1)).skewness);
  CHECK_FALSE(moments(std::vector<double>{1.0}).deviation);
  CHECK(moments({}).n == 0);
}

TEST_CASE("quantiles interpolate between order statistics", "[stats][reference]") {
  const std::vector<double> x{1, 2, 4, 8};  // numpy.quantile
  CHECK(quantile_linear(x, 0.0) == 1.0);
  CHECK(quantile_linear(x, 0.25) == 1.75);
  CHECK(quantile_linear(x, 0.5) == 3.0);
  CHECK(quantile_linear(x, 1.0) == 8.0);
  CHECK(quantile_linear(std::vector<double>{3.0}, 0.7) == 3.0);
}

TEST_CASE("the order by buckets or radix equals a stable comparison sort", "[stats][property]") {
  const auto n = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{50}, std::size_t{64},
                          std::size_t{1023}, std::size_t{1024}, std::size_t{5000});
  const bool narrow = GENERATE(true, false);
  Rng rng(n + 7);
  std::vector<double> x(n);
  for (auto& value : x) {
    value = narrow ? static_cast<double>(static_cast<float>(rng.uniform()))
                   : std::exp(40.0 * rng.normal()) * (rng.uniform() < 0.5 ? -1.0 : 1.0);
    if (rng.uniform() < 0.2) {
      value = rng.uniform() < 0.5 ? -0.0 : 0.0;
    }
  }
  std::vector<std::uint32_t> expected(n);
  std::iota(expected.begin(), expected.end(), 0U);
  std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) { return x[a] < x[b]; });
  CAPTURE(n, narrow);
  CHECK(ascending_order(x) == expected);
}

TEST_CASE("values all equal or infinite are ordered too", "[stats]") {
  std::vector<double> x(100, 7.0);
  CHECK(ascending_order(x).front() == 0);
  CHECK(ascending_order(x).back() == 99);
  x[40] = std::numeric_limits<double>::infinity();
  x[60] = -x[40];
  CHECK(ascending_order(x).front() == 60);
  CHECK(ascending_order(x).back() == 40);
  CHECK(ascending_order(x)[1] == 0);
}

TEST_CASE("equal values share the mean of their ranks", "[stats]") {
  CHECK(average_ranks(std::vector<double>{3, 1, 3, 2, 3}) == std::vector<double>{4, 1, 4, 2, 4});
}

TEST_CASE("correlations match hand values and are empty without variance", "[stats][reference]") {
  const std::vector<double> x{1, 2, 3, 4, 5, 6};
  const std::vector<double> y{2, 1, 4, 3, 7, 7};
  CHECK(pearson(x, y).value() == Approx(0.8874119674649424).epsilon(1e-12));
  CHECK(spearman(x, y).value() == Approx(0.8696565534786727).epsilon(1e-12));
  CHECK_FALSE(pearson(x, std::vector<double>(6, 0.3)));
  CHECK_FALSE(pearson(std::vector<double>{1.0}, std::vector<double>{2.0}));
}

namespace {

SharpeSample sample_of(const nlohmann::json& point) {
  return {point.at("sr").get<double>(), point.at("n").get<std::size_t>(),
          point.at("skew").get<double>(), point.at("kurtosis").get<double>()};
}

void check_series(const std::vector<double>& returns, const nlohmann::json& expected) {
  const auto sample = sharpe_sample(moments(returns)).value();
  const auto close = [](double value) { return Approx(value).margin(1e-9).epsilon(1e-9); };
  CHECK(sample.n == expected.at("n").get<std::size_t>());
  CHECK(sample.sharpe == close(expected.at("sharpe_per_bar")));
  CHECK(sample.skewness == close(expected.at("skew")));
  CHECK(sample.kurtosis == close(expected.at("kurtosis")));
  CHECK(sharpe_standard_error(sample).value() == close(expected.at("sharpe_se")));
  CHECK(probabilistic_sharpe(sample, 0.0).value() == close(expected.at("psr_0")));
  CHECK(probabilistic_sharpe(sample, 1.0 / std::sqrt(252.0)).value() ==
        close(expected.at("psr_annual_1")));
  CHECK(minimum_track_record(sample, 0.0, 0.95).value() == close(expected.at("min_trl_0_95")));
}

}  // namespace

TEST_CASE("probabilistic Sharpe and track record of series match the golden vectors",
          "[stats][golden]") {
  const auto expected = golden::read_json("backtest/expected_psr_dsr.json");
  const auto csv = golden::read_csv("backtest/psr_returns.csv");
  check_series(csv.numbers("fat_tailed"), expected.at("series").at("fat_tailed"));
  check_series(csv.numbers("negative_skew"), expected.at("series").at("negative_skew"));
  auto net = golden::read_csv("backtest/expected_series.csv").numbers("ls_next_open_net");
  net.erase(net.begin());
  check_series(net, expected.at("series").at("backtest_long_short_next_open_0.001"));
}

TEST_CASE("deflated Sharpe ratios match the golden vectors", "[stats][golden]") {
  const auto trials = golden::read_json("backtest/expected_psr_dsr.json").at("trials");
  const auto csv = golden::read_csv("backtest/psr_returns.csv");
  std::vector<double> sharpes;
  for (int k = 0; k < 20; ++k) {
    sharpes.push_back(
        sharpe_sample(moments(csv.numbers("trial_" + std::to_string(k)))).value().sharpe);
    CHECK(sharpes.back() ==
          Approx(trials.at("sharpes_per_bar").at(sharpes.size() - 1).get<double>()).margin(1e-12));
  }
  const double deviation = moments(sharpes).deviation.value();
  CHECK(deviation * deviation == Approx(trials.at("variance_ddof1").get<double>()).epsilon(1e-9));
  const auto best_index = trials.at("best_index").get<int>();
  const auto best_returns = csv.numbers("trial_" + std::to_string(best_index));
  check_series(best_returns, trials.at("best"));
  const auto best = sharpe_sample(moments(best_returns)).value();
  for (const auto& [k, point] : trials.at("dsr_by_k").items()) {
    CAPTURE(k);
    CHECK(expected_maximum_sharpe(deviation, std::stod(k)) ==
          Approx(point.at("expected_max_sharpe").get<double>()).margin(1e-9));
    CHECK(deflated_sharpe(best, deviation, std::stod(k)).value() ==
          Approx(point.at("dsr").get<double>()).margin(1e-9));
  }
}

TEST_CASE("formula points of the probabilistic Sharpe ratio match", "[stats][golden]") {
  const auto list = golden::read_json("backtest/expected_psr_dsr.json").at("formula_points");
  REQUIRE(list.size() == 8);
  for (const auto& point : list) {
    CAPTURE(point.dump());
    const auto sample = sample_of(point);
    const double benchmark = point.at("sr_star");
    CHECK(probabilistic_sharpe(sample, benchmark).value() ==
          Approx(point.at("psr").get<double>()).margin(1e-9));
    const auto record = minimum_track_record(sample, benchmark, 0.95);
    REQUIRE(record.has_value() == !point.at("min_trl_95").is_null());
    if (record) {
      CHECK(*record == Approx(point.at("min_trl_95").get<double>()).epsilon(1e-9));
    }
  }
}

TEST_CASE("a Sharpe ratio whose variance bracket is not positive has no error", "[stats]") {
  const SharpeSample impossible{2.0, 100, 3.0, 1.0};
  CHECK_FALSE(sharpe_standard_error(impossible));
  CHECK_FALSE(probabilistic_sharpe(impossible, 0.0));
  CHECK_FALSE(minimum_track_record(impossible, 0.0, 0.95));
  CHECK_FALSE(sharpe_standard_error({0.1, 1, 0.0, 3.0}));
}
