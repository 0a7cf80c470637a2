// SPDX-License-Identifier: MIT
#include "mlpipe/model/fit_work.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace mlpipe::model;

namespace {

FitPlan daily() {
  FitPlan plan;
  plan.rows = 3'000.0;
  plan.columns = 30.0;
  plan.max_rounds = 300.0;
  plan.early_stopping_rounds = 30.0;
  return plan;
}

double work_with(double FitPlan::*place, double value) {
  FitPlan plan = daily();
  plan.*place = value;
  return expected_work(plan);
}

}  // namespace

TEST_CASE("deeper, slower and finer fits are more work", "[model]") {
  CHECK(work_with(&FitPlan::max_depth, 8.0) > 2.0 * work_with(&FitPlan::max_depth, 4.0));
  CHECK(work_with(&FitPlan::max_bin, 256.0) > 2.0 * work_with(&FitPlan::max_bin, 64.0));
  CHECK(work_with(&FitPlan::eta, 0.03) > 3.0 * work_with(&FitPlan::eta, 0.3));
  CHECK(work_with(&FitPlan::rows, 200'000.0) > 5.0 * work_with(&FitPlan::rows, 3'000.0));
  CHECK(work_with(&FitPlan::min_child_weight, 100.0) < work_with(&FitPlan::min_child_weight, 1.0));
  CHECK(work_with(&FitPlan::max_leaves, 8.0) < work_with(&FitPlan::max_leaves, 32.0));
}

TEST_CASE("limits that are 0 or out of reach bound nothing", "[model]") {
  CHECK(work_with(&FitPlan::max_leaves, 0.0) == work_with(&FitPlan::max_leaves, 1e6));
  CHECK(work_with(&FitPlan::max_depth, 0.0) > work_with(&FitPlan::max_depth, 8.0));
  CHECK(work_with(&FitPlan::eta, 0.001) == work_with(&FitPlan::eta, 0.0001));  // 300 rounds
  // Without early stopping all rounds are boosted, however large eta is.
  FitPlan plan = daily();
  plan.early_stopping_rounds = 0.0;
  const double all = expected_work(plan);
  plan.eta = 0.01;
  CHECK(expected_work(plan) == all);
  plan.max_rounds = 600.0;
  CHECK(std::abs(expected_work(plan) / all - 2.0) < 1e-12);
}

TEST_CASE("the work of an empty fit is finite", "[model]") {
  FitPlan plan;
  plan.eta = 0.0;
  plan.min_child_weight = 0.0;
  plan.max_rounds = 0.0;
  CHECK(std::isfinite(expected_work(plan)));
  CHECK(expected_work(plan) > 0.0);
}
