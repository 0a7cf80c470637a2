// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/search.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "mlpipe/core/error.hpp"
#include "mlpipe/optimize/options.hpp"

#include "support/catch.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_journal.hpp"
#include "support/recording_sink.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

StudyTerms plane_terms() {
  return {"plane",
          Direction::kMinimize,
          "loss",
          {{"x", FloatDistribution{-5.0, 5.0}},
           {"y", FloatDistribution{0.01, 10.0, true}},
           {"n", IntDistribution{1, 4}}},
          {{"data_sha256", "abc"}}};
}

double plane(const Trial& trial) {
  const double x = trial.params.at("x").internal;
  const double y = trial.params.at("y").internal;
  return (x - 1.0) * (x - 1.0) + std::abs(std::log(y)) + 0.1 * trial.params.at("n").internal;
}

/// Four steps that come down to the value; slower for some trials, so that workers overtake.
Evaluation stepwise(RunningTrial& running) {
  const double value = plane(running.trial());
  std::this_thread::sleep_for(std::chrono::microseconds(running.trial().number * 7919 % 3 * 1500));
  for (int step = 0; step < 4; ++step) {
    if (!running.report(step, value + 0.1 * step)) {
      return {};
    }
  }
  return {value, "", {}, {}};
}

/// The same by tasks that others may do.
Evaluation by_tasks(RunningTrial& running) {
  const double value = plane(running.trial());
  const auto number = running.trial().number;
  bool finished = true;
  OrderedTasks tasks(
      4,
      [&](std::size_t step) {
        std::this_thread::sleep_for(
            std::chrono::microseconds((number + static_cast<std::int64_t>(step)) * 7919 % 3 * 500));
      },
      [&](std::size_t step) {
        finished = running.report(static_cast<std::int64_t>(step),
                                  value + 0.1 * static_cast<double>(step));
        return finished;
      });
  running.perform(tasks, 1);
  return finished ? Evaluation{value, "", {}, {}} : Evaluation{};
}

struct World {
  JournalText text;
  MemoryJournal journal{text};
  testing::ManualClock clock;
  testing::RecordingSink events;
  StopFlag stop;
  std::unique_ptr<Sampler> sampler;
  std::unique_ptr<Pruner> pruner = make_pruner({});
  explicit World(std::uint64_t seed = 1, SamplerOptions options = {})
      : sampler(make_sampler(options, plane_terms().space, seed)) {}

  SearchPlan plan(int workers, std::size_t batch, std::size_t trials = 40) const {
    return {*sampler, *pruner, workers, batch, {trials, {}, 0, {}}};
  }
};

/// Everything about the trials of a study but times.
std::string told(const Study& study) {
  std::string out;
  for (const auto& trial : study.trials) {
    out += std::to_string(trial.number) + " " + std::to_string(static_cast<int>(trial.state));
    for (const auto& [name, param] : trial.params) {
      out += " " + name + " " + to_string(to_external(param.distribution, param.internal));
    }
    for (const auto& [step, value] : trial.intermediate_values) {
      out += " @" + std::to_string(value);
    }
    out += trial.values.empty() ? "\n" : " = " + std::to_string(trial.values.front()) + "\n";
  }
  return out;
}

std::string searched(int workers, std::size_t batch, const Objective& objective = stepwise) {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  study.enqueue({{{"x", 0.0}}, {{"x", 2.0}, {"y", 1.0}, {"n", std::int64_t{2}}}});
  const auto result = run_search(study, world.plan(workers, batch), objective, world.clock,
                                 world.events, world.stop);
  CHECK(result.end == SearchEnd::kTrials);
  CHECK(result.begun == 40);
  return told(study.study());
}

}  // namespace

TEST_CASE("a batch gives the same trials for any number of workers", "[optimize]") {
  const std::string alone = searched(1, 4);
  CHECK(alone == searched(4, 4));
  CHECK(alone == searched(3, 4));
  CHECK(alone.find("0 1 n") == 0);  // the queue comes first
  CHECK(alone != searched(1, 1));   // which knows more
  for (const int workers : {1, 2, 8}) {
    CHECK(alone == searched(workers, 4, by_tasks));
  }
}

TEST_CASE("workers that have to wait do parts of the trial they wait for", "[optimize]") {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  std::atomic<int> alone = 0;
  const Objective objective = [&](RunningTrial& running) -> Evaluation {
    std::atomic<int> here = 0;
    OrderedTasks tasks(
        3,
        [&](std::size_t) {
          ++here;  // and waits for the two others, not for ever
          for (int i = 0; i < 10'000 && here < 3; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
          }
          alone += here < 3 ? 1 : 0;
        },
        [](std::size_t) { return true; });
    running.perform(tasks, 1);
    return {plane(running.trial()), "", {}, {}};
  };
  const auto result =
      run_search(study, world.plan(3, 1, 3), objective, world.clock, world.events, world.stop);
  CHECK(result.begun == 3);
  CHECK(alone == 0);
}

TEST_CASE("what a helper's part throws fails the trial it belongs to", "[optimize]") {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  const Objective objective = [](RunningTrial& running) -> Evaluation {
    OrderedTasks tasks(
        4,
        [&](std::size_t step) {
          std::this_thread::sleep_for(std::chrono::milliseconds(2));
          if (running.trial().number == 1 && step == 2) {
            throw DataError("one class");
          }
        },
        [](std::size_t) { return true; });
    running.perform(tasks, 1);
    return {plane(running.trial()), "", {}, {}};
  };
  (void)run_search(study, world.plan(3, 1, 4), objective, world.clock, world.events, world.stop);
  const auto& trials = study.study().trials;
  REQUIRE(trials.size() == 4);
  for (const auto& trial : trials) {
    CHECK((trial.state == TrialState::kFail) == (trial.number == 1));
  }
  CHECK(user_attribute(trials[1], "mlpipe:error") == "one class");
}

TEST_CASE("a search finds a better value than its first trials and prunes", "[optimize]") {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  (void)run_search(study, world.plan(2, 0, 100), stepwise, world.clock, world.events, world.stop);
  const auto& trials = study.study().trials;
  REQUIRE(trials.size() == 100);
  const auto best = best_trial(history_of(study.study()));
  CHECK(trials[*best].values.front() < 0.6);
  CHECK(std::count_if(trials.begin(), trials.end(),
                      [](const Trial& trial) { return trial.state == TrialState::kPruned; }) > 20);
  for (const auto& trial : trials) {
    CHECK(is_finished(trial.state));
    CHECK(trial.started.has_value());
  }
}

TEST_CASE("a trial that gives a value is complete, though its last report would have it pruned",
          "[optimize]") {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  const Objective stubborn = [](RunningTrial& running) -> Evaluation {
    const double value = plane(running.trial());
    (void)running.report(0, value);
    return {value, "", {}, {}};
  };
  (void)run_search(study, world.plan(1, 0, 40), stubborn, world.clock, world.events, world.stop);
  for (const auto& trial : study.study().trials) {
    CHECK(trial.state == TrialState::kComplete);
    CHECK(trial.values == std::vector{plane(trial)});
  }
}

TEST_CASE("equal parameters are not evaluated twice", "[optimize]") {
  World world;
  auto terms = plane_terms();
  terms.space = {{"n", IntDistribution{1, 3}}};
  std::atomic<int> evaluated = 0;
  const Objective objective = [&](RunningTrial& running) -> Evaluation {
    ++evaluated;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return {running.trial().params.at("n").internal, "", {0.5}, {{"mlpipe:seen", "true"}}};
  };
  SharedStudy study(world.journal, terms, world.clock);
  const auto result =
      run_search(study, world.plan(4, 0, 30), objective, world.clock, world.events, world.stop);
  CHECK(evaluated == 3);
  CHECK(result.twins == 27);
  CHECK(study.study().trials.size() == 30);
  for (const auto& trial : study.study().trials) {
    CHECK(trial.values == std::vector{trial.params.at("n").internal});
    CHECK(trial.user_attributes.at("mlpipe:seen") == "true");
    CHECK(trial.constraints.at("0") == 0.5);
  }
}

TEST_CASE("a trial keeps the attributes it was queued with beside those of its twin",
          "[optimize]") {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  for (const char* note : {"\"first\"", "\"second\""}) {
    world.journal.write([&](const JournalReplay& replay) -> std::vector<JournalChange> {
      CreateTrial queued{replay.find("plane")->id, {}};
      queued.trial.state = TrialState::kWaiting;
      queued.trial.system_attributes["fixed_params"] = R"({"x": 1.0, "y": 2.0, "n": 3})";
      queued.trial.user_attributes["note"] = note;
      return {queued};
    });
  }
  study.enqueue({{{"x", 1.0}, {"y", 2.0}}});  // is there already, and so adds nothing
  const Objective objective = [](RunningTrial& running) -> Evaluation {
    return {plane(running.trial()), "", {}, {{"mlpipe:seen", "true"}}};
  };
  const auto result =
      run_search(study, world.plan(1, 1, 2), objective, world.clock, world.events, world.stop);
  CHECK(result.twins == 1);
  const auto& trials = study.study().trials;
  REQUIRE(trials.size() == 2);
  CHECK(trials[0].user_attributes.at("note") == "\"first\"");
  CHECK(trials[1].user_attributes.at("note") == "\"second\"");
  CHECK(trials[1].user_attributes.at("mlpipe:seen") == "true");
  CHECK(trials[1].user_attributes.at(kTwinOf) == "0");
}

TEST_CASE("an interrupted trial is put back and comes first when the search goes on",
          "[optimize]") {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  const Objective interrupted = [&](RunningTrial& running) -> Evaluation {
    if (running.trial().number == 5) {
      world.stop.set(2);
    }
    world.stop.check();
    return stepwise(running);
  };
  CHECK_THROWS_AS(
      run_search(study, world.plan(1, 1, 10), interrupted, world.clock, world.events, world.stop),
      Interrupted);
  REQUIRE(study.study().trials.size() == 7);
  CHECK(study.study().trials[5].state == TrialState::kFail);
  CHECK(study.study().trials[6].state == TrialState::kWaiting);
  const StopFlag quiet;
  (void)run_search(study, world.plan(1, 1, 10), stepwise, world.clock, world.events, quiet);
  const auto& trials = study.study().trials;
  CHECK(trials.size() == 11);  // ten, and one of them twice
  CHECK(trials[6].params == trials[5].params);
  CHECK(is_finished(trials[6].state));
}

TEST_CASE("a search ends by patience, target and time", "[optimize]") {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  auto plan = world.plan(1, 1, 1000);
  plan.limits.target = 2.0;
  CHECK(run_search(study, plan, stepwise, world.clock, world.events, world.stop).end ==
        SearchEnd::kTarget);
  CHECK(study.study().trials.size() < 40);
  plan.limits.target.reset();
  plan.limits.patience = 15;
  CHECK(run_search(study, plan, stepwise, world.clock, world.events, world.stop).end ==
        SearchEnd::kPatience);
  const auto& trials = study.study().trials;
  CHECK(trials.size() - 1 - *best_trial(history_of(study.study())) == 15);
  plan.limits.patience = 0;
  plan.limits.timeout = std::chrono::seconds(0);
  const auto result = run_search(study, plan, stepwise, world.clock, world.events, world.stop);
  CHECK(result.end == SearchEnd::kTimeout);
  CHECK(result.begun == 0);
}

TEST_CASE("a grid ends when every point was tried", "[optimize]") {
  SamplerOptions options;
  options.kind = SamplerKind::kGrid;
  options.grid_values = 2;
  World world(1, options);
  SharedStudy study(world.journal, plane_terms(), world.clock);
  const auto result =
      run_search(study, world.plan(3, 4, 100), stepwise, world.clock, world.events, world.stop);
  CHECK(result.end == SearchEnd::kExhausted);
  CHECK(result.begun == 8);
}

TEST_CASE("a trial queued after a grid's last point gets all parameters all the same",
          "[optimize]") {
  World world(1, {SamplerKind::kGrid, {}, 2});
  SharedStudy study(world.journal, plane_terms(), world.clock);
  (void)run_search(study, world.plan(1, 0, 100), stepwise, world.clock, world.events, world.stop);
  const std::size_t points = study.study().trials.size();
  study.enqueue({{{"x", 0.25}}});
  const auto result =
      run_search(study, world.plan(1, 0, 100), stepwise, world.clock, world.events, world.stop);
  CHECK(result.end == SearchEnd::kExhausted);
  REQUIRE(study.study().trials.size() == points + 1);
  const Trial& queued = study.study().trials.back();
  CHECK(queued.params.at("x").internal == 0.25);
  CHECK(queued.params.size() == 3);
  CHECK(is_finished(queued.state));
}

TEST_CASE("a trial that cannot be evaluated fails, and several at the start end the search",
          "[optimize]") {
  World world;
  SharedStudy study(world.journal, plane_terms(), world.clock);
  const Objective sometimes = [](RunningTrial& running) -> Evaluation {
    if (running.trial().number == 1) {
      throw DataError("one class");
    }
    if (running.trial().number == 2) {
      return {std::nan(""), "", {}, {}};
    }
    return stepwise(running);
  };
  (void)run_search(study, world.plan(1, 1, 5), sometimes, world.clock, world.events, world.stop);
  const auto& trials = study.study().trials;
  CHECK(trials[1].state == TrialState::kFail);
  CHECK(user_attribute(trials[1], "mlpipe:error") == "one class");
  CHECK(trials[2].state == TrialState::kFail);
  CHECK(trials[3].state == TrialState::kComplete);

  World other;
  SharedStudy hopeless(other.journal, plane_terms(), other.clock);
  const Objective never = [](RunningTrial&) -> Evaluation { throw DataError("no rows"); };
  CHECK_THROWS_WITH(
      run_search(hopeless, other.plan(2, 2, 50), never, other.clock, other.events, other.stop),
      Catch::Contains("no rows"));
  CHECK(hopeless.study().trials.size() < 10);
}

TEST_CASE("a study on other terms is refused, naming what differs", "[optimize]") {
  World world;
  const SharedStudy study(world.journal, plane_terms(), world.clock);
  auto terms = plane_terms();
  terms.space[0].distribution = FloatDistribution{-5.0, 6.0};
  terms.space.pop_back();
  terms.fingerprint["data_sha256"] = "def";
  CHECK_THROWS_WITH(SharedStudy(world.journal, terms, world.clock),
                    Catch::Contains("data_sha256 was abc and is def") &&
                        Catch::Contains("\"x\" was") && Catch::Contains("is gone"));
  CHECK_NOTHROW(SharedStudy(world.journal, plane_terms(), world.clock));
  terms = plane_terms();
  terms.direction = Direction::kMaximize;
  CHECK_THROWS_AS(SharedStudy(world.journal, terms, world.clock), ConfigError);
}

TEST_CASE("trials of dead workers are failed and tried again, so often and no more", "[optimize]") {
  World world;
  {
    MemoryJournal dead(world.text, "dead");
    SharedStudy study(dead, plane_terms(), world.clock);
    const auto begun = study.begin({*world.sampler, 0, 10, [](std::int64_t) { return true; }});
    CHECK(begun.what == SharedStudy::Begin::kBegun);
  }
  const auto is_dead = [](const std::string& worker) { return worker == "dead"; };
  SharedStudy study(world.journal, plane_terms(), world.clock);
  CHECK(study.clear_abandoned(is_dead, 1) == 1);
  CHECK(study.clear_abandoned(is_dead, 1) == 0);
  REQUIRE(study.study().trials.size() == 2);
  CHECK(study.study().trials[0].state == TrialState::kFail);
  CHECK(study.study().trials[1].state == TrialState::kWaiting);
  {
    MemoryJournal dead(world.text, "dead");
    SharedStudy again(dead, plane_terms(), world.clock);
    (void)again.begin({*world.sampler, 0, 10, [](std::int64_t) { return true; }});
  }
  CHECK(study.clear_abandoned(is_dead, 1) == 1);
  CHECK(study.study().trials.size() == 2);  // no third attempt
}

TEST_CASE("two workers on one journal make as many trials as wanted, each once", "[optimize]") {
  World world;
  MemoryJournal second(world.text, "second");
  SharedStudy one(world.journal, plane_terms(), world.clock);
  SharedStudy two(second, plane_terms(), world.clock);
  const SharedStudy::Rule rule{*world.sampler, 0, 20, [](std::int64_t) { return true; }};
  for (int i = 0; i < 10; ++i) {
    for (auto* study : {&one, &two}) {
      const auto begun = study->begin(rule);
      REQUIRE(begun.what == SharedStudy::Begin::kBegun);
      study->finish(begun.trial, {TrialState::kComplete, plane(begun.trial), {}, {}});
    }
  }
  CHECK(one.begin(rule).what == SharedStudy::Begin::kEnough);
  one.refresh();
  for (const auto& trial : one.study().trials) {
    CHECK(trial.state == TrialState::kComplete);
  }
  CHECK(told(one.study()) == told(two.study()));
}
