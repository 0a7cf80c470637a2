// SPDX-License-Identifier: MIT
#include "commands/trial_work.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using optimize::FloatDistribution;
using optimize::IntDistribution;

namespace {

const optimize::Distribution kRate = FloatDistribution{0.01, 0.3, true};
const optimize::Distribution kDepth = IntDistribution{2, 8};
const optimize::Distribution kSample = FloatDistribution{0.5, 1.0};

model::FitPlan size_of_daily() {
  model::FitPlan size;
  size.rows = 3'000.0;
  size.columns = 30.0;
  return size;
}

PipelineConfig pipeline() {
  PipelineConfig out;
  out.model.max_rounds = 300;
  out.model.early_stopping_rounds = 30;
  out.model.params = {{"max_bin", "64"}, {"eval_metric", "auc"}};
  return out;
}

/// What the same plan comes to by hand.
double by_hand(double eta, double depth) {
  model::FitPlan plan = size_of_daily();
  plan.max_rounds = 300.0;
  plan.early_stopping_rounds = 30.0;
  plan.max_bin = 64.0;
  plan.eta = eta;
  plan.max_depth = depth;
  return std::log(model::expected_work(plan));
}

}  // namespace

TEST_CASE("a trial's work is that of its parameters, by any of their names", "[commands]") {
  const optimize::SearchSpace space = {
      {"learning_rate", kRate}, {"max_depth", kDepth}, {"subsample", kSample}};
  const auto work = trial_work(pipeline(), space, size_of_daily());
  CHECK(work({{"learning_rate", {kRate, 0.05}}, {"max_depth", {kDepth, 3.0}}}) ==
        by_hand(0.05, 3.0));
  CHECK(work({{"learning_rate", {kRate, 0.05}},
              {"max_depth", {kDepth, 3.0}},
              {"subsample", {kSample, 0.5}}}) == by_hand(0.05, 3.0));
}

TEST_CASE("what a trial does not have yet counts as the middle of its range", "[commands]") {
  const optimize::SearchSpace space = {{"eta", kRate}, {"max_depth", kDepth}};
  const auto work = trial_work(pipeline(), space, size_of_daily());
  CHECK(work({}) == by_hand(std::sqrt(0.01 * 0.3), 5.0));
  CHECK(work({{"max_depth", {kDepth, 2.0}}}) == by_hand(std::sqrt(0.01 * 0.3), 2.0));
}

TEST_CASE("the limit of rounds is what n_estimators says", "[commands]") {
  const optimize::Distribution rounds = IntDistribution{50, 1000, false, 50};
  const optimize::SearchSpace space = {{"n_estimators", rounds}};
  auto config = pipeline();
  config.model.early_stopping_rounds = 0;
  const auto work = trial_work(config, space, size_of_daily());
  const double apart =
      work({{"n_estimators", {rounds, 1000.0}}}) - work({{"n_estimators", {rounds, 100.0}}});
  CHECK(std::abs(apart - std::log(10.0)) < 1e-12);
}
