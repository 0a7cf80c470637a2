// SPDX-License-Identifier: MIT
#include "commands/study_evidence.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/shared_study.hpp"
#include "mlpipe/stats/descriptive.hpp"

#include "commands/trial_returns.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using optimize::Trial;
using optimize::TrialState;

namespace {

constexpr std::size_t kFolds = 5, kRows = 40;

/// A complete trial that earned `returns`, [kFolds * kRows].
Trial earned(std::int64_t number, double value, const std::vector<double>& returns) {
  Trial trial;
  trial.number = number;
  trial.state = TrialState::kComplete;
  trial.values = {value};
  auto parts = nlohmann::ordered_json::array();
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const auto block = stats::block_returns(std::span(returns).subspan(fold * kRows, kRows));
    parts.push_back({block.rows, block.mean, block.squares});
  }
  const auto sample = stats::sharpe_sample(stats::moments(returns));
  trial.user_attributes[kReturns] = parts.dump();
  trial.user_attributes[kSharpe] =
      nlohmann::ordered_json{sample->sharpe, sample->n, sample->skewness, sample->kurtosis}.dump();
  return trial;
}

std::vector<double> noise(std::uint64_t seed) {
  Rng rng(seed);
  std::vector<double> out(kFolds * kRows);
  for (double& x : out) {
    x = 0.01 * rng.normal();
  }
  return out;
}

}  // namespace

TEST_CASE("the best trial's Sharpe ratio is deflated by all that were tried, each once",
          "[commands]") {
  optimize::Study study;
  study.directions = {optimize::Direction::kMinimize};
  std::vector<double> sharpes;
  for (std::int64_t i = 0; i < 8; ++i) {
    const auto returns = noise(static_cast<std::uint64_t>(i));
    study.trials.push_back(earned(i, 1.0 - 0.01 * static_cast<double>(i), returns));
    sharpes.push_back(stats::sharpe_sample(stats::moments(returns))->sharpe);
  }
  Trial twin = study.trials[3];
  twin.number = 8;
  twin.user_attributes[optimize::kTwinOf] = "3";
  study.trials.push_back(twin);
  Trial pruned;
  pruned.number = 9;
  pruned.state = TrialState::kPruned;
  study.trials.push_back(pruned);
  const auto evidence = study_evidence(study);
  CHECK(evidence.tried == 9);
  const double deviation = *stats::moments(sharpes).deviation;
  const auto best = *stats::sharpe_sample(stats::moments(noise(7)));
  CHECK(evidence.expected_maximum.value() ==
        Approx(stats::expected_maximum_sharpe(deviation, 9.0)));
  CHECK(evidence.deflated.value() == Approx(stats::deflated_sharpe(best, deviation, 9.0).value()));
  // Five folds: the oldest is left out.
  CHECK(evidence.blocks == 4);
  std::vector<double> matrix;
  for (std::size_t row = kRows; row < kFolds * kRows; ++row) {
    for (std::uint64_t i = 0; i < 8; ++i) {
      matrix.push_back(noise(i)[row]);
    }
  }
  const auto whole = stats::backtest_overfitting(matrix, 8, 4);
  CHECK(evidence.overfitting->probability == whole.probability);
  CHECK(evidence.overfitting->logits == whole.logits);
}

TEST_CASE("what cannot be told has a reason", "[commands]") {
  optimize::Study study;
  study.directions = {optimize::Direction::kMinimize};
  CHECK_FALSE(study_evidence(study).no_deflated_reason.empty());
  Trial priceless;
  priceless.state = TrialState::kComplete;
  priceless.values = {0.5};
  study.trials = {priceless, priceless};
  const auto evidence = study_evidence(study);
  CHECK_FALSE(evidence.deflated);
  CHECK_FALSE(evidence.overfitting);
  CHECK_FALSE(evidence.no_deflated_reason.empty());
  CHECK_FALSE(evidence.no_overfitting_reason.empty());
}
