// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/trial.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace mlpipe::optimize;

namespace {

Trial complete(double value, std::map<std::string, double, std::less<>> constraints = {}) {
  Trial trial;
  trial.state = TrialState::kComplete;
  trial.values = {value};
  trial.constraints = std::move(constraints);
  return trial;
}

}  // namespace

TEST_CASE("the best trial is complete, feasible and the first on ties", "[optimize]") {
  std::vector<Trial> trials = {complete(3.0), complete(1.0, {{"drawdown", 0.1}}), complete(2.0),
                               complete(2.0, {{"drawdown", -0.1}})};
  trials.push_back(trials.front());
  trials.back().state = TrialState::kPruned;
  trials.back().values = {-9.0};
  CHECK(best_trial({Direction::kMinimize, trials}) == 2);
  CHECK(best_trial({Direction::kMaximize, trials}) == 0);
  CHECK_FALSE(best_trial({Direction::kMinimize, {}}));
}

TEST_CASE("violations add up, and NaN is worst", "[optimize]") {
  CHECK(constraint_violation(complete(0.0, {{"a", 0.5}, {"b", -2.0}, {"c", 0.25}})) == 0.75);
  CHECK(constraint_violation(complete(0.0, {{"a", 0.0}})) == 0.0);
  CHECK(constraint_violation(
            complete(0.0, {{"a", std::numeric_limits<double>::quiet_NaN()}, {"b", 1.0}})) ==
        std::numeric_limits<double>::infinity());
}

TEST_CASE("a number attribute is read, anything else is none", "[optimize]") {
  Trial trial;
  trial.system_attributes = {
      {"completed_rung_0", "0.25"}, {"completed_rung_1", "-Infinity"}, {"note", "\"1\""}};
  CHECK(number_attribute(trial, "completed_rung_0") == 0.25);
  CHECK(number_attribute(trial, "completed_rung_1") == -std::numeric_limits<double>::infinity());
  CHECK_FALSE(number_attribute(trial, "note"));
  CHECK_FALSE(number_attribute(trial, "completed_rung_2"));
}

TEST_CASE("a complete trial with the same parameters is found", "[optimize]") {
  std::vector<Trial> trials = {complete(1.0), complete(2.0), complete(3.0)};
  trials[0].params = {{"x", {IntDistribution{1, 9}, 3.0}}};
  trials[1].params = {{"x", {IntDistribution{1, 9}, 4.0}}};
  trials[2].params = trials[1].params;
  const History history{Direction::kMinimize, trials};
  CHECK(find_equal(history, trials[2].params) == 1);
  trials[1].state = TrialState::kFail;
  CHECK(find_equal(history, trials[2].params) == 2);
  CHECK_FALSE(find_equal(history, {{"x", {IntDistribution{1, 9}, 5.0}}}));
}

TEST_CASE("the last step is the largest reported", "[optimize]") {
  Trial trial;
  CHECK_FALSE(last_step(trial));
  trial.intermediate_values = {{7, 0.1}, {2, 0.3}};
  CHECK(last_step(trial) == 7);
}
