// SPDX-License-Identifier: MIT
// What the syncs, the checks and the lock are for: take away any one of them, and the tests of a
// crash go red. Each variant is the product on a disk that forgets one kind of call, or on a check
// that always says yes.
#include <algorithm>

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

using Cut = SimulatedDisk::Cut;
using Fate = SimulatedDisk::Fate;
using Forget = std::function<bool(const std::string& call)>;

bool starts(const std::string& text, const std::string& with) {
  return text.rfind(with, 0) == 0;
}

/// Empty if a look from outside finds production whole and one of the two; else what is wrong.
std::string complaint(RegistryWorld& world, const std::string& before, const std::string& after) {
  try {
    const std::string live = world.registry().current();
    if (live != before && live != after) {
      return "production is " + live;
    }
    const auto trail = read_audit(world.files);
    if (!live.empty()) {
      const auto problems = world.registry().verify(live).problems;
      if (!problems.empty()) {
        return problems.front();
      }
      const bool known = std::any_of(trail.records.begin(), trail.records.end(),
                                     [&](const AuditRecord& r) { return r.to == live; });
      return known ? "" : "the log knows nothing of " + live;
    }
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

/// Power cuts at every call of the second promotion, on a disk that forgets.
/// @param stride  of calls and seeds together
/// @return the first complaint; empty: none
std::string first_complaint(const Forget& forget, int stride = 1) {
  RegistryWorld first;
  first.promote_model(1);
  first.stage(2);
  auto before = first.files.disk().clone();
  before.power_cut(Cut::kKeepAll);
  RegistryWorld rehearsal(before.clone());
  rehearsal.files.disk().restart();
  rehearsal.files.disk().forget(forget);
  rehearsal.promote();
  const int calls = rehearsal.files.disk().calls();
  int point = 0;
  for (int call = 1; call <= calls + 1; ++call) {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      if (point++ % stride != 0) {
        continue;
      }
      RegistryWorld world(before.clone());
      auto& disk = world.files.disk();
      disk.restart();
      disk.forget(forget);
      disk.set_fault({call, Fate::kKill, 0, false});
      bool said_done = false;
      try {
        world.promote();
        said_done = true;
      } catch (const Error&) {
      }
      disk.power_cut(seed == 0 ? Cut::kLoseAll : Cut::kMixed, seed);
      disk.forget(nullptr);
      const std::string found = complaint(world, said_done ? "v1.1.0" : "v1.0.0", "v1.1.0");
      if (!found.empty()) {
        return found;
      }
    }
  }
  return "";
}

struct Variant {
  const char* name;
  Forget forget;
};

std::vector<Variant> sync_variants() {
  return {
      {"no sync of the version's files",
       [](const std::string& call) { return starts(call, "sync .incoming/v1.1.0/"); }},
      {"no sync of the version's folder",
       [](const std::string& call) { return call == "sync .incoming/v1.1.0"; }},
      {"no sync of the archive", [](const std::string& call) { return call == "sync archive"; }},
      {"no sync of the models folder", [](const std::string& call) { return call == "sync ."; }},
      {"no sync of the log", [](const std::string& call) { return call == "sync audit.jsonl"; }},
  };
}

}  // namespace

TEST_CASE("with every sync in place no power cut leads to a complaint", "[registry][crash]") {
  CHECK(first_complaint(nullptr, kPointStride) == "");
}

TEST_CASE("without any one sync a power cut does harm, and it is seen", "[registry][crash]") {
  for (const auto& variant : sync_variants()) {
    CAPTURE(variant.name);
    CHECK_FALSE(first_complaint(variant.forget).empty());
  }
}

TEST_CASE("without the check of what was written a lying disk gets into production",
          "[registry][crash]") {
  const auto lies = [](const std::string& call) {
    return starts(call, "write .incoming/v1.0.0/.mlpipe");
  };
  RegistryWorld world;
  world.stage(1);
  world.files.disk().forget(lies);
  CHECK_THROWS_AS(world.promote(), IntegrityError);
  CHECK(world.registry().current().empty());
}

TEST_CASE("without the check of the model one that does not load gets into production",
          "[registry][crash]") {
  const auto promote = [](const ModelCheck& check) {
    RegistryWorld world;
    world.stage(1);
    const std::string broken = "no model at all";
    // Consistent on the disk, and still no model.
    auto metadata = example_metadata();
    metadata["model"] = {{"file", "model_1.ubj"}, {"sha256", sha256_hex(broken)}, {"bytes", 15}};
    world.publish("c2", broken, metadata);
    world.judge("c2", broken, "PROMOTE");
    ModelRegistry registry(world.files, world.clock, world.events, world.actor, check,
                           world.wait());
    (void)registry.promote({});
    return registry.current();
  };
  CHECK_THROWS_AS(promote(&RegistryWorld::check_model), IntegrityError);
  CHECK(promote([](std::string_view, const nlohmann::json&) {}) == "v1.0.0");
}

TEST_CASE("without the lock two that write at once break the log, and it is seen",
          "[registry][crash]") {
  /// One process promotes; before one of its calls another rolls back.
  const auto both = [](int call, bool locked) {
    RegistryWorld world;
    world.promote_model(1);
    world.promote_model(2);
    world.stage(3);
    auto& disk = world.files.disk();
    disk.restart();
    if (!locked) {
      disk.forget([](const std::string& line) { return line == "lock registry.lock"; });
    }
    disk.before_each([&](int now) {
      if (now == call) {
        RegistryWorld other(disk);
        try {
          (void)other.registry().rollback({});
        } catch (const Error&) {
        }
      }
    });
    try {
      world.promote();
    } catch (const Error&) {
    }
    const int calls = disk.calls();
    disk.restart();
    disk.forget(nullptr);
    std::string found;
    for (const auto& outcome : world.registry().verify_all()) {
      found += outcome.problems.empty() ? "" : outcome.problems.front();
    }
    return std::make_pair(calls, found);
  };
  const int calls = both(0, true).first;
  bool harmed = false;
  for (int call = 1; call <= calls; ++call) {
    CAPTURE(call);
    CHECK(both(call, true).second.empty());
    harmed = harmed || !both(call, false).second.empty();
  }
  CHECK(harmed);
}
