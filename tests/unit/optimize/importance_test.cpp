// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/importance.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "optuna_fixture.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe::optimize;
using nlohmann::json;

namespace {

std::vector<Trial> trials_of(const json& study) {
  std::vector<Distribution> distributions;
  for (const auto& distribution : study.at("distributions")) {
    distributions.push_back(parse_optuna_json(distribution.dump()));
  }
  std::vector<Trial> trials;
  for (const auto& row : study.at("trials")) {
    Trial trial;
    trial.number = static_cast<std::int64_t>(trials.size());
    trial.state = fixture::state_of(row.at(0).get<std::string>());
    if (!row.at(1).is_null()) {
      trial.values = {fixture::number_of(row.at(1))};
    }
    for (const auto& [name, param] : row.at(2).items()) {
      trial.params[name] = {distributions.at(param.at(0).get<std::size_t>()),
                            param.at(1).get<double>()};
    }
    trials.push_back(std::move(trial));
  }
  return trials;
}

/// Complete trials whose loss is the square of x, and nothing else.
std::vector<Trial> of_x(std::size_t count) {
  std::vector<Trial> trials(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i) / static_cast<double>(count);
    trials[i].number = static_cast<std::int64_t>(i);
    trials[i].state = TrialState::kComplete;
    trials[i].values = {x * x};
    trials[i].params = {
        {"x", {FloatDistribution{}, x}},
        {"y",
         {FloatDistribution{}, static_cast<double>(i * 37 % count) / static_cast<double>(count)}}};
  }
  return trials;
}

}  // namespace

TEST_CASE("importances are Optuna's", "[optimize]") {
  const auto file = golden::read_json("optuna/importances.json");
  REQUIRE(file.at("studies").size() >= 6);
  for (const auto& study : file.at("studies")) {
    const auto trials = trials_of(study);
    const bool minimise = study.at("direction") == "minimize";
    const auto found =
        param_importances({minimise ? Direction::kMinimize : Direction::kMaximize, trials});
    REQUIRE(found.size() == study.at("importances").size());
    for (const auto& item : found) {
      INFO(study.at("name") << " " << item.name);
      CHECK(
          item.share ==
          Approx(study.at("importances").at(item.name).get<double>()).epsilon(1e-9).margin(1e-12));
    }
  }
}

TEST_CASE("importances are sorted and sum to one", "[optimize]") {
  const auto file = golden::read_json("optuna/importances.json");
  for (const auto& study : file.at("studies")) {
    const auto trials = trials_of(study);
    const auto found = param_importances({Direction::kMinimize, trials});
    const double sum = std::accumulate(found.begin(), found.end(), 0.0,
                                       [](double s, const auto& item) { return s + item.share; });
    CHECK(sum == Approx(1.0));
    CHECK(std::is_sorted(found.begin(), found.end(),
                         [](const auto& a, const auto& b) { return a.share > b.share; }));
  }
}

TEST_CASE("only complete trials with a finite value make importances", "[optimize]") {
  auto trials = of_x(60);
  const auto clean = param_importances({Direction::kMinimize, trials});
  CHECK(clean.front().name == "x");
  CHECK(clean.front().share > 0.8);
  for (const auto state : {TrialState::kPruned, TrialState::kFail, TrialState::kRunning}) {
    Trial other = trials[59];
    other.state = state;
    other.values = {-1.0};
    trials.push_back(other);
  }
  Trial infinite = trials[59];
  infinite.values = {-std::numeric_limits<double>::infinity()};
  trials.push_back(infinite);
  const auto mixed = param_importances({Direction::kMinimize, trials});
  CHECK(mixed.front().share == clean.front().share);
  CHECK(param_importances({Direction::kMaximize, trials}).front().share != clean.front().share);
}

TEST_CASE("importances are equal where nothing tells parameters apart", "[optimize]") {
  CHECK(param_importances({Direction::kMinimize, {}}).empty());
  const auto one = of_x(1);
  const auto found = param_importances({Direction::kMinimize, one});
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "x");
  CHECK(found[0].share == 0.5);
  CHECK(found[1].share == 0.5);
}
