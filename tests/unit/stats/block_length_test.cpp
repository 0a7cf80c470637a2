// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/stats/bootstrap.hpp"
#include "mlpipe/stats/descriptive.hpp"
#include "mlpipe/stats/long_run.hpp"

#include "support/catch.hpp"
#include "support/return_pairs.hpp"

using namespace mlpipe;
using namespace mlpipe::stats;

namespace {

auto close(const nlohmann::json& value) {
  return Approx(value.get<double>()).epsilon(1e-9).margin(1e-15);
}

std::vector<double> difference_of(const golden::ReturnPair& pair) {
  return golden::minus(pair.candidate, pair.baseline);
}

/// x[t] = memory x[t - 1] + uniform noise.
std::vector<double> remembering(std::size_t n, double memory, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<double> x(n);
  double last = 0.0;
  for (double& value : x) {
    last = memory * last + rng.uniform() - 0.5;
    value = last;
  }
  return x;
}

}  // namespace

TEST_CASE("block lengths of series with memory are those of arch", "[stats][reference]") {
  struct Row {
    std::size_t n;
    double memory;
    std::uint64_t seed;
    double block;
  };
  // arch 8.0.0: optimal_block_length(x).stationary. The short ones are at an edge of a rule: the
  // cap, the run of five, the sums of squares of an autocorrelation.
  const std::vector<Row> rows{{30, 0.7, 4, 7.799142238605634},
                              {30, 0.7, 10, 10.0},
                              {30, 0.7, 14, 3.8844988681996813},
                              {30, 0.7, 40, 2.2547039091547165},
                              {80, 0.8, 108, 27.0},
                              {80, 0.8, 91, 5.277830178226333},
                              {120, 0.9, 287, 12.426736845678205},
                              {100, 0.3, 3, 1.9497436667745678},
                              {250, -0.4, 4, 3.2129654377273886},
                              {400, 0.5, 5, 6.964010279282081},
                              {700, 0.95, 11, 40.70612138285258},
                              {2000, 0.0, 8, 1.718826674451113}};
  for (const auto& row : rows) {
    CAPTURE(row.n, row.memory, row.seed);
    CHECK(politis_white_block(remembering(row.n, row.memory, row.seed)) ==
          Approx(row.block).epsilon(1e-9));
  }
}

TEST_CASE("block lengths match the golden vectors", "[stats][golden]") {
  const auto all = golden::read_json("backtest/expected_tests.json");
  for (const std::size_t n : {std::size_t{359}, std::size_t{63}}) {
    const auto& expected = all.at(n == 63 ? "last_63" : "full_359");
    const auto pair = golden::read_pair(n);
    CHECK(politis_white_block(difference_of(pair)) == close(expected.at("opt_block_diff")));
    CHECK(politis_white_block(pair.candidate) == close(expected.at("opt_block_candidate")));
    CHECK(bootstrap_block_length(difference_of(pair)) == (n == 63 ? 4.0 : 7.0));
  }
}

TEST_CASE("the long-run variance of the mean matches the golden vectors", "[stats][golden]") {
  const auto all = golden::read_json("backtest/expected_tests.json");
  for (const std::size_t n : {std::size_t{359}, std::size_t{63}}) {
    const auto& expected = all.at(n == 63 ? "last_63" : "full_359");
    const auto difference = difference_of(golden::read_pair(n));
    CHECK(mean(difference) == close(expected.at("mean_diff")));
    CHECK(automatic_lags(n) == expected.at("nw_lags").get<std::size_t>());
    CHECK(std::sqrt(bartlett_long_run_variance(difference, automatic_lags(n)) /
                    static_cast<double>(n)) == close(expected.at("hac_se_mean_diff")));
  }
}

TEST_CASE("a long-run variance without lags is the population's, and never negative",
          "[stats][property]") {
  const std::vector<double> alternating{1, -1, 1, -1, 1, -1};
  CHECK(bartlett_long_run_variance(alternating, 0) == 1.0);
  for (std::size_t lags = 1; lags < 12; ++lags) {
    CAPTURE(lags);
    CHECK(bartlett_long_run_variance(alternating, lags) >= 0.0);
    CHECK(bartlett_long_run_variance(alternating, lags) < 1.0);
  }
  CHECK(bartlett_long_run_variance({}, 3) == 0.0);
  CHECK(automatic_lags(0) == 0);
  CHECK(automatic_lags(100) == 4);
  CHECK(automatic_lags(1000) == 6);
  CHECK(automatic_lags(10'000) == 11);
}

TEST_CASE("blocks grow with memory, and keep within their bounds", "[stats][property]") {
  double previous = 0.0;
  for (const double memory : {0.0, 0.5, 0.9, 0.99}) {
    const auto x = remembering(400, memory, 3);
    CAPTURE(memory);
    CHECK(politis_white_block(x) > previous);
    CHECK(bootstrap_block_length(x) >= 7.0);
    CHECK(bootstrap_block_length(x) <= 60.0);
    previous = politis_white_block(x);
  }
}

TEST_CASE("short and constant series have blocks of one", "[stats]") {
  for (std::size_t n = 0; n < 30; ++n) {
    CAPTURE(n);
    CHECK(politis_white_block(std::vector<double>(n, 0.25)) == 1.0);
    std::vector<double> ramp(n);
    for (std::size_t i = 0; i < n; ++i) {
      ramp[i] = static_cast<double>(i);
    }
    CHECK(std::isfinite(politis_white_block(ramp)));
    CHECK(bootstrap_block_length(ramp) >= 1.0);
    CHECK(bootstrap_block_length(ramp) <= std::max(1.0, static_cast<double>(n) / 3.0));
  }
}
