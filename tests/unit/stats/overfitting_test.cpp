// SPDX-License-Identifier: MIT
#include "mlpipe/stats/overfitting.hpp"

#include <cmath>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/stats/descriptive.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::stats;

namespace {

/// [rows x trials]
std::vector<double> golden_trials(std::size_t rows, std::size_t trials) {
  const auto csv = golden::read_csv("backtest/psr_returns.csv");
  std::vector<double> out(rows * trials);
  for (std::size_t trial = 0; trial < trials; ++trial) {
    const auto column = csv.numbers("trial_" + std::to_string(trial));
    for (std::size_t row = 0; row < rows; ++row) {
      out[row * trials + trial] = column.at(row);
    }
  }
  return out;
}

void add_to(std::vector<double>& returns, std::size_t trials, std::size_t trial, double gain) {
  for (std::size_t i = trial; i < returns.size(); i += trials) {
    returns[i] += gain;
  }
}

void check_all(const std::vector<double>& returns, const nlohmann::json& cases) {
  for (const auto& [name, expected] : cases.items()) {
    CAPTURE(name);
    const auto result = backtest_overfitting(returns, 12, expected.at("S").get<std::size_t>());
    CHECK(result.splits == expected.at("combinations").get<std::size_t>());
    CHECK(result.logits.size() == result.splits);
    CHECK(result.probability == Approx(expected.at("pbo").get<double>()).epsilon(1e-12));
    CHECK(result.loss_probability ==
          Approx(expected.at("prob_oos_loss").get<double>()).epsilon(1e-12));
    CHECK(mean(result.logits) == Approx(expected.at("logit_mean").get<double>()).epsilon(1e-9));
    const auto& first = expected.at("logits_first5");
    for (std::size_t i = 0; i < first.size(); ++i) {
      CAPTURE(i);
      CHECK(result.logits[i] == Approx(first.at(i).get<double>()).epsilon(1e-9).margin(1e-12));
    }
  }
}

std::vector<double> noise(std::size_t rows, std::size_t trials, std::uint64_t seed) {
  auto rng = Rng::stream(21, seed);
  std::vector<double> out(rows * trials);
  for (double& value : out) {
    value = 0.01 * rng.normal();
  }
  return out;
}

}  // namespace

TEST_CASE("the probability of overfitting matches the golden vectors", "[stats][golden]") {
  const auto expected = golden::read_json("backtest/expected_pbo.json");
  auto returns = golden_trials(240, 12);
  check_all(returns, expected.at("noise"));
  add_to(returns, 12, 3, 0.004);
  check_all(returns, expected.at("one_good_column").at("results"));
}

TEST_CASE("the best of noise is overfitted about half the time", "[stats][property]") {
  double total = 0.0;
  constexpr std::size_t kRuns = 60;
  for (std::uint64_t run = 0; run < kRuns; ++run) {
    total += backtest_overfitting(noise(160, 11, run), 11, 8).probability;
  }
  // The middle rank, 6 of 11, counts as overfitted. From sample to sample of noise the probability
  // has a deviation of 0.23.
  CHECK(total / kRuns == Approx(6.0 / 11.0).margin(3.0 * 0.23 / std::sqrt(60.0)));
}

TEST_CASE("equal trials are all in the middle", "[stats]") {
  auto one = noise(41, 1, 1);
  std::vector<double> twins;
  for (const double value : one) {
    twins.insert(twins.end(), 4, value);
  }
  const auto result = backtest_overfitting(twins, 4, 6);
  CHECK(result.splits == 20);
  CHECK(result.probability == 1.0);  // rank 2.5 of 4: not above the middle
  for (const double logit : result.logits) {
    CHECK(logit == 0.0);
  }
}

TEST_CASE("a trial that never traded ranks between gains and losses", "[stats]") {
  auto returns = noise(48, 3, 2);
  add_to(returns, 3, 0, 0.02);
  add_to(returns, 3, 2, -0.02);
  for (std::size_t i = 1; i < returns.size(); i += 3) {
    returns[i] = 0.0;
  }
  CHECK(backtest_overfitting(returns, 3, 8).probability == 0.0);
  add_to(returns, 3, 0, -0.04);  // now nothing beats doing nothing
  const auto idle = backtest_overfitting(returns, 3, 8);
  CHECK(idle.probability == 0.0);
  CHECK(idle.loss_probability == 0.0);
}

TEST_CASE("scaling a trial does not change its probability of overfitting", "[stats][property]") {
  const auto returns = noise(90, 6, 3);
  auto scaled = returns;
  for (std::size_t i = 2; i < scaled.size(); i += 6) {
    scaled[i] *= 8.0;
  }
  CHECK(backtest_overfitting(scaled, 6, 6).logits == backtest_overfitting(returns, 6, 6).logits);
}

TEST_CASE("rows that do not divide into the blocks count too", "[stats]") {
  auto returns = noise(53, 2, 4);
  add_to(returns, 2, 0, 0.05);
  CHECK(backtest_overfitting(returns, 2, 8).loss_probability == 0.0);
  returns[52 * 2] = -20.0;  // wherever the last row was not seen, the good trial loses
  const auto result = backtest_overfitting(returns, 2, 8);
  CHECK(result.loss_probability >= 0.5);
  CHECK(result.probability >= 0.5);
}
