// SPDX-License-Identifier: MIT
#include "mlpipe/core/error.hpp"
#include "mlpipe/model/options.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using model::ClassWeighting;
using model::Task;

namespace {

std::vector<Timestamp> days(std::initializer_list<int> days) {
  std::vector<Timestamp> out;
  for (const int day : days) {
    out.emplace_back(std::chrono::days(day));
  }
  return out;
}

}  // namespace

TEST_CASE("nothing is weighted unless asked for", "[model]") {
  CHECK(model::sample_weights({}, Task::kBinary, {}, days({1, 2})).empty());
}

TEST_CASE("balanced classes weigh the same in total", "[model]") {
  model::ModelOptions options;
  options.class_weighting = ClassWeighting::kBalanced;
  const std::vector<float> label = {0, 0, 0, 1};
  const auto weights = model::sample_weights(options, Task::kBinary, label, days({1, 2, 3, 4}));
  // scikit-learn: 4 / (2 * 3) and 4 / (2 * 1)
  CHECK(weights[0] == Approx(2.0 / 3.0));
  CHECK(weights[3] == Approx(2.0));
}

TEST_CASE("a row one half-life older weighs half", "[model]") {
  model::ModelOptions options;
  options.time_decay = Duration{10, Duration::Unit::kDays};
  const auto weights = model::sample_weights(options, Task::kRegression, {}, days({0, 10, 20, 20}));
  CHECK(weights[1] == Approx(2 * weights[0]));
  CHECK(weights[2] == Approx(2 * weights[1]));
  CHECK(weights[2] == weights[3]);
  CHECK(weights[0] + weights[1] + weights[2] + weights[3] == Approx(4.0));
}

TEST_CASE("a half-life in bars counts distinct times", "[model]") {
  model::ModelOptions options;
  options.time_decay = Duration{1, Duration::Unit::kBars};
  const auto weights = model::sample_weights(options, Task::kRegression, {}, days({0, 0, 50, 51}));
  CHECK(weights[0] == weights[1]);
  CHECK(weights[2] == Approx(2 * weights[1]));
  CHECK(weights[3] == Approx(2 * weights[2]));
}

TEST_CASE("class weights need classes, and one for each", "[model]") {
  model::ModelOptions options;
  options.class_weighting = ClassWeighting::kGiven;
  options.class_weights = {1, 3};
  const std::vector<float> label = {0, 1, 2};
  CHECK_THROWS_AS(model::sample_weights(options, Task::kRegression, label, days({1, 2, 3})),
                  ConfigError);
  CHECK_THROWS_AS(model::sample_weights(options, Task::kMulticlass, label, days({1, 2, 3})),
                  ConfigError);
}
