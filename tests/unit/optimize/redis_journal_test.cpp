// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/redis_journal.hpp"

#include <thread>

#include "mlpipe/platform/platform.hpp"

#include "redis_bench.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;
using fixture::Bench;
using fixture::kStudy;
using fixture::kTrial;
using fixture::new_trial;
using fixture::Raw;
using fixture::trials_of;
using testing::RedisServer;

TEST_CASE("what one worker writes into Redis, another reads", "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Bench bench;
  RedisJournal ours(bench.world(), server.url(), bench.options("us"));
  RedisJournal theirs(bench.world(), server.url(), bench.options("them"));
  CHECK(trials_of(theirs.refresh()) == 0);
  CHECK(trials_of(ours.write(new_trial)) == 1);
  CHECK(trials_of(theirs.write(new_trial)) == 2);
  CHECK(trials_of(ours.refresh()) == 2);
  CHECK(ours.replay().worker_of(1) == "them");
  CHECK(
      ours.write([](const JournalReplay&) { return std::vector<JournalChange>{}; }).lines_read() ==
      3);
  CHECK(bench.events.events().empty());
}

TEST_CASE("records lie in Redis where Optuna looks for them", "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Bench bench;
  const std::string prefix = GENERATE("", "team/a");
  const std::string rest = prefix.empty() ? "/2" : "/2?prefix=team%2Fa";
  RedisJournal journal(bench.world(), server.url("", rest), bench.options());
  journal.write(new_trial);
  Raw raw(server.url("", "/2"));
  CHECK(raw({"GET", prefix + ":log_number"}) == "1");
  CHECK(raw({"GET", prefix + ":log:0"}) ==
        R"({"op_code":0,"worker_id":"us","study_name":"s","directions":[1]})");
  CHECK_THAT(raw({"GET", prefix + ":log:1"}), ContainsSubstring(R"({"op_code":4,)"));
  CHECK(raw({"DBSIZE"}) == "3");
}

TEST_CASE("Optuna's records are read from Redis, its snapshots are not",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Raw raw(server.url());
  raw({"MSET", ":log_number", "1", ":log:0", kStudy, ":log:1", kTrial, ":snapshot", "pickle"});
  Bench bench;
  RedisJournal journal(bench.world(), server.url(), bench.options());
  CHECK(trials_of(journal.refresh()) == 1);
  CHECK(trials_of(journal.write(new_trial)) == 2);
  CHECK(raw({"GET", ":log_number"}) == "2");
}

TEST_CASE("a long journal comes whole out of Redis", "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Bench bench;
  RedisJournal journal(bench.world(), server.url(), bench.options());
  journal.write([](const JournalReplay&) {
    std::vector<JournalChange> changes = {CreateStudy{"s", {Direction::kMinimize}}};
    changes.insert(changes.end(), 2499, CreateTrial{0, {}});
    return changes;
  });
  CHECK(trials_of(journal.replay()) == 2499);
  RedisJournal reader(bench.world(), server.url(), bench.options("reader"));
  CHECK(trials_of(reader.refresh()) == 2499);
}

TEST_CASE("a write to Redis is decided anew when somebody wrote meanwhile",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Bench bench;
  RedisJournal ours(bench.world(), server.url(), bench.options("us"));
  RedisJournal theirs(bench.world(), server.url(), bench.options("them"));
  theirs.write(new_trial);
  // Others write during so many of the decisions; ours knows of all of them at its last.
  const int busy = GENERATE(1, 3);
  std::vector<std::size_t> known;
  ours.write([&](const JournalReplay& replay) {
    known.push_back(trials_of(replay));
    if (static_cast<int>(known.size()) <= busy) {
      theirs.write(new_trial);
    }
    return new_trial(replay);
  });
  const auto expected =
      busy == 1 ? std::vector<std::size_t>{1, 2} : std::vector<std::size_t>{1, 2, 3, 4};
  CHECK(known == expected);
  CHECK(trials_of(ours.replay()) == static_cast<std::size_t>(busy) + 2);
  CHECK(ours.replay().worker_of(busy + 1) == "us");
}

TEST_CASE("a write to Redis arrives although others never stop writing",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Bench bench;
  RedisJournal ours(bench.world(), server.url(), bench.options("us"));
  RedisJournal theirs(bench.world(), server.url(), bench.options("them"));
  int decisions = 0;
  ours.write([&](const JournalReplay& replay) {
    ++decisions;
    theirs.write(new_trial);
    return new_trial(replay);
  });
  CHECK(decisions == 100);
  CHECK(trials_of(ours.replay()) == 101);
  CHECK(ours.replay().worker_of(100) == "us");
}

TEST_CASE("four workers on one Redis lose and double nothing", "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  constexpr int kWorkers = 4;
  constexpr int kWrites = 50;
  const RedisServer server;
  Bench bench;
  {
    RedisJournal journal(bench.world(), server.url(), bench.options());
    journal.write(new_trial);
  }
  const auto clock = platform::make_system_clock();
  std::vector<std::thread> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&, i] {
      JournalOptions options;
      options.worker = "worker-" + std::to_string(i);
      RedisJournal journal({bench.files, *clock, bench.events, bench.stop}, server.url(), options);
      fixture::work(journal, kWrites);
    });
  }
  for (auto& worker : workers) {
    worker.join();
  }
  RedisJournal reader(bench.world(), server.url(), bench.options("reader"));
  CHECK(trials_of(reader.refresh()) == kWorkers * kWrites + 1);
  CHECK(reader.replay().lines_read() == kWorkers * kWrites + 2);
}
