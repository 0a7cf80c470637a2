// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/outbox.hpp"

#include <cerrno>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"

#include "record_example.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;
using namespace mlpipe::tracking;
using fixture::at;
using fixture::child_of;
using fixture::example;
using fixture::uid;
using testing::MemoryFileSystem;
using testing::SimulatedDisk;
using Fate = SimulatedDisk::Fate;
using Cut = SimulatedDisk::Cut;

namespace {

constexpr const char* kFolder = ".mlpipe/outbox";

std::vector<OutboxEntry> entries(const Outbox& outbox) {
  std::vector<std::string> notes;
  auto found = outbox.entries(notes);
  CHECK(notes == std::vector<std::string>{});
  return found;
}

RunRecord small(char letter) {
  RunRecord run;
  run.uid = uid(letter);
  run.name = std::string("run ") + letter;
  run.artifacts = {{"/data/report.md", "a/report.md"}};
  return run;
}

/// What the disk holds for a kept run: its name and the bytes of its artifact; "none" or "broken".
std::string look(MemoryFileSystem& files) {
  const Outbox outbox(files, kFolder);
  std::vector<std::string> notes;
  const auto found = outbox.entries(notes);
  if (!notes.empty() || found.size() > 1) {
    return "broken";
  }
  if (found.empty()) {
    return "none";
  }
  const auto& run = found[0].run;
  return run.artifacts.size() == 1 ? run.name + ": " + files.read(run.artifacts[0].file) : "broken";
}

}  // namespace

TEST_CASE("an outbox that was not used is nowhere", "[tracking][outbox]") {
  MemoryFileSystem files;
  Outbox outbox(files, kFolder);
  CHECK(outbox.size() == 0);
  CHECK(entries(outbox).empty());
  CHECK(outbox.try_lock() == nullptr);
  outbox.remove(uid('a'));
  CHECK(files.writes() == 0);
}

TEST_CASE("a kept run outlives the files it was made of", "[tracking][outbox]") {
  MemoryFileSystem files;
  fixture::write_artifacts(files);
  Outbox outbox(files, kFolder);
  auto run = example();
  run.metrics.clear();  // NaN is not equal to itself
  run.children = {child_of(run, 'b')};
  run.children[0].artifacts = {{"/data/report.md", "report.md"}, {"/data/report.md", "../x"}};
  run.artifacts.push_back({"", "plots/a.svg", "<svg/>"});
  outbox.keep(run);
  files.remove_all("/data");
  CHECK(outbox.size() == 1);
  const auto found = entries(outbox);
  REQUIRE(found.size() == 1);
  CHECK(found[0].uid == run.uid);
  const auto& kept = found[0].run;
  CHECK(files.read(kept.artifacts.at(0).file) == std::string("model\0bytes", 11));
  CHECK(files.read(kept.artifacts.at(1).file) == "# Report\n");
  CHECK(files.read(kept.artifacts.at(2).file) == "<svg/>");
  CHECK(files.read(kept.children.at(0).artifacts.at(1).file) == "# Report\n");
  auto expected = run;
  expected.artifacts = kept.artifacts;
  expected.children[0].artifacts = kept.children[0].artifacts;
  CHECK(kept == expected);
  CHECK(kept.artifacts[0].path == "model/model.ubj");
  CHECK(kept.children[0].artifacts[1].path == "../x");

  // What a file names is relative, so that the outbox may be moved.
  files.move_new(".mlpipe/outbox", "elsewhere");
  const auto moved = entries(Outbox(files, "elsewhere"));
  CHECK(files.read(moved.at(0).run.artifacts.at(1).file) == "# Report\n");
}

TEST_CASE("runs wait in the order of their start and go one by one", "[tracking][outbox]") {
  MemoryFileSystem files;
  fixture::write_artifacts(files);
  Outbox outbox(files, kFolder);
  for (const auto& [letter, start] : {std::pair{'a', 3}, {'b', 1}, {'c', 2}}) {
    auto run = small(letter);
    run.start = at(start);
    outbox.keep(run);
  }
  auto found = entries(outbox);
  REQUIRE(found.size() == 3);
  CHECK(found[0].uid == uid('b'));
  CHECK(found[1].uid == uid('c'));
  CHECK(found[2].uid == uid('a'));
  outbox.remove(uid('c'));
  CHECK(outbox.size() == 2);
  CHECK(entries(outbox).size() == 2);
  CHECK(files.list(kFolder).size() == 2);
}

TEST_CASE("a run kept again replaces itself, also from its own copies", "[tracking][outbox]") {
  MemoryFileSystem files;
  fixture::write_artifacts(files);
  Outbox outbox(files, kFolder);
  outbox.keep(small('a'));
  auto run = entries(outbox).at(0).run;
  files.remove_all("/data");
  run.name = "again";
  outbox.keep(run);
  CHECK(look(files) == "again: # Report\n");
  CHECK(files.list(kFolder) == std::vector<std::string>{uid('a')});
}

TEST_CASE("a run that grows while it waits keeps what it had", "[tracking][outbox]") {
  MemoryFileSystem files;
  files.replace("/data/report.md", "monday");
  Outbox outbox(files, kFolder);
  RunRecord model = small('a');
  model.artifacts.clear();
  model.metrics = {{"psi", 0.1, 0, at(1)}};
  model.children = {small('b')};
  outbox.keep(model);
  const auto monday = entries(outbox);

  files.replace("/data/report.md", "tuesday");
  model.metrics = {{"psi", 0.2, 1, at(2)}};
  model.children = {small('c')};
  outbox.keep(model);
  const auto both = entries(outbox);
  REQUIRE(both.size() == 1);
  CHECK(both[0].run.metrics.size() == 2);
  REQUIRE(both[0].run.children.size() == 2);
  CHECK(files.read(both[0].run.children[0].artifacts[0].file) == "monday");
  CHECK(files.read(both[0].run.children[1].artifacts[0].file) == "tuesday");

  // Monday's was delivered meanwhile: what came on top has still to go.
  outbox.remove_delivered(monday[0]);
  CHECK(outbox.size() == 1);
  outbox.remove_delivered(both[0]);
  CHECK(outbox.size() == 0);
}

TEST_CASE("an artifact that is gone is left out and named", "[tracking][outbox]") {
  MemoryFileSystem files;
  fixture::write_artifacts(files);
  Outbox outbox(files, kFolder);
  auto run = small('a');
  run.artifacts.push_back({"/data/gone", "gone.csv"});
  outbox.keep(run);
  auto kept = entries(outbox).at(0).run;
  CHECK(kept.artifacts.size() == 1);
  CHECK(kept.tags.at(0) ==
        std::pair<std::string, std::string>("mlpipe.missing_artifacts", "gone.csv"));
  kept.artifacts.push_back({"/data/lost", "lost.csv"});
  outbox.keep(kept);
  CHECK(entries(outbox).at(0).run.tags.at(0).second == "gone.csv, lost.csv");
}

TEST_CASE("what cannot be read is named, and the rest is read", "[tracking][outbox]") {
  MemoryFileSystem files;
  fixture::write_artifacts(files);
  Outbox outbox(files, kFolder);
  for (const char letter : {'a', 'b', 'c', 'd', 'e'}) {
    outbox.keep(small(letter));
  }
  const std::filesystem::path folder = kFolder;
  files.replace(folder / uid('a') / "run.json", "{\"uid\":");
  files.remove_all(folder / uid('b') / "run.json");
  files.replace(folder / uid('c') / "run.json", files.read(folder / uid('d') / "run.json"));
  auto record = nlohmann::json::parse(files.read(folder / uid('e') / "run.json"));
  record["artifacts"][0]["file"] = "artifacts/../../../../etc/passwd";
  files.replace(folder / uid('e') / "run.json", record.dump());
  std::vector<std::string> notes;
  const auto found = outbox.entries(notes);
  REQUIRE(found.size() == 1);
  CHECK(found[0].uid == uid('d'));
  REQUIRE(notes.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK_THAT(notes[i], ContainsSubstring("run.json") && ContainsSubstring("left out"));
  }
  CHECK_THAT(notes[2], ContainsSubstring("is of the run"));
  CHECK_THAT(notes[3], ContainsSubstring("outside its folder"));
}

TEST_CASE("a uid that is no name of a folder is refused", "[tracking][outbox]") {
  MemoryFileSystem files;
  Outbox outbox(files, kFolder);
  for (const char* bad : {"", ".", "..", "a/b", "../a", ".lock"}) {
    INFO(bad);
    RunRecord run;
    run.uid = bad;
    CHECK_THROWS_AS(outbox.keep(run), IoError);
    CHECK_THROWS_AS(outbox.remove(bad), IoError);
  }
  CHECK(files.writes() == 0);
}

TEST_CASE("one process at a time delivers", "[tracking][outbox]") {
  MemoryFileSystem files;
  fixture::write_artifacts(files);
  Outbox one(files, kFolder), other(files, kFolder);
  one.keep(small('a'));
  auto held = one.try_lock();
  CHECK(held != nullptr);
  CHECK(other.try_lock() == nullptr);
  held.reset();
  CHECK(other.try_lock() != nullptr);
  CHECK(one.size() == 1);
  CHECK(entries(one).size() == 1);
}

TEST_CASE("whoever delivers clears what a killed removal left", "[tracking][outbox]") {
  MemoryFileSystem files;
  fixture::write_artifacts(files);
  Outbox outbox(files, kFolder);
  outbox.keep(small('a'));
  const std::filesystem::path folder = kFolder;
  files.move_new(folder / uid('a'), folder / (".gone-" + uid('a')));
  CHECK(outbox.size() == 0);
  (void)outbox.try_lock();
  CHECK(files.list(folder) == std::vector<std::string>{".lock"});
}

TEST_CASE("wherever a keep or a removal ends, what has a name is whole", "[tracking][outbox]") {
  struct Operation {
    std::string name;
    bool kept_before;
    std::string before, after;
    void (*run)(Outbox&);
  };
  const auto keep = [](Outbox& outbox) { outbox.keep(small('a')); };
  const std::vector<Operation> operations{
      {"first keep", false, "none", "run a: # Report\n", keep},
      {"keep again", true, "old: # Old\n", "run a: # Report\n", keep},
      {"removal", true, "old: # Old\n", "none", [](Outbox& outbox) { outbox.remove(uid('a')); }}};
  for (const auto& operation : operations) {
    MemoryFileSystem files;
    if (operation.kept_before) {
      files.replace("/data/report.md", "# Old\n");
      auto old = small('a');
      old.name = "old";
      Outbox(files, kFolder).keep(old);
    }
    files.replace("/data/report.md", "# Report\n");
    REQUIRE(look(files) == operation.before);
    MemoryFileSystem rehearsal(files.disk().clone());
    rehearsal.disk().restart();
    Outbox tried(rehearsal, kFolder);
    operation.run(tried);
    const int calls = rehearsal.disk().calls();
    REQUIRE(look(rehearsal) == operation.after);
    for (int call = 1; call <= calls; call += testing::kPointStride) {
      for (const Fate fate : {Fate::kKill, Fate::kError}) {
        for (const auto cut : {Cut::kLoseAll, Cut::kKeepAll, Cut::kMixed}) {
          INFO(operation.name << ", call " << call << ", fate " << static_cast<int>(fate)
                              << ", cut " << static_cast<int>(cut));
          MemoryFileSystem world(files.disk().clone());
          world.disk().restart();
          world.disk().set_fault({call, fate, fate == Fate::kError ? EIO : 0, false});
          Outbox outbox(world, kFolder);
          try {
            operation.run(outbox);
          } catch (const Error&) {
            CHECK(world.disk().struck());
          }
          world.disk().power_cut(cut, static_cast<std::uint64_t>(call));
          const std::string seen = look(world);
          CHECK((seen == operation.before || seen == operation.after));
          operation.run(outbox);
          CHECK(look(world) == operation.after);
          CHECK(world.list(kFolder).size() == (operation.after == "none" ? 0 : 1));
        }
      }
    }
  }
}
