// SPDX-License-Identifier: MIT
#include <cmath>
#include <functional>
#include <memory>
#include <set>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/optimize/grid_sampler.hpp"
#include "mlpipe/optimize/random_sampler.hpp"
#include "mlpipe/optimize/tpe_sampler.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

const SearchSpace kSpace = {
    {"booster", CategoricalDistribution{{"gbtree", "dart"}}},
    {"drop", FloatDistribution{0.0, 0.5, false, 0.1}, Condition{"booster", {"dart"}}},
    {"eta", FloatDistribution{1e-3, 0.3, true}},
    {"depth", IntDistribution{2, 9}},
    {"leaves", IntDistribution{1, 200, true}},
    {"rounds", IntDistribution{50, 300, false, 50}},
    {"fixed", IntDistribution{7, 7}},
};

struct Row {
  std::string name;
  std::function<std::unique_ptr<Sampler>(std::uint64_t seed)> make;
};

std::unique_ptr<Sampler> tpe(std::uint64_t seed, bool multivariate, bool group) {
  TpeOptions options;
  options.seed = seed;
  options.multivariate = multivariate;
  options.group = group;
  return std::make_unique<TpeSampler>(options);
}

/// A new sampler adds a row and inherits the tests.
std::vector<Row> samplers() {
  return {{"random", [](auto seed) { return std::make_unique<RandomSampler>(seed); }},
          {"grid", [](auto seed) { return std::make_unique<GridSampler>(kSpace, 3, seed); }},
          {"tpe", [](auto seed) { return tpe(seed, true, false); }},
          {"tpe, each by itself", [](auto seed) { return tpe(seed, false, false); }},
          {"tpe, groups", [](auto seed) { return tpe(seed, true, true); }}};
}

double objective(const Params& params) {
  double sum = 0.0;
  for (const auto& [name, param] : params) {
    sum += std::log1p(std::fabs(param.internal));
  }
  return sum;
}

/// A study of n trials; every fifth is pruned, every seventh failed, some are infeasible.
std::vector<Trial> run(const Sampler& sampler, std::size_t n) {
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < n; ++i) {
    Trial trial;
    trial.number = static_cast<std::int64_t>(i);
    trial.params = sampler.suggest({kSpace, {Direction::kMinimize, trials}, trial.number}).value();
    trial.state = i % 7 == 6   ? TrialState::kFail
                  : i % 5 == 4 ? TrialState::kPruned
                               : TrialState::kComplete;
    trial.values = {objective(trial.params)};
    trial.intermediate_values = {{1, trial.values.front()}};
    trial.constraints = {{"c", i % 6 == 5 ? 0.5 : -0.5}};
    trials.push_back(std::move(trial));
  }
  return trials;
}

}  // namespace

TEST_CASE("a sampler stays inside the space and keeps its conditions", "[optimize][contract]") {
  for (const auto& row : samplers()) {
    INFO(row.name);
    for (const auto& trial : run(*row.make(3), 60)) {
      CAPTURE(trial.number);
      const bool dart = trial.params.at("booster").internal == 1.0;
      CHECK(trial.params.size() == (dart ? 7U : 6U));
      CHECK(trial.params.count("drop") == (dart ? 1U : 0U));
      CHECK(trial.params.at("fixed").internal == 7.0);
      for (const auto& [name, param] : trial.params) {
        INFO(name << " = " << param.internal);
        CHECK(contains(param.distribution, param.internal));
      }
    }
  }
}

TEST_CASE("equal seeds give equal studies, others differ", "[optimize][contract]") {
  for (const auto& row : samplers()) {
    INFO(row.name);
    const auto study = run(*row.make(5), 40);
    const auto again = run(*row.make(5), 40);
    const auto other = run(*row.make(6), 40);
    bool differs = false;
    for (std::size_t i = 0; i < study.size(); ++i) {
      CHECK(study[i].params == again[i].params);
      differs = differs || !(study[i].params == other[i].params);
    }
    CHECK(differs);
  }
}

TEST_CASE("suggestions do not depend on threads or their order", "[optimize][contract]") {
  for (const auto& row : samplers()) {
    INFO(row.name);
    const auto sampler = row.make(1);
    const auto trials = run(*sampler, 30);
    const History history{Direction::kMinimize, trials};
    std::vector<Params> alone(8);
    std::vector<Params> together(8);
    for (std::size_t i = alone.size(); i-- > 0;) {
      alone[i] = sampler->suggest({kSpace, history, 30 + static_cast<std::int64_t>(i)}).value();
    }
    parallel_for(4, together.size(), [&](std::size_t i) {
      together[i] = sampler->suggest({kSpace, history, 30 + static_cast<std::int64_t>(i)}).value();
    });
    CHECK(alone == together);
    CHECK_FALSE(alone[0] == alone[1]);
  }
}

TEST_CASE("a value fixed beforehand wins and opens its conditions", "[optimize][contract]") {
  for (const auto& row : samplers()) {
    INFO(row.name);
    const auto sampler = row.make(2);
    const auto trials = run(*sampler, 25);
    for (const char* booster : {"dart", "gbtree"}) {
      Ask ask{kSpace, {Direction::kMinimize, trials}, 25};
      ask.fixed = {{"booster", booster}, {"eta", 0.5}, {"depth", "deep"}};
      const auto params = sampler->suggest(ask).value();
      CHECK(params.count("drop") == (std::string(booster) == "dart" ? 1U : 0U));
      CHECK(params.at("eta").internal == 0.5);  // out of range: the user's word
      CHECK(contains(kSpace[3].distribution, params.at("depth").internal));
    }
  }
}

TEST_CASE("the random sampler covers every step and choice about equally", "[optimize]") {
  const RandomSampler sampler(9);
  std::map<double, int> depths;
  std::map<double, int> rounds;
  double log_eta = 0.0;
  constexpr int kTrials = 4000;
  for (int i = 0; i < kTrials; ++i) {
    const auto params = sampler.suggest({kSpace, {}, i}).value();
    ++depths[params.at("depth").internal];
    ++rounds[params.at("rounds").internal];
    log_eta += std::log(params.at("eta").internal) / kTrials;
  }
  CHECK(depths.size() == 8);
  CHECK(rounds.size() == 6);
  for (const auto& [value, count] : depths) {
    CHECK(count == Approx(kTrials / 8.0).margin(110));  // 5 deviations
  }
  for (const auto& [value, count] : rounds) {
    CHECK(count == Approx(kTrials / 6.0).margin(120));
  }
  CHECK(log_eta == Approx(0.5 * (std::log(1e-3) + std::log(0.3))).margin(0.13));
}

TEST_CASE("the grid is visited once, also by workers side by side", "[optimize]") {
  const GridSampler sampler(kSpace, 3, 4);
  // booster, eta, depth, leaves, rounds; drop for dart alone.
  CHECK(sampler.size() == 3U * 3U * 3U * 3U * (1U + 3U));
  std::vector<Trial> trials;
  std::set<std::string> seen;
  while (trials.size() < sampler.size()) {
    const std::size_t known = trials.size();
    for (std::size_t worker = 0; worker < 4 && trials.size() < sampler.size(); ++worker) {
      // Each worker sees what was there before all four began.
      const History history{Direction::kMinimize, std::span(trials).first(known)};
      Trial trial;
      trial.number = static_cast<std::int64_t>(trials.size());
      trial.params = sampler.suggest({kSpace, history, trial.number}).value();
      trial.state = worker == 1 ? TrialState::kFail : TrialState::kComplete;
      std::string text;
      for (const auto& [name, param] : trial.params) {
        text += name + "=" + to_string(to_external(param.distribution, param.internal)) + " ";
      }
      CHECK(seen.insert(text).second);
      trials.push_back(std::move(trial));
    }
  }
  CHECK_FALSE(sampler.suggest({kSpace, {Direction::kMinimize, trials}, 9999}));
}

TEST_CASE("grid values are all there are, or spread evenly", "[optimize]") {
  using Values = std::vector<double>;
  CHECK(grid_values(IntDistribution{2, 4}, 5) == Values{2, 3, 4});
  CHECK(grid_values(IntDistribution{0, 10}, 3) == Values{0, 5, 10});
  CHECK(grid_values(IntDistribution{1, 100, true}, 3) == Values{1, 10, 100});
  CHECK(grid_values(FloatDistribution{0.0, 1.0, false, 0.25}, 5) == Values{0, 0.25, 0.5, 0.75, 1});
  CHECK(grid_values(FloatDistribution{0.0, 1.0}, 3) == Values{0.0, 0.5, 1.0});
  CHECK(grid_values(FloatDistribution{2.0, 2.0}, 3) == Values{2.0});
  CHECK(grid_values(CategoricalDistribution{{"a", "b", "c"}}, 2) == Values{0, 1, 2});
  SearchSpace wide;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    wide.push_back({name, FloatDistribution{}});
  }
  CHECK_THROWS_WITH(GridSampler(wide, 10, 0), ContainsSubstring("more than 100,000 points"));
}
