// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/pruner.hpp"

#include <cmath>
#include <limits>
#include <memory>

#include "mlpipe/optimize/python_json.hpp"

#include "optuna_fixture.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe::optimize;
using nlohmann::json;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Empty for the pruners that mlpipe does not have.
std::unique_ptr<Pruner> pruner_of(const json& entry) {
  const auto& s = entry.at("settings");
  const auto kind = entry.at("pruner").get<std::string>();
  if (kind == "MedianPruner" || kind == "PercentilePruner") {
    return std::make_unique<PercentilePruner>(PercentileOptions{
        PercentileScore::kBestReport, s.value("percentile", 50.0),
        s.at("n_startup_trials").get<std::size_t>(), s.at("n_warmup_steps").get<std::int64_t>(),
        s.at("interval_steps").get<std::int64_t>(), s.at("n_min_trials").get<std::size_t>()});
  }
  if (kind == "SuccessiveHalvingPruner") {
    const auto& resource = s.at("min_resource");
    return std::make_unique<HalvingPruner>(HalvingOptions{
        resource.is_string() ? std::nullopt : std::optional(resource.get<std::int64_t>()),
        s.at("reduction_factor").get<std::int64_t>(),
        s.at("min_early_stopping_rate").get<std::int64_t>(),
        s.at("bootstrap_count").get<std::size_t>()});
  }
  if (kind == "WilcoxonPruner") {
    return std::make_unique<WilcoxonPruner>(
        WilcoxonOptions{s.at("p_threshold"), s.at("n_startup_steps").get<std::size_t>()});
  }
  return nullptr;
}

Direction direction_of(const json& entry) {
  return entry.at("direction") == "MINIMIZE" ? Direction::kMinimize : Direction::kMaximize;
}

/// One trial against a fixed history; how many of its reports were judged.
std::size_t check_reports(const json& entry, const Pruner& pruner) {
  std::vector<Trial> trials;
  for (const auto& earlier : entry.at("history")) {
    trials.push_back(fixture::trial_of(earlier, {}));
  }
  Trial trial;
  trial.number = entry.at("trial_number");
  const auto& expected = entry.at("should_prune_after_each_report");
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& report = entry.at("reports").at(i);
    trial.intermediate_values[report.at(0).get<std::int64_t>()] = fixture::number_of(report.at(1));
    CAPTURE(i);
    CHECK(pruner.decide({direction_of(entry), trials}, trial).prune == expected.at(i));
  }
  return expected.size();
}

/// Trials one after another, each in the history of the next; as above.
std::size_t check_sequence(const json& entry, const Pruner& pruner) {
  std::vector<Trial> trials;
  std::size_t judged = 0;
  for (const auto& given : entry.at("sequence")) {
    Trial trial;
    trial.number = given.at("number");
    CAPTURE(trial.number);
    for (const auto& report : given.at("reports")) {
      const auto step = report.at(0).get<std::int64_t>();
      CAPTURE(step);
      trial.intermediate_values[step] = fixture::number_of(report.at(1));
      const auto decision = pruner.decide({direction_of(entry), trials}, trial);
      CHECK(decision.prune == report.at(2).get<bool>());
      for (const auto& [name, value] : decision.attributes) {
        trial.system_attributes[name] = python_number(value);
      }
      ++judged;
    }
    std::map<std::string, std::string, std::less<>> rungs;
    for (const auto& [name, value] : given.at("system_attrs").items()) {
      rungs[name] = python_number(fixture::number_of(value));
    }
    CHECK(trial.system_attributes == rungs);
    trial.state = fixture::state_of(given.at("final_state"));
    trials.push_back(std::move(trial));
  }
  return judged;
}

Trial reported(std::int64_t number, std::vector<double> values,
               TrialState state = TrialState::kComplete) {
  Trial trial;
  trial.number = number;
  trial.state = state;
  double sum = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    trial.intermediate_values[static_cast<std::int64_t>(i)] = values[i];
    sum += values[i];
  }
  trial.values = {sum / static_cast<double>(values.size())};
  return trial;
}

}  // namespace

TEST_CASE("pruners decide as Optuna's after every report", "[optimize][golden]") {
  std::size_t cases = 0;
  std::size_t judged = 0;
  const auto all = golden::read_json("optuna/pruners_v5.json").at("cases");
  for (const auto& entry : all) {
    const auto pruner = pruner_of(entry);
    if (pruner == nullptr) {
      continue;
    }
    INFO(entry.at("name").get<std::string>());
    judged +=
        entry.contains("sequence") ? check_sequence(entry, *pruner) : check_reports(entry, *pruner);
    ++cases;
  }
  CHECK(cases == 68);
  CHECK(judged == 2172);
}

TEST_CASE("no pruner prunes before it has anything to compare with", "[optimize][contract]") {
  const PercentilePruner median({});
  const PercentilePruner best({PercentileScore::kBestReport});
  const HalvingPruner automatic({std::nullopt});
  const WilcoxonPruner wilcoxon({});
  const NoPruner none;
  const Trial bad = reported(0, {9.0, 9.0, 9.0}, TrialState::kRunning);
  for (const Pruner* pruner :
       std::initializer_list<const Pruner*>{&median, &best, &automatic, &wilcoxon, &none}) {
    CHECK_FALSE(pruner->decide({Direction::kMinimize, {}}, bad).prune);
    CHECK_FALSE(pruner->decide({Direction::kMinimize, {&bad, 1}}, bad).prune);
  }
  std::vector<Trial> good;
  for (std::int64_t i = 0; i < 20; ++i) {
    good.push_back(reported(i, {1.0, 1.0, 1.0}));
  }
  CHECK_FALSE(none.decide({Direction::kMinimize, good}, bad).prune);
}

TEST_CASE("one easy fold does not save a trial whose running mean is bad", "[optimize]") {
  std::vector<Trial> trials;
  for (std::int64_t i = 0; i < 6; ++i) {
    trials.push_back(reported(i, {0.5, 0.6, 0.7 + 0.01 * static_cast<double>(i)}));
  }
  const History history{Direction::kMinimize, trials};
  const Trial one_easy = reported(6, {0.4, 0.9}, TrialState::kRunning);
  CHECK(PercentilePruner({}).decide(history, one_easy).prune);
  CHECK_FALSE(PercentilePruner({PercentileScore::kBestReport}).decide(history, one_easy).prune);
  const Trial better = reported(6, {0.4, 0.6}, TrialState::kRunning);
  CHECK_FALSE(PercentilePruner({}).decide(history, better).prune);
  const Trial as_good = reported(6, {0.5, 0.6}, TrialState::kRunning);
  CHECK_FALSE(PercentilePruner({}).decide(history, as_good).prune);
  CHECK(PercentilePruner({}).decide({Direction::kMaximize, trials}, reported(6, {0.4, 0.6})).prune);
}

TEST_CASE("a running mean is compared over the same folds only", "[optimize]") {
  std::vector<Trial> trials;
  for (std::int64_t i = 0; i < 6; ++i) {
    trials.push_back(reported(i, {0.1, 0.9}));
  }
  trials.push_back(reported(6, {0.1}));  // has no second fold
  const History history{Direction::kMinimize, trials};
  Trial second_first;  // folds in any order
  second_first.number = 7;
  second_first.intermediate_values = {{1, 0.8}};
  CHECK_FALSE(PercentilePruner({}).decide(history, second_first).prune);
  second_first.intermediate_values = {{1, 0.95}};
  CHECK(PercentilePruner({}).decide(history, second_first).prune);
  second_first.intermediate_values = {{0, kNan}, {1, kNan}};
  CHECK(PercentilePruner({}).decide(history, second_first).prune);
  second_first.intermediate_values = {{5, 2.0}};  // nobody has it
  CHECK_FALSE(PercentilePruner({}).decide(history, second_first).prune);
}

TEST_CASE("a trial worse on every fold goes at the fourth, a better mean stays", "[optimize]") {
  const std::vector<Trial> trials = {reported(0, {0.1, 0.2, 0.3, 0.4, 0.5})};
  const History history{Direction::kMinimize, trials};
  const WilcoxonPruner pruner({});
  CHECK_FALSE(pruner.decide(history, reported(1, {0.2, 0.3, 0.4})).prune);
  CHECK(pruner.decide(history, reported(1, {0.2, 0.3, 0.4, 0.5})).prune);
  // Worse on the first four folds by the test, yet better on average than the best over all five.
  CHECK_FALSE(pruner.decide(history, reported(1, {0.11, 0.21, 0.31, 0.41})).prune);
  CHECK_FALSE(pruner.decide(history, reported(1, {0.2, 0.3, kNan, 0.5})).prune);
}
