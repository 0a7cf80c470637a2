// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/file_journal.hpp"

#include <algorithm>
#include <cerrno>
#include <thread>

#include "mlpipe/core/error.hpp"
#include "mlpipe/platform/platform.hpp"

#include "journal_bench.hpp"
#include "journal_fixture.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;
using fixture::Bench;
using fixture::new_trial;
using fixture::study_only;
using fixture::trials_of;
using fixture::whole_records;
using testing::SimulatedDisk;

namespace {

constexpr const char* kPath = "studies/a.log";
constexpr std::chrono::nanoseconds kShortPause = std::chrono::milliseconds(2);

std::string fixture_text(const std::string& name) {
  return golden::read_text("optuna/" + name + ".log");
}

}  // namespace

TEST_CASE("what one worker writes, another reads", "[optimize][journal]") {
  Bench bench;
  FileJournal ours(bench.world(), kPath, bench.options("us"));
  FileJournal theirs(bench.world(), kPath, bench.options("them"));
  CHECK(trials_of(theirs.refresh()) == 0);
  CHECK(trials_of(ours.write(new_trial)) == 1);
  CHECK(trials_of(theirs.write(new_trial)) == 2);
  CHECK(trials_of(ours.replay()) == 1);
  CHECK(trials_of(ours.refresh()) == 2);
  CHECK(ours.replay().worker_of(0) == "us");
  CHECK(ours.replay().worker_of(1) == "them");
  CHECK(ours.name() == kPath);
  CHECK(bench.files.list("studies") == std::vector<std::string>{"a.log"});
  CHECK(bench.events.events().empty());
}

TEST_CASE("nothing is appended if nothing is decided", "[optimize][journal]") {
  Bench bench;
  FileJournal journal(bench.world(), "a.log", bench.options());
  journal.write(study_only);
  const auto before = bench.files.read("a.log");
  journal.write(study_only);
  CHECK(bench.files.read("a.log") == before);
}

TEST_CASE("a decision sees what others wrote just before", "[optimize][journal]") {
  Bench bench;
  FileJournal ours(bench.world(), kPath, bench.options("us"));
  FileJournal theirs(bench.world(), kPath, bench.options("them"));
  ours.refresh();
  theirs.write(study_only);
  ours.write(study_only);
  CHECK(ours.replay().lines_read() == 1);
}

TEST_CASE("Optuna's journals read through a file as they do as text", "[optimize][journal]") {
  for (const char* name : {"journal_mixed_v5", "journal_mixed_v4_9", "journal_multi_v5"}) {
    INFO(name);
    Bench bench;
    bench.files.replace("a.log", fixture_text(name));
    FileJournal journal(bench.world(), "a.log", bench.options());
    const auto& replay = journal.refresh();
    const auto expected = golden::read_json("optuna/" + std::string(name) + ".expected.json");
    CHECK(replay.lines_read() == expected.at("log_lines").get<std::size_t>());
    REQUIRE(replay.studies().size() == expected.at("studies").size());
    for (const auto& study : expected.at("studies")) {
      const auto& found = replay.studies().at(study.at("study_id").get<std::int64_t>());
      CHECK(found.trials.size() == study.at("trials").size());
    }
  }
}

TEST_CASE("times have no offset where the journal's have none", "[optimize][journal]") {
  Bench bench;
  const std::string line =
      R"({"op_code":0,"worker_id":"a","study_name":"s","directions":[1]})"
      "\n"
      R"({"op_code":4,"worker_id":"a","study_id":0,"datetime_start":"2026-11-23T15:42:12.015835)";
  auto options = bench.options();
  options.local_offset = std::chrono::minutes(330);
  bench.files.replace("old.log", line + "\"}\n");
  FileJournal old_kind(bench.world(), "old.log", options);
  old_kind.write(new_trial);
  CHECK_THAT(bench.files.read("old.log"), ContainsSubstring("\"2026-11-23T07:30:00.000000\""));
  bench.files.replace("new.log", line + "+00:00\"}\n");
  FileJournal new_kind(bench.world(), "new.log", options);
  new_kind.write(new_trial);
  CHECK_THAT(bench.files.read("new.log"),
             ContainsSubstring("\"2026-11-23T02:00:00.000000+00:00\""));
}

TEST_CASE("an SQLite database is refused with advice, and left alone", "[optimize][journal]") {
  Bench bench;
  const std::string database("SQLite format 3\0 and more", 25);
  bench.files.replace("a.db", database);
  FileJournal journal(bench.world(), "a.db", bench.options());
  CHECK_THROWS_WITH(journal.refresh(), ContainsSubstring("copy_study"));
  CHECK_THROWS_AS(journal.write(new_trial), ConfigError);
  CHECK_THROWS_AS(repair_journal(bench.world(), "a.db", bench.options()), ConfigError);
  CHECK(bench.files.read("a.db") == database);
}

TEST_CASE("a journal that cannot be written is read, and writing says what to do",
          "[optimize][journal]") {
  Bench bench;
  FileJournal first(bench.world(), "a.log", bench.options());
  first.write(new_trial);
  FileJournal journal(bench.world(), "a.log", bench.options());
  const int lock_call = [&] {
    FileJournal probe(bench.world(), "a.log", bench.options());
    bench.files.disk().restart();
    probe.write(study_only);
    const auto& log = bench.files.disk().log();
    const auto call = std::find(log.begin(), log.end(), "symlink a.log.lock");
    REQUIRE(call != log.end());
    return static_cast<int>(call - log.begin()) + 1;
  }();
  bench.files.disk().restart();
  bench.files.disk().set_fault({lock_call, SimulatedDisk::Fate::kError, EROFS});
  CHECK_THROWS_WITH(journal.write(new_trial), ContainsSubstring("cannot write to the journal") &&
                                                  ContainsSubstring("a.log") &&
                                                  ContainsSubstring("copy the journal"));
  CHECK(trials_of(journal.refresh()) == 1);
}

TEST_CASE("four workers on one file lose, double and tear nothing", "[optimize][journal]") {
  constexpr int kWorkers = 4;
  constexpr int kWrites = 50;
  const testing::TemporaryFolder folder;
  const auto files = platform::make_disk_file_system();
  const auto clock = platform::make_system_clock();
  testing::RecordingSink events;
  const StopFlag stop;
  const auto path = folder.path() / "a.log";
  std::vector<std::thread> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&, i] {
      JournalOptions options;
      options.worker = "worker-" + std::to_string(i);
      // More of a crowd than pauses of up to a second would make.
      options.sleep = [](std::chrono::nanoseconds length) {
        std::this_thread::sleep_for(std::min(length, kShortPause));
      };
      FileJournal journal({*files, *clock, events, stop}, path, options);
      fixture::work(journal, kWrites);
    });
  }
  for (auto& worker : workers) {
    worker.join();
  }
  CHECK(whole_records(files->read(path)) == kWorkers * kWrites + 1);
  Bench bench;
  FileJournal reader({*files, *clock, events, stop}, path, bench.options());
  reader.refresh();
  CHECK(trials_of(reader.replay()) == kWorkers * kWrites);
  std::map<std::string, int> writes;
  for (int id = 0; id < kWorkers * kWrites; ++id) {
    ++writes[reader.replay().worker_of(id)];
  }
  CHECK(writes == std::map<std::string, int>{{"worker-0", kWrites},
                                             {"worker-1", kWrites},
                                             {"worker-2", kWrites},
                                             {"worker-3", kWrites}});
  CHECK(files->list(folder.path()) == std::vector<std::string>{"a.log"});
  CHECK(events.all<Warning>().empty());
}
