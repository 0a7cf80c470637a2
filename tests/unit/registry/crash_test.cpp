// SPDX-License-Identifier: MIT
// Every system call of every operation that writes: the process dies before it, the call fails, is
// interrupted or does half; the power goes. Afterwards a look from outside must find production
// whole, the old version or the new, and the next run must put the rest right.
#include <cerrno>
#include <functional>

#include "mlpipe/core/text.hpp"

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

using Fate = SimulatedDisk::Fate;
using Cut = SimulatedDisk::Cut;

struct Operation {
  std::string name;
  std::function<void(RegistryWorld&)> prepare;
  std::function<void(RegistryWorld&)> run;
  std::string before;  ///< version in production
  std::string after;
  std::string model;  ///< in production once all is done; a retry may have another number
};

void prune_to_one(RegistryWorld& world) {
  world.clock.advance(std::chrono::hours(48));
  PruneRequest request;
  request.keep = 1;
  (void)world.registry().prune(request);
}

/// A world whose last promotion died at its switch: what comes next has to recover.
void die_at_switch(RegistryWorld& world) {
  world.promote_model(1);
  world.stage(2);
  RegistryWorld rehearsal(world.files.disk().clone());
  rehearsal.files.disk().restart();
  rehearsal.promote();
  const auto& log = rehearsal.files.disk().log();
  const auto at = std::find(log.begin(), log.end(), "rename production") - log.begin();
  world.files.disk().restart();
  world.files.disk().set_fault({static_cast<int>(at) + 1, Fate::kKill, 0, false});
  CHECK_THROWS_AS(world.promote(), Error);
  world.files.disk().restart();
}

std::vector<Operation> operations() {
  const auto two = [](RegistryWorld& world) {
    world.promote_model(1);
    world.promote_model(2);
  };
  const auto three = [two](RegistryWorld& world) {
    two(world);
    world.promote_model(3);
    world.rollback();
    world.clock.advance(std::chrono::hours(48));
  };
  return {
      {"first promotion", [](RegistryWorld& world) { world.stage(1); },
       [](RegistryWorld& world) { (void)world.promote(); }, "", "v1.0.0", "model 1"},
      {"promotion",
       [](RegistryWorld& world) {
         world.promote_model(1);
         world.stage(2);
       },
       [](RegistryWorld& world) { (void)world.promote(); }, "v1.0.0", "v1.1.0", "model 2"},
      {"rollback", two, [](RegistryWorld& world) { (void)world.rollback(); }, "v1.1.0", "v1.0.0",
       "model 1"},
      {"prune", three, prune_to_one, "v1.1.0", "v1.1.0", "model 2"},
      {"recovery", die_at_switch, [](RegistryWorld& world) { (void)world.registry().repair(); },
       "v1.0.0", "v1.0.0", "model 1"},
      {"recovery of a torn log",
       [two](RegistryWorld& world) {
         two(world);
         world.files.append("audit.jsonl", "{\"format");
       },
       [](RegistryWorld& world) { (void)world.registry().repair(); }, "v1.1.0", "v1.1.0",
       "model 2"},
      {"migration of a folder",
       [two](RegistryWorld& world) {
         two(world);
         for (const auto& file : world.files.list("archive/v1.1.0")) {
           world.files.replace("copy/" + file, world.files.read("archive/v1.1.0/" + file));
         }
         world.files.remove_all("production");
         world.files.move_new("copy", "production");
       },
       [](RegistryWorld& world) { (void)world.registry().repair(); }, "v1.1.0", "v1.1.0",
       "model 2"},
  };
}

/// What an independent reader sees: the version that production resolves to, whole; empty: none.
std::string whole_production(const FileSystem& files) {
  if (!files.exists("production")) {
    return "";
  }
  const auto metadata = nlohmann::json::parse(files.read("production/metadata.json"));
  const std::string name = "v" + metadata.at("version").get<std::string>();
  RegistryWorld::check_model(files.read("production/model.ubj"), metadata);
  CHECK(files.read("production/model_" + name + ".ubj") == files.read("production/model.ubj"));
  return name;
}

/// -1: it said that nothing was switched; 1: that it was; 0: nothing (it died).
int try_it(const Operation& operation, RegistryWorld& world) {
  try {
    operation.run(world);
    return 1;
  } catch (const NotDurableError&) {
    return 1;
  } catch (const Error&) {
    return -1;
  }
}

/// The next run repairs, finds all well, and the same operation succeeds.
void check_next_run(const Operation& operation, RegistryWorld& world) {
  (void)world.registry().repair();
  for (const auto& outcome : world.registry().verify_all()) {
    CAPTURE(outcome.subject, join(outcome.problems, "; "));
    CHECK(outcome.problems.empty());
  }
  CHECK(world.files.list(".incoming").empty());
  const bool rolled_back =
      operation.name == "rollback" && world.registry().current() == operation.after;
  if (rolled_back) {
    CHECK_THROWS_AS(operation.run(world), NotFoundError);  // nothing further to go back to
  } else {
    operation.run(world);
  }
  CHECK(world.files.read("production/model.ubj") == operation.model);
  const std::string live = whole_production(world.files);
  CHECK(live == operation.after);  // a promotion that died and is repeated skips no number
  CHECK(world.files.read("VERSION") == live.substr(1) + "\n");
  CHECK(world.registry().repair().empty());
  for (const auto& outcome : world.registry().verify_all()) {
    CAPTURE(outcome.subject, join(outcome.problems, "; "));
    CHECK(outcome.problems.empty());
  }
}

void check_state(const Operation& operation, RegistryWorld& world, int said) {
  const std::string live = whole_production(world.files);
  CHECK((live == operation.before || live == operation.after));
  if (operation.before != operation.after) {
    CHECK((said != 1 || live == operation.after));
    CHECK((said != -1 || live == operation.before));
  }
}

bool starts(const std::string& call, const char* with) {
  return call.rfind(with, 0) == 0;
}

/// Dying before a call that only looks leaves the disk as dying before the next one that acts does.
bool only_looks(const std::string& call) {
  return starts(call, "lstat ") || starts(call, "stat ") || starts(call, "fstat ") ||
         starts(call, "open ") || starts(call, "open-folder ") || starts(call, "read ") ||
         starts(call, "readlink ") || starts(call, "list ") || starts(call, "close ");
}

struct Fault {
  Fate fate;
  int error;
};
std::vector<Fault> faults_of(const std::string& call) {
  if (only_looks(call)) {
    return starts(call, "read ")
               ? std::vector<Fault>{{Fate::kError, EIO}, {Fate::kInterrupt, 0}, {Fate::kShort, 0}}
               : std::vector<Fault>{{Fate::kError, EIO}, {Fate::kInterrupt, 0}};
  }
  std::vector<Fault> faults = {
      {Fate::kKill, 0}, {Fate::kError, ENOSPC}, {Fate::kError, EIO}, {Fate::kInterrupt, 0}};
  if (starts(call, "write ")) {
    faults.push_back({Fate::kShort, 0});
  }
  return faults;
}

SimulatedDisk prepared(const Operation& operation) {
  RegistryWorld world;
  operation.prepare(world);
  auto disk = world.files.disk().clone();
  disk.power_cut(Cut::kKeepAll);  // all that was before is on the disk
  return disk;
}

std::vector<std::string> calls_of(const Operation& operation, const SimulatedDisk& before) {
  RegistryWorld world(before.clone());
  world.files.disk().restart();
  operation.run(world);
  return world.files.disk().log();
}

}  // namespace

TEST_CASE("a process that dies, a call that fails, halts or does half: production is old or new",
          "[registry][crash]") {
  int points = 0;
  for (const auto& operation : operations()) {
    const auto before = prepared(operation);
    const auto calls = calls_of(operation, before);
    for (std::size_t call = 0; call < calls.size(); ++call) {
      for (const auto& [fate, error] : faults_of(calls[call])) {
        if (points++ % kPointStride != 0) {
          continue;
        }
        CAPTURE(operation.name, call, calls[call], static_cast<int>(fate), error);
        RegistryWorld world(before.clone());
        world.files.disk().restart();
        world.files.disk().set_fault({static_cast<int>(call) + 1, fate, error, false});
        int said = try_it(operation, world);
        said = fate == Fate::kKill ? 0 : said;
        if (fate == Fate::kInterrupt || fate == Fate::kShort) {
          CHECK(said == 1);  // nothing but a reason to go on
        }
        world.files.disk().restart();
        check_state(operation, world, said);
        check_next_run(operation, world);
      }
    }
  }
  INFO(points << " points");
  CHECK(points >= 1000);
}

TEST_CASE("a power cut at any call leaves the old version or the new, and what was said stays",
          "[registry][crash]") {
  int points = 0;
  for (const auto& operation : operations()) {
    const auto before = prepared(operation);
    const auto calls = calls_of(operation, before);
    for (std::size_t call = 0; call <= calls.size(); ++call) {
      if (call < calls.size() && only_looks(calls[call])) {
        continue;
      }
      for (std::uint64_t variant = 0; variant < 5; ++variant) {
        if (points++ % kPointStride != 0) {
          continue;
        }
        CAPTURE(operation.name, call, variant);
        RegistryWorld world(before.clone());
        world.files.disk().restart();
        world.files.disk().set_fault({static_cast<int>(call) + 1, Fate::kKill, 0, false});
        const int said = try_it(operation, world);
        const bool died = world.files.disk().struck();
        world.files.disk().power_cut(variant == 0   ? Cut::kLoseAll
                                     : variant == 1 ? Cut::kKeepAll
                                                    : Cut::kMixed,
                                     variant);
        check_state(operation, world, died ? 0 : said);
        check_next_run(operation, world);
      }
    }
  }
  INFO(points << " points");
  CHECK(points >= 1000);
}
