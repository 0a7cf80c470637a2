// SPDX-License-Identifier: MIT
#include "mlpipe/registry/ledger.hpp"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/core/text.hpp"

#include "support/catch.hpp"
#include "support/memory_file_system.hpp"
#include "support/recording_sink.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

Timestamp day(int number) {
  return Timestamp(std::chrono::hours(24 * (20'000 + number)));
}

ForecastRun run_at(int number) {
  return {"v1.2.0", std::string(64, 'a'), std::string(64, 'b'), day(number)};
}

std::vector<Forecast> two_symbols() {
  return {{"A", day(1), day(2), {0.25F}}, {"B \"x\",\n", day(1), std::nullopt, {0.1F}}};
}

const std::string kFile = "ledger/v1.2.0.jsonl";

std::string refusal(const std::string& text) {
  MemoryFileSystem files;
  RecordingSink events;
  files.replace(kFile, text);
  try {
    (void)read_ledger(files, "v1.2.0", events);
  } catch (const IntegrityError& error) {
    return error.what();
  }
  return "not refused";
}

}  // namespace

TEST_CASE("forecasts come back as they were written, in order, run after run", "[registry]") {
  MemoryFileSystem files;
  RecordingSink events;
  CHECK(read_ledger(files, "v1.2.0", events).empty());
  CHECK(append_forecasts(files, run_at(1), two_symbols()) == kFile);
  // The same rows again are another forecast: it was made at another time.
  append_forecasts(files, run_at(2), two_symbols());
  append_forecasts(files, run_at(3), std::vector<Forecast>{{"", day(4), day(4), {0.2F, 0.5F}}});
  const auto entries = read_ledger(files, "v1.2.0", events);
  REQUIRE(entries.size() == 5);
  CHECK(entries[0] == LedgerEntry{run_at(1), two_symbols()[0]});
  CHECK(entries[1] == LedgerEntry{run_at(1), two_symbols()[1]});
  CHECK(entries[3] == LedgerEntry{run_at(2), two_symbols()[1]});
  CHECK(entries[4].forecast.values == std::vector<float>{0.2F, 0.5F});
  CHECK(events.events().empty());
}

TEST_CASE("a line is one object with these keys", "[registry]") {
  MemoryFileSystem files;
  append_forecasts(files, run_at(1), two_symbols());
  const std::string a(64, 'a');
  const std::string b(64, 'b');
  CHECK(
      files.read(kFile) ==
      R"({"format_version":1,"model":"v1.2.0","model_sha256":")" + a + R"(","data_sha256":")" + b +
          R"(","made_at":"2024-10-05T00:00:00Z","symbol":"A","time":"2024-10-05T00:00:00Z",)" +
          R"("label_end":"2024-10-06T00:00:00Z","values":[0.25]})" + "\n" +
          R"({"format_version":1,"model":"v1.2.0","model_sha256":")" + a + R"(","data_sha256":")" +
          b + R"(","made_at":"2024-10-05T00:00:00Z","symbol":"B \"x\",\n",)" +
          R"("time":"2024-10-05T00:00:00Z","values":[0.1]})" + "\n");
}

TEST_CASE("a run is one write", "[registry]") {
  MemoryFileSystem files;
  append_forecasts(files, run_at(1), two_symbols());
  files.disk().restart();
  append_forecasts(files, run_at(2), std::vector<Forecast>(100, two_symbols()[0]));
  int writes = 0;
  for (const auto& call : files.disk().log()) {
    writes += call.rfind("write", 0) == 0 ? 1 : 0;
  }
  CHECK(writes == 1);
}

TEST_CASE("a full disk leaves the ledger as it was", "[registry]") {
  MemoryFileSystem files;
  append_forecasts(files, run_at(1), two_symbols());
  const std::string before = files.read(kFile);
  files.disk().restart();
  append_forecasts(files, run_at(2), two_symbols());
  const auto log = files.disk().log();
  int struck = 0;
  for (std::size_t call = 0; call < log.size(); ++call) {
    if (log[call].rfind("write", 0) != 0 && log[call].rfind("sync", 0) != 0) {
      continue;
    }
    MemoryFileSystem again;
    again.replace(kFile, before);
    again.disk().restart();
    again.disk().set_fault(
        {static_cast<int>(call) + 1, SimulatedDisk::Fate::kError, ENOSPC, false});
    CHECK_THROWS_AS(append_forecasts(again, run_at(2), two_symbols()), IoError);
    again.disk().restart();
    CHECK(again.read(kFile) == before);
    ++struck;
  }
  CHECK(struck >= 2);
}

TEST_CASE("wherever a power cut tears the last line, the others stay and later runs go on",
          "[registry]") {
  MemoryFileSystem source;
  append_forecasts(source, run_at(1), two_symbols());
  const std::string whole = source.read(kFile);
  const std::size_t first = whole.find('\n') + 1;
  for (std::size_t length = first; length <= whole.size(); ++length) {
    CAPTURE(length);
    MemoryFileSystem files;
    RecordingSink events;
    files.replace(kFile, whole.substr(0, length));
    const bool second_whole = length + 1 >= whole.size();  // at most its line end is missing
    const bool torn = length > first && !second_whole;
    CHECK(read_ledger(files, "v1.2.0", events).size() == (second_whole ? 2 : 1));
    CHECK(events.all<Warning>().size() == (torn ? 1 : 0));
    append_forecasts(files, run_at(2), two_symbols());
    const auto entries = read_ledger(files, "v1.2.0", events);
    CHECK(entries.size() == (second_whole ? 4 : 3));
    CHECK(entries.back() == LedgerEntry{run_at(2), two_symbols()[1]});
  }
}

TEST_CASE("a line that is damaged is refused with file and number", "[registry]") {
  MemoryFileSystem files;
  append_forecasts(files, run_at(1), two_symbols());
  const std::string good = files.read(kFile);
  const std::string first = good.substr(0, good.find('\n') + 1);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string line = first;
    const auto at = line.find(from);
    REQUIRE(at != std::string::npos);
    line.replace(at, from.size(), to);
    return good + line + good;
  };
  for (const auto& text :
       {with("{", ""), with("\"format_version\":1", "\"format_version\":2"),
        with("\"format_version\":1,", ""), with("\"model\":\"v1.2.0\",", ""),
        with("\"symbol\"", "\"symbl\""), with("2024-10-06T00:00:00Z", "2024-13-06T00:00:00Z"),
        with("[0.25]", "[]"), with("[0.25]", "[\"0.25\"]"), with("[0.25]", "0.25"),
        with("\"time\":\"2024-10-05T00:00:00Z\",", ""),
        with("\"symbol\":\"A\"", "\"symbol\":\"A\",\"symbol\":\"B\""), good + "[]\n" + good,
        good + std::string("\0\xff\n", 3) + good}) {
    CAPTURE(text);
    CHECK_THAT(refusal(text), ContainsSubstring(kFile + ":3"));
  }
}

TEST_CASE("a name that is no model's has no ledger", "[registry]") {
  MemoryFileSystem files;
  for (const std::string name : {"../x", "", "a/b", "."}) {
    CHECK_THROWS_AS(ledger_file(name), IntegrityError);
  }
  CHECK(files.writes() == 0);
}

TEST_CASE("only a forecast made before its outcome counts as one", "[registry]") {
  const LedgerEntry entry{run_at(5), {"", day(4), std::nullopt, {0.5F}}};
  CHECK(made_before_outcome(entry, day(6)));
  CHECK_FALSE(made_before_outcome(entry, day(5)));
  CHECK_FALSE(made_before_outcome(entry, day(4)));
}

TEST_CASE("a number is written short and reads back as the same float", "[registry][property]") {
  CHECK(shortest(as_written(0.1F)) == "0.1");
  CHECK(shortest(as_written(0.49767444F)) == "0.49767444");
  Rng rng(5);
  for (int i = 0; i < 10'000; ++i) {
    const auto bits = static_cast<std::uint32_t>(rng.next());
    float value = 0.0F;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value)) {
      CHECK(static_cast<float>(as_written(value)) == value);
    }
  }
}
