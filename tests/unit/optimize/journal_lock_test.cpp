// SPDX-License-Identifier: MIT
#include "optimize/journal_lock.hpp"

#include <optional>

#include "mlpipe/core/error.hpp"
#include "mlpipe/optimize/file_journal.hpp"

#include "journal_bench.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;
using fixture::Bench;
using fixture::new_trial;
using fixture::trials_of;

namespace {

constexpr std::chrono::seconds kGrace{30};

/// The ways in which Optuna and mlpipe make a lock.
void make_lock(Bench& bench, const std::string& kind) {
  if (kind == "file") {
    bench.files.append("d/a.log.lock", "");
  } else {
    REQUIRE(bench.files.link_new("d/a.log.lock", kind == "absolute" ? "/d/a.log" : "d/a.log"));
  }
}

}  // namespace

TEST_CASE("a held lock is a link to the absolute path, and its release leaves nothing",
          "[optimize][journal]") {
  Bench bench;
  bench.files.append("d/a.log", "");
  {
    const auto world = bench.world();
    const auto options = bench.options();
    const JournalLock lock(world, options, "d/a.log");
    CHECK(lock.is_ours());
    CHECK(bench.files.read_link("d/a.log.lock") == "/d/a.log");
  }
  CHECK(bench.files.list("d") == std::vector<std::string>{"a.log"});
}

TEST_CASE("a lock of either kind is waited for until it is released", "[optimize][journal]") {
  for (const char* kind : {"absolute", "relative", "file"}) {
    INFO(kind);
    Bench bench;
    bench.files.append("d/a.log", "");
    make_lock(bench, kind);
    int pauses = 0;
    bench.while_asleep = [&] {
      if (++pauses == 12) {
        bench.files.remove_all("d/a.log.lock");
      }
    };
    FileJournal journal(bench.world(), "d/a.log", bench.options());
    CHECK(trials_of(journal.write(new_trial)) == 1);
    CHECK(pauses == 12);
    // 1 + 2 + ... + 512 ms, and two of a second.
    CHECK(bench.clock.elapsed() == std::chrono::milliseconds(3023));
    CHECK(bench.events.events().empty());
  }
}

TEST_CASE("a stale lock of any kind is broken after the grace period, and that is said",
          "[optimize][journal]") {
  for (const char* kind : {"absolute", "relative", "file"}) {
    INFO(kind);
    Bench bench;
    bench.files.append("d/a.log", "");
    make_lock(bench, kind);
    FileJournal journal(bench.world(), "d/a.log", bench.options());
    CHECK(trials_of(journal.write(new_trial)) == 1);
    CHECK(bench.clock.elapsed() >= kGrace);
    CHECK(bench.clock.elapsed() <= kGrace + std::chrono::seconds(1));
    CHECK(bench.files.list("d") == std::vector<std::string>{"a.log"});
    REQUIRE(bench.warnings().size() == 1);
    CHECK_THAT(bench.warnings().front(), ContainsSubstring("broke d/a.log.lock"));
    CHECK(bench.events.all<Note>().size() == 1);
  }
}

TEST_CASE("a lock is not stale while the journal grows or the lock changes hands",
          "[optimize][journal]") {
  Bench bench;
  bench.files.append("d/a.log", "");
  make_lock(bench, "absolute");
  int pauses = 0;
  const bool grows = GENERATE(true, false);
  bench.while_asleep = [&] {
    ++pauses;
    if (pauses % 20 == 0 && pauses <= 200) {
      if (grows) {
        bench.files.append("d/a.log", R"({"op_code":10,"worker_id":"them"})"
                                      "\n");
      } else {
        bench.files.remove_all("d/a.log.lock");
        make_lock(bench, "absolute");
      }
    }
  };
  FileJournal journal(bench.world(), "d/a.log", bench.options());
  journal.write(new_trial);
  CHECK(pauses >= 230);
  CHECK(bench.warnings().size() == 1);
}

TEST_CASE("waiting for a lock ends when the program is told to stop", "[optimize][journal]") {
  Bench bench;
  bench.files.append("d/a.log", "");
  make_lock(bench, "file");
  int pauses = 0;
  bench.while_asleep = [&] {
    if (++pauses == 3) {
      bench.stop.set(15);
    }
  };
  FileJournal journal(bench.world(), "d/a.log", bench.options());
  CHECK_THROWS_AS(journal.write(new_trial), Interrupted);
  CHECK(pauses == 3);
  CHECK(bench.files.exists("d/a.log.lock"));
}

TEST_CASE("a worker whose lock was broken writes nothing, and leaves the other's lock alone",
          "[optimize][journal]") {
  Bench bench;
  FileJournal journal(bench.world(), "d/a.log", bench.options());
  journal.write(new_trial);
  const auto before = bench.files.read("d/a.log");
  CHECK_THROWS_WITH(journal.write([&](const JournalReplay& replay) {
    bench.files.remove_all("d/a.log.lock");
    make_lock(bench, "absolute");
    return new_trial(replay);
  }),
                    ContainsSubstring("broke this one's lock"));
  CHECK(bench.files.read("d/a.log") == before);
  CHECK(bench.files.exists("d/a.log.lock"));
}

TEST_CASE("of two workers that break a lock at once, the slower gives the faster's lock back",
          "[optimize][journal]") {
  Bench bench;
  bench.files.append("d/a.log", "");
  make_lock(bench, "absolute");
  std::optional<FileSystem::Stamp> theirs;
  bench.files.disk().before_each([&](int call) {
    const auto& log = bench.files.disk().log();
    if (!theirs && log.at(static_cast<std::size_t>(call) - 1).rfind("rename-new", 0) == 0) {
      bench.files.remove_all("d/a.log.lock");
      make_lock(bench, "absolute");
      theirs = bench.files.stamp("d/a.log.lock", FileSystem::Follow::kNo);
    }
  });
  bool given_back = false;
  bench.while_asleep = [&] {
    if (theirs && !given_back) {
      given_back = bench.files.stamp("d/a.log.lock", FileSystem::Follow::kNo) == theirs;
      bench.files.remove_all("d/a.log.lock");
    }
  };
  FileJournal journal(bench.world(), "d/a.log", bench.options());
  CHECK(trials_of(journal.write(new_trial)) == 1);
  CHECK(given_back);
  CHECK(bench.files.list("d") == std::vector<std::string>{"a.log"});
}
