// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cerrno>
#include <csignal>

#include <sys/resource.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/optimize/file_journal.hpp"
#include "mlpipe/platform/platform.hpp"

#include "journal_bench.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;
using fixture::Bench;
using fixture::new_trial;
using fixture::trials_of;
using fixture::whole_records;
using testing::SimulatedDisk;

namespace {

std::string fixture_text(const std::string& name) {
  return golden::read_text("optuna/" + name + ".log");
}

}  // namespace

TEST_CASE("a torn or damaged last line is cut off, and said, before anything is appended",
          "[optimize][journal]") {
  for (const char* name : {"journal_truncated_tail", "journal_bad_json_last_line"}) {
    INFO(name);
    Bench bench;
    bench.files.replace("a.log", fixture_text(name));
    FileJournal journal(bench.world(), "a.log", bench.options());
    const auto lines = journal.refresh().lines_read();
    CHECK(bench.files.read("a.log") == fixture_text(name));
    journal.write(new_trial);
    CHECK(journal.replay().lines_read() == lines + 2);
    CHECK(whole_records(bench.files.read("a.log")) == static_cast<int>(lines + 2));
    REQUIRE(bench.warnings().size() == 1);
    CHECK_THAT(bench.warnings().front(), ContainsSubstring("a.log: cut off"));
  }
}

TEST_CASE("a melted line is an error that names the line and the repair", "[optimize][journal]") {
  Bench bench;
  const auto text = fixture_text("journal_glued_after_truncation");
  bench.files.replace("a.log", text);
  FileJournal journal(bench.world(), "a.log", bench.options());
  for (int i = 0; i < 2; ++i) {
    CHECK_THROWS_WITH(journal.refresh(),
                      ContainsSubstring("a.log:") && ContainsSubstring("mlpipe optimize repair"));
  }
  CHECK_THROWS_AS(journal.write(new_trial), IntegrityError);
  CHECK(bench.files.read("a.log") == text);
  CHECK_FALSE(bench.files.exists("a.log.lock"));
}

TEST_CASE("a repaired journal can be read and written, and the damaged one is kept",
          "[optimize][journal]") {
  Bench bench;
  const auto text = fixture_text("journal_glued_after_truncation");
  bench.files.replace("d/a.log", text);
  bench.files.point_link("a.log", "d/a.log");
  FileJournal journal(bench.world(), "a.log", bench.options());
  const auto repair = repair_journal(bench.world(), "a.log", bench.options());
  CHECK(repair.fixes.size() == repaired(text).fixes.size());
  CHECK(repair.kept == "a.log.damaged-20261123T020000Z");
  CHECK(bench.files.read(repair.kept) == text);
  CHECK(bench.files.read("d/a.log") == repaired(text).text);
  CHECK(bench.files.read_link("a.log") == "d/a.log");
  CHECK_NOTHROW(journal.write(new_trial));

  const auto again = repair_journal(bench.world(), "a.log", bench.options());
  CHECK(again.fixes.empty());
  CHECK(again.kept.empty());
  bench.files.append("d/a.log", "half");
  CHECK(repair_journal(bench.world(), "a.log", bench.options()).kept ==
        "a.log.damaged-20261123T020000Z-2");
  CHECK_THROWS_AS(repair_journal(bench.world(), "absent", bench.options()), NotFoundError);
  CHECK_FALSE(bench.files.exists("a.log.lock"));
}

TEST_CASE("a journal that was replaced or shortened is read anew", "[optimize][journal]") {
  Bench bench;
  FileJournal journal(bench.world(), "a.log", bench.options());
  fixture::work(journal, 3);
  const auto text = bench.files.read("a.log");
  SECTION("replaced") {
    bench.files.replace("a.log", text + text.substr(text.rfind('\n', text.size() - 2) + 1));
    CHECK(trials_of(journal.refresh()) == 4);
  }
  SECTION("shortened") {
    bench.files.cut("a.log", text.find('\n') + 1);
    CHECK(trials_of(journal.refresh()) == 0);
  }
  SECTION("removed") {
    bench.files.remove_all("a.log");
    CHECK(trials_of(journal.refresh()) == 0);
    CHECK(trials_of(journal.write(new_trial)) == 1);
  }
  CHECK(bench.warnings().size() == 1);
}

TEST_CASE("whatever call of a write fails, the journal holds all of it or nothing",
          "[optimize][journal]") {
  using Fate = SimulatedDisk::Fate;
  for (const Fate fate : {Fate::kError, Fate::kKill, Fate::kShort, Fate::kInterrupt}) {
    bool struck = true;
    for (int call = 1; struck; ++call) {
      INFO("fate " << static_cast<int>(fate) << ", call " << call);
      Bench bench;
      FileJournal first(bench.world(), "a.log", bench.options("first"));
      fixture::work(first, 2);
      bench.files.append("a.log", "{\"op_code");
      bench.files.disk().restart();
      bench.files.disk().set_fault({call, fate, ENOSPC});
      bool failed = false;
      try {
        FileJournal journal(bench.world(), "a.log", bench.options("us"));
        journal.write(new_trial);
      } catch (const IoError&) {
        failed = true;
      }
      struck = bench.files.disk().struck();
      bench.files.disk().restart();
      const auto begin = bench.clock.elapsed();
      FileJournal next(bench.world(), "a.log", bench.options("next"));
      next.write(new_trial);
      const bool arrived = trials_of(next.replay()) == 4;
      CHECK((arrived || trials_of(next.replay()) == 3));
      CHECK((arrived || failed));
      if (fate == Fate::kError) {
        CHECK(arrived != failed);
      }
      CHECK(whole_records(bench.files.read("a.log")) == (arrived ? 5 : 4));
      CHECK(bench.clock.elapsed() - begin < std::chrono::seconds(32));
      if (fate == Fate::kShort || fate == Fate::kInterrupt) {
        CHECK_FALSE(failed);
      }
      CHECK_FALSE(bench.files.exists("a.log.lock"));
      REQUIRE(call < 200);
    }
  }
}

TEST_CASE("a full disk takes nothing from the journal", "[optimize][journal]") {
  Bench bench;
  FileJournal journal(bench.world(), "a.log", bench.options());
  journal.write(new_trial);
  const auto before = bench.files.read("a.log");
  bench.files.disk().restart();
  journal.write(new_trial);
  const auto& log = bench.files.disk().log();
  const auto call = std::find(log.begin(), log.end(), "write a.log");
  REQUIRE(call != log.end());
  bench.files.cut("a.log", before.size());
  const int number = static_cast<int>(call - log.begin()) + 1;
  FileJournal other(bench.world(), "a.log", bench.options("other"));
  other.refresh();
  bench.files.disk().restart();
  bench.files.disk().set_fault({number, SimulatedDisk::Fate::kError, ENOSPC});
  CHECK_THROWS_WITH(other.write(new_trial),
                    ContainsSubstring("No space left") && ContainsSubstring("free some space"));
  CHECK(bench.files.disk().struck());
  CHECK(bench.files.read("a.log") == before);
  CHECK_FALSE(bench.files.exists("a.log.lock"));
  CHECK(trials_of(other.write(new_trial)) == 2);
}

TEST_CASE("a write to a real full disk fails and leaves the journal as it was",
          "[optimize][journal]") {
  const testing::TemporaryFolder folder;
  const auto files = platform::make_disk_file_system();
  Bench bench;
  const auto path = folder.write("a.log", "");
  FileJournal journal({*files, bench.clock, bench.events, bench.stop}, path, bench.options());
  journal.write(new_trial);
  const auto before = files->read(path);
  const auto too_long = [](const JournalReplay&) {
    return std::vector<JournalChange>{
        SetStudyAttribute{0, AttributeKind::kUser, "k", "\"" + std::string(10'000, 'x') + "\""}};
  };
  // A limit on the size of files stands for the disk's.
  rlimit old{};
  ::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit small{5'000, old.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string message;
  try {
    journal.write(too_long);
  } catch (const IoError& error) {
    message = error.what();
  }
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  CHECK_THAT(message, ContainsSubstring("a.log"));
  CHECK(files->read(path) == before);
  CHECK_FALSE(files->exists(path.string() + ".lock"));
  CHECK(trials_of(journal.write(new_trial)) == 2);
}
