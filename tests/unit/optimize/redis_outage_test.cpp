// SPDX-License-Identifier: MIT
#include <thread>

#include "mlpipe/core/error.hpp"
#include "mlpipe/optimize/redis_journal.hpp"

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

namespace {

/// How often the server ran EVAL.
int evals(Raw& raw) {
  const std::string stats = raw({"INFO", "commandstats"});
  const std::string key = "cmdstat_eval:calls=";
  const auto at = stats.find(key);
  return at == std::string::npos ? 0 : std::stoi(stats.substr(at + key.size()));
}

}  // namespace

TEST_CASE("a server that is killed and comes back loses and doubles nothing",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  RedisServer server;
  Bench bench;
  int starts = 0;
  bench.while_asleep = [&] {
    if (++starts == 3) {
      server.start();
    }
  };
  RedisJournal journal(bench.world(), server.url(), bench.options());
  fixture::work(journal, 5);
  server.kill();
  fixture::work(journal, 5);
  CHECK(trials_of(journal.replay()) == 10);
  RedisJournal reader(bench.world(), server.url(), bench.options("reader"));
  CHECK(trials_of(reader.refresh()) == 10);
  CHECK(reader.replay().lines_read() == 11);
  REQUIRE(bench.warnings().size() == 1);
  CHECK_THAT(bench.warnings().front(), ContainsSubstring("trying for 30 s"));
  CHECK(bench.events.all<Note>().size() == 1);
}

TEST_CASE("a server that dies between decision and append loses and doubles nothing",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  RedisServer server;
  Bench bench;
  bench.while_asleep = [&] { server.start(); };
  RedisJournal journal(bench.world(), server.url(), bench.options());
  fixture::work(journal, 2);
  journal.write([&](const JournalReplay& replay) {
    server.kill();
    return new_trial(replay);
  });
  CHECK(trials_of(journal.replay()) == 3);
  CHECK(Raw(server.url())({"GET", ":log_number"}) == "3");
}

TEST_CASE("an append whose answer was lost, and which arrived late, is not doubled",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server({"--enable-debug-command", "yes"});
  Bench bench;
  auto options = bench.options();
  options.redis_timeout = std::chrono::milliseconds(100);
  RedisJournal journal(bench.world(), server.url(), options);
  journal.write(new_trial);
  Raw raw(server.url());
  std::thread sleeper;
  journal.write([&](const JournalReplay& replay) {
    // The server stands still: what is sent meanwhile is worked off later, each time it was sent.
    sleeper = std::thread([&] { Raw(server.url())({"DEBUG", "SLEEP", "0.5"}); });
    auto other = bench.options("probe");
    other.redis_timeout = std::chrono::milliseconds(50);
    other.reconnect = std::chrono::seconds(0);
    RedisConnection probe(bench.world(), other, parse_redis_url(server.url()));
    try {
      while (true) {
        probe.ask({"GET", "x"}, "");
      }
    } catch (const IoError&) {
      return new_trial(replay);  // it stands still now
    }
  });
  sleeper.join();
  CHECK(evals(raw) >= 3);  // the first write's, and at least two of the second
  CHECK(raw({"GET", ":log_number"}) == "2");
  CHECK(trials_of(journal.replay()) == 2);
}

TEST_CASE("a server that stays away is an error after the time given, one never there at once",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  RedisServer server;
  Bench bench;
  RedisJournal journal(bench.world(), server.url(), bench.options());
  journal.write(new_trial);
  server.kill();
  CHECK_THROWS_WITH(journal.refresh(), ContainsSubstring("tried for 30 s") &&
                                           ContainsSubstring("nothing was changed"));
  CHECK(bench.clock.elapsed() >= std::chrono::seconds(30));
  CHECK(bench.clock.elapsed() <= std::chrono::seconds(32));
  const auto before = bench.clock.elapsed();
  RedisJournal other(bench.world(), server.url(), bench.options());
  CHECK_THROWS_WITH(other.refresh(), ContainsSubstring("cannot reach redis://127.0.0.1:") &&
                                         ContainsSubstring("check host and port"));
  CHECK(bench.clock.elapsed() == before);
  bench.while_asleep = [&] { bench.stop.set(15); };
  CHECK_THROWS_AS(journal.refresh(), Interrupted);
}

TEST_CASE("a password opens the server and is never shown", "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server({"--requirepass", "s3cret/@x"});
  Bench bench;
  RedisJournal journal(bench.world(), server.url(":s3cret%2F%40x@"), bench.options());
  CHECK(trials_of(journal.write(new_trial)) == 1);
  CHECK(journal.name() == server.url("", "/0"));
  CHECK(trials_of(RedisJournal(bench.world(), server.url("default:s3cret/@x@"), bench.options())
                      .refresh()) == 1);
  RedisJournal none(bench.world(), server.url(), bench.options());
  CHECK_THROWS_WITH(none.refresh(), ContainsSubstring("NOAUTH") &&
                                        ContainsSubstring("put the password into the URL"));
  RedisJournal wrong(bench.world(), server.url(":wr0ng@"), bench.options());
  CHECK_THROWS_WITH(wrong.refresh(),
                    ContainsSubstring("check user and password") && !ContainsSubstring("wr0ng"));
}

TEST_CASE("a record whose number is taken is waited for, but not for ever",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Raw raw(server.url());
  raw({"MSET", ":log_number", "1", ":log:0", kStudy});
  Bench bench;
  RedisJournal journal(bench.world(), server.url(), bench.options());
  CHECK_THROWS_WITH(journal.refresh(),
                    ContainsSubstring(":log:1 is missing") && ContainsSubstring("noeviction"));
  CHECK(bench.clock.elapsed() >= std::chrono::seconds(10));
  CHECK(bench.clock.elapsed() <= std::chrono::seconds(11));
  int pauses = 0;
  bench.while_asleep = [&] {
    if (++pauses == 3) {
      raw({"SET", ":log:1", kTrial});
    }
  };
  CHECK(trials_of(journal.refresh()) == 1);
  CHECK(pauses == 3);
}

TEST_CASE("a damaged last record is left alone, one with others behind it is an error",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Raw raw(server.url());
  raw({"MSET", ":log_number", "1", ":log:0", kStudy, ":log:1", "{\"op_code"});
  Bench bench;
  RedisJournal journal(bench.world(), server.url(), bench.options());
  CHECK(journal.refresh().lines_read() == 1);
  CHECK(journal.refresh().lines_read() == 1);
  raw({"MSET", ":log_number", "2", ":log:2", kTrial});
  CHECK_THROWS_WITH(journal.refresh(), ContainsSubstring(":2: is damaged"));
  CHECK_THROWS_AS(journal.refresh(), IntegrityError);
  raw({"SET", ":log:1", R"({"op_code": 10, "worker_id": "by hand"})"});
  CHECK(trials_of(journal.refresh()) == 1);
}

TEST_CASE("a server that lost its data is an error, not another study",
          "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Bench bench;
  RedisJournal journal(bench.world(), server.url(), bench.options());
  journal.write(new_trial);
  Raw raw(server.url());
  raw({"FLUSHALL"});
  CHECK_THROWS_WITH(journal.write(new_trial), ContainsSubstring("has lost some"));
  RedisJournal other(bench.world(), server.url(), bench.options("other"));
  fixture::work(other, 5);
  CHECK_THROWS_WITH(journal.refresh(), ContainsSubstring("has lost records"));
}

TEST_CASE("a refusal by the server says what to do", "[optimize][journal][redis]") {
  MLPIPE_NEEDS_REDIS();
  const RedisServer server;
  Raw raw(server.url());
  Bench bench;
  RedisJournal journal(bench.world(), server.url(), bench.options());
  journal.write(new_trial);
  raw({"CONFIG", "SET", "maxmemory", "1"});
  CHECK_THROWS_WITH(
      journal.write(new_trial),
      ContainsSubstring("refused EVAL") && ContainsSubstring("raise the server's maxmemory"));
  CHECK(trials_of(journal.refresh()) == 1);
  raw({"CONFIG", "SET", "maxmemory", "0"});
  raw({"SET", ":log_number", "many"});
  CHECK_THROWS_WITH(journal.refresh(), ContainsSubstring("is no number but \"many\""));
}
