// SPDX-License-Identifier: MIT
#include "mlpipe/commands/run_tracker.hpp"

#include <map>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_file_system.hpp"
#include "support/recording_sink.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using namespace mlpipe::testing;
using namespace std::chrono_literals;
using tracking::RunRecord;
using tracking::TrackingError;

namespace {

/// A server in memory that can be away, or refuse, and takes its time.
struct Server {
  std::map<std::string, RunRecord> runs;
  std::optional<TrackingError::Kind> fails;
  std::string refused;  ///< uid of one that is not taken
  bool interrupts = false;
  std::chrono::milliseconds takes{0};
  std::vector<std::chrono::milliseconds> budgets;  ///< of each delivery
};

class FakeStore final : public tracking::TrackingStore {
 public:
  FakeStore(Server& server, ManualClock& clock, std::string shown)
      : server_(server), clock_(clock), shown_(std::move(shown)) {}
  tracking::DeliveredRun put(const RunRecord& run) override {
    clock_.advance(server_.takes);
    if (server_.interrupts) {
      throw Interrupted(2);
    }
    if (server_.fails) {
      throw TrackingError(*server_.fails, shown_ + " is not there");
    }
    if (run.uid == server_.refused) {
      throw TrackingError(TrackingError::Kind::kRefused, run.name + " is not wanted");
    }
    server_.runs[run.uid] = run;
    return {"1", run.uid, shown_ + "/#/experiments/1/runs/" + run.uid};
  }
  [[nodiscard]] std::string shown() const override { return shown_; }

 private:
  Server& server_;
  ManualClock& clock_;
  std::string shown_;
};

class NoSources final : public SourceOpener {
 public:
  std::unique_ptr<ByteSource> open(const std::string& name, const SourceOptions&) override {
    throw DataError(name + ": there are no sources here");
  }
};

struct World {
  MemoryFileSystem files;
  ManualClock clock;
  RecordingSink events;
  NoSources sources;
  StopFlag stop;
  Server server;
  App app{files, clock, sources, events, stop, 1, {"jane", "box", "", "mlpipe train", 7}};

  TrackingPlan plan(const std::string& shown = "http://mlflow:5000") {
    TrackingPlan out;
    out.open = [this, shown](const DeliveryLimits& limits) {
      server.budgets.push_back(limits.budget);
      return std::make_unique<FakeStore>(server, clock, shown);
    };
    return out;
  }
  /// A run that ended.
  RunRecord ended(RunTracker& tracker, const std::string& name) {
    auto run = tracker.begin(name);
    run.status = tracking::RunStatus::kFinished;
    run.end = clock.now();
    return run;
  }
  [[nodiscard]] std::vector<std::string> warnings() const {
    std::vector<std::string> out;
    for (const auto& warning : events.all<Warning>()) {
      out.push_back(warning.message);
    }
    return out;
  }
};

}  // namespace

TEST_CASE("without a store nothing is done and nothing is said", "[commands]") {
  World world;
  RunTracker tracker(world.app, {});
  const auto run = tracker.begin("train");
  tracker.announce(run);
  tracker.deliver(run);
  tracker.report();
  CHECK_FALSE(tracker.on());
  CHECK(world.events.events().empty());
  CHECK(world.files.writes() == 0);
}

TEST_CASE("a run is known by who made it, and each has its own uid", "[commands]") {
  World world;
  RunTracker tracker(world.app, world.plan());
  const auto one = tracker.begin("train");
  const auto two = tracker.begin("train");
  CHECK(one.uid.size() == 32);
  CHECK(one.uid != two.uid);
  CHECK(one.user == "jane");
  CHECK(one.source == "mlpipe train");
  CHECK(one.start == world.clock.now());
  CHECK(one.status == tracking::RunStatus::kRunning);
}

TEST_CASE("a run is shown when it begins and whole when it has ended", "[commands]") {
  World world;
  RunTracker tracker(world.app, world.plan());
  auto run = tracker.begin("train");
  tracker.announce(run);
  CHECK(world.server.runs.at(run.uid).status == tracking::RunStatus::kRunning);
  run.status = tracking::RunStatus::kFinished;
  world.server.takes = 250ms;
  tracker.deliver(run);
  tracker.report();
  CHECK(world.server.runs.at(run.uid).status == tracking::RunStatus::kFinished);
  CHECK(world.warnings().empty());
  REQUIRE(world.events.all<Note>().size() == 1);
  CHECK_THAT(world.events.all<Note>()[0].message,
             ContainsSubstring("http://mlflow:5000/#/experiments/1/runs/" + run.uid) &&
                 ContainsSubstring("0.25 s"));
}

TEST_CASE("what a server does not take waits, and goes along with the next run", "[commands]") {
  World world;
  world.server.fails = TrackingError::Kind::kAway;
  RunTracker first(world.app, world.plan());
  const auto lost = world.ended(first, "one");
  first.deliver(lost);
  REQUIRE(world.warnings().size() == 1);
  CHECK_THAT(world.warnings()[0], ContainsSubstring("http://mlflow:5000 is not there") &&
                                      ContainsSubstring(".mlpipe/outbox") &&
                                      ContainsSubstring("mlpipe track sync"));
  CHECK(world.server.runs.empty());

  world.server.fails.reset();
  SECTION("to the same server") {
    RunTracker second(world.app, world.plan());
    second.deliver(world.ended(second, "two"));
    CHECK(world.server.runs.size() == 2);
    CHECK(world.server.runs.at(lost.uid).name == "one");
    CHECK(world.server.runs.at(lost.uid).start == lost.start);
    CHECK(tracking::Outbox(world.files, ".mlpipe/outbox").size() == 0);
  }
  SECTION("but not to another one") {
    RunTracker second(world.app, world.plan("mlflow.db"));
    second.deliver(world.ended(second, "two"));
    CHECK(world.server.runs.size() == 1);
    CHECK(tracking::Outbox(world.files, ".mlpipe/outbox").size() == 1);
  }
  SECTION("or when asked to, wherever one wants") {
    const auto done = sync_outbox(world.app, world.plan("http://other"));
    CHECK(done.delivered == 1);
    CHECK(done.waiting == 0);
    CHECK(done.problem.empty());
    CHECK(sync_outbox(world.app, world.plan()).delivered == 0);
  }
}

TEST_CASE("sync keeps what is not taken", "[commands]") {
  const auto kind = GENERATE(TrackingError::Kind::kAway, TrackingError::Kind::kRefused);
  World world;
  world.server.fails = kind;
  RunTracker tracker(world.app, world.plan());
  tracker.deliver(world.ended(tracker, "one"));
  world.clock.advance(1s);
  tracker.deliver(world.ended(tracker, "two"));
  const auto done = sync_outbox(world.app, world.plan());
  CHECK(done.delivered == 0);
  CHECK(done.waiting == 2);
  CHECK_THAT(done.problem, ContainsSubstring("is not there"));
}

TEST_CASE("a run that a server refuses holds up no other", "[commands]") {
  World world;
  world.server.fails = TrackingError::Kind::kAway;
  RunTracker tracker(world.app, world.plan());
  const auto refused = world.ended(tracker, "refused");
  tracker.deliver(refused);
  world.clock.advance(1s);
  tracker.deliver(world.ended(tracker, "good"));
  world.server.fails.reset();
  world.server.refused = refused.uid;
  SECTION("when asked to deliver them") {
    const auto done = sync_outbox(world.app, world.plan());
    CHECK(done.delivered == 1);
    CHECK(done.waiting == 1);
    CHECK_THAT(done.problem, ContainsSubstring("is not wanted"));
  }
  SECTION("with the next run") {
    RunTracker next(world.app, world.plan());
    next.deliver(world.ended(next, "next"));
    CHECK(world.server.runs.size() == 2);
    CHECK(tracking::Outbox(world.files, ".mlpipe/outbox").size() == 1);
  }
}

TEST_CASE("sync opens one store for all that waits", "[commands]") {
  World world;
  world.server.fails = TrackingError::Kind::kAway;
  RunTracker tracker(world.app, world.plan());
  tracker.deliver(world.ended(tracker, "one"));
  world.clock.advance(1s);
  tracker.deliver(world.ended(tracker, "two"));
  world.server.fails.reset();
  const auto before = world.server.budgets.size();
  CHECK(sync_outbox(world.app, world.plan()).delivered == 2);
  CHECK(world.server.budgets.size() == before + 1);
}

TEST_CASE("all deliveries of a command together keep to its budget", "[commands]") {
  World world;
  auto plan = world.plan();
  plan.budget = 10s;
  world.server.takes = 4s;
  RunTracker tracker(world.app, plan);
  const auto run = tracker.begin("train");
  tracker.announce(run);                      // at most 5 s
  tracker.deliver(world.ended(tracker, ""));  // what is left of 10
  REQUIRE(world.server.budgets.size() == 2);
  CHECK(world.server.budgets[0] == 3s);
  CHECK(world.server.budgets[1] == 6s);
}

TEST_CASE("a server that was away at the beginning is asked once more, briefly", "[commands]") {
  World world;
  world.server.fails = TrackingError::Kind::kAway;
  RunTracker tracker(world.app, world.plan());
  auto run = tracker.begin("train");
  tracker.announce(run);
  CHECK(world.warnings().empty());
  tracker.deliver(run);
  CHECK(world.server.budgets.back() == 3s);
  CHECK(world.warnings().size() == 1);
  tracker.report();
  CHECK(world.events.all<Note>().empty());
}

TEST_CASE("a signal while a run is handed over stops the program, and the run waits",
          "[commands]") {
  World world;
  world.server.interrupts = true;
  RunTracker tracker(world.app, world.plan());
  CHECK_THROWS_AS(tracker.deliver(world.ended(tracker, "one")), Interrupted);
  CHECK(world.warnings().size() == 1);
  CHECK(tracking::Outbox(world.files, ".mlpipe/outbox").size() == 1);
}

TEST_CASE("a run that can be kept nowhere is said to be lost", "[commands]") {
  World world;
  world.server.fails = TrackingError::Kind::kAway;
  auto plan = world.plan();
  plan.outbox = "taken/outbox";
  world.files.replace("taken", "a file where the folder should be");
  RunTracker tracker(world.app, plan);
  tracker.deliver(world.ended(tracker, "one"));
  REQUIRE(world.warnings().size() == 1);
  CHECK_THAT(world.warnings()[0], ContainsSubstring("this run is not recorded"));
}
