// SPDX-License-Identifier: MIT
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/optimize/options.hpp"

#include "optimize/rest_effect.hpp"
#include "optimize/tpe_steps.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

/// Folds of different difficulty, and a value that is their mean and a little more.
Trial complete(std::int64_t number, double skill, double noise = 0.0) {
  Trial trial;
  trial.number = number;
  trial.state = TrialState::kComplete;
  trial.intermediate_values = {{0, skill + 0.5}, {1, skill + noise}, {2, skill - 0.2 - noise}};
  trial.values = {skill + 0.1 + 0.01};
  return trial;
}

/// Ended after its first fold.
Trial begun(std::int64_t number, double skill, TrialState state = TrialState::kRunning) {
  Trial trial = complete(number, skill);
  trial.state = state;
  trial.values.clear();
  trial.intermediate_values = {{0, skill + 0.5}};
  return trial;
}

std::vector<Trial> history() {
  std::vector<Trial> out;
  for (std::int64_t i = 0; i < 6; ++i) {
    out.push_back(complete(i, 1.0 + 0.1 * static_cast<double>(i), 0.02 * (i % 2 == 0 ? 1 : -1)));
  }
  return out;
}

}  // namespace

TEST_CASE("what complete trials added to their first folds is the forecast of the rest",
          "[optimize]") {
  const auto trials = history();
  const auto effect =
      rest_effect({Direction::kMinimize, trials}, begun(9, 3.0).intermediate_values);
  REQUIRE(effect);
  CHECK(effect->trials == 6);
  // value - first fold = (s + 0.11) - (s + 0.5)
  CHECK(effect->mean == Approx(-0.39));
  CHECK(effect->deviation == Approx(0.0).margin(1e-12));
  const std::vector<Trial> few(trials.begin(), trials.begin() + 2);
  CHECK_FALSE(rest_effect({Direction::kMinimize, few}, begun(9, 3.0).intermediate_values));
}

TEST_CASE("a trial that can still win goes on, one that cannot is pruned", "[optimize]") {
  auto trials = history();
  const OutlookPruner pruner(OutlookOptions{});
  const History minimise{Direction::kMinimize, trials};
  CHECK_FALSE(pruner.decide(minimise, begun(6, 0.99)).prune);
  CHECK(pruner.decide(minimise, begun(6, 1.05)).prune);
  CHECK_FALSE(pruner.decide({Direction::kMaximize, trials}, begun(6, 1.55)).prune);
  CHECK(pruner.decide({Direction::kMaximize, trials}, begun(6, 1.45)).prune);
  // The more the rest of the folds varies, the later is one given up.
  for (std::size_t i = 0; i < trials.size(); ++i) {
    trials[i].values.front() += i % 2 == 0 ? 0.2 : -0.2;
  }
  CHECK_FALSE(pruner.decide({Direction::kMinimize, trials}, begun(6, 1.05)).prune);
}

TEST_CASE("no trial is pruned while there is little to compare with", "[optimize]") {
  auto trials = history();
  OutlookOptions options;
  options.startup_trials = 7;
  CHECK_FALSE(OutlookPruner(options).decide({Direction::kMinimize, trials}, begun(6, 9.0)).prune);
  Trial unknown = begun(6, 9.0);
  unknown.intermediate_values[0] = std::nan("");
  CHECK_FALSE(OutlookPruner({}).decide({Direction::kMinimize, trials}, unknown).prune);
  // What is not settled does not count.
  CHECK_FALSE(OutlookPruner({}).decide({Direction::kMinimize, trials, 2}, begun(6, 9.0)).prune);
}

TEST_CASE("a pruned trial counts by its forecast if wanted, else as worse than all", "[optimize]") {
  auto trials = history();
  trials.push_back(begun(6, 0.9, TrialState::kPruned));
  TpeOptions options;
  options.gamma = [](std::size_t) -> std::size_t { return 2; };
  const History history{Direction::kMinimize, trials};
  CHECK(split_trials(history, 99, options).below == std::vector<std::size_t>{0, 1});
  options.pruned = PrunedRank::kForecast;
  CHECK(split_trials(history, 99, options).below == std::vector<std::size_t>{0, 6});
}

TEST_CASE("options are read back as written, and told what is wrong with", "[optimize]") {
  const auto text = nlohmann::json::parse(R"({
    "objective": "sharpe", "constraints": {"max_drawdown": {"at_least": -0.3}},
    "trials": 7, "timeout": "2h", "patience": 5, "target": 1.5, "workers": 3, "batch": 0,
    "retries": 2, "study": "s", "storage": "redis://h/1", "final_folds": 1, "update": "search",
    "sampler": {"kind": "grid", "grid_values": 3, "pruned": "behind"},
    "pruner": {"kind": "halving", "min_rounds": 9, "reduction_factor": 4},
    "space": {"eta": {"type": "float", "low": 0.1, "high": 0.2, "why": "so"}}})");
  const auto options = parse_study_options(text, "file");
  CHECK(options.update == UpdateRule::kSearch);
  CHECK(options.pruner.kind == PrunerKind::kHalving);
  CHECK(options.sampler.tpe.pruned == PrunedRank::kBehind);
  CHECK(parse_study_options(nlohmann::json{{"space", text["space"]}}, "file").sampler.tpe.pruned ==
        PrunedRank::kForecast);
  const auto written = write_study_options(options);
  CHECK(write_study_options(parse_study_options(nlohmann::json(written), "file")) == written);
  CHECK(excess(options.constraints[0], -0.5) == Approx(0.2));
  CHECK(excess(options.constraints[0], -0.1) == Approx(-0.2));
  CHECK(excess(options.constraints[0], std::nullopt) > 1e100);
  CHECK(describe(options.constraints[0]) == "max_drawdown at least -0.3");
  CHECK_THROWS_WITH(parse_study_options(nlohmann::json{{"trials", 3}}, "file"),
                    Catch::Contains("/space"));
}
