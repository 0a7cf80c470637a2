// SPDX-License-Identifier: MIT
// The log of a registry: what it tells, and what happens when it cannot be trusted or written.
#include <cerrno>

#include "mlpipe/registry/model_registry.hpp"

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

TEST_CASE("history tells what was live when", "[registry]") {
  RegistryWorld world;
  const auto begin = world.clock.now();
  world.promote_model(1);  // a day after the beginning
  world.promote_model(2);
  world.rollback();
  const auto trail = read_audit(world.files);
  const auto day = [&](int days) { return begin + std::chrono::hours(24 * days); };
  CHECK(live_at(trail, begin).empty());
  CHECK(live_at(trail, day(1)) == "v1.0.0");
  CHECK(live_at(trail, day(2) - std::chrono::seconds(1)) == "v1.0.0");
  CHECK(live_at(trail, day(2)) == "v1.1.0");
  CHECK(live_at(trail, day(9)) == "v1.0.0");
}

TEST_CASE("who waits for the lock in vain is told who has it", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  const auto lock = world.files.try_lock(
      "registry.lock",
      R"({"pid":12,"host":"h2","user":"bob","command":"mlpipe train","since":"s"})");
  REQUIRE(lock);
  CHECK_THROWS_WITH(world.rollback(), ContainsSubstring("process 12") && ContainsSubstring("bob") &&
                                          ContainsSubstring("mlpipe train"));
  CHECK_THROWS_AS(world.rollback(), BusyError);
  CHECK(world.registry().current() == "v1.0.0");  // readers do not wait
}

TEST_CASE("an edited, cut or shuffled log is found out and stops what writes", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.promote_model(2);
  const std::string log = world.files.read("audit.jsonl");
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < log.size();) {
    const auto end = log.find('\n', at) + 1;
    lines.push_back(log.substr(at, end - at));
    at = end;
  }
  REQUIRE(lines.size() == 4);
  std::string edited = log;
  edited.replace(edited.find("ada"), 3, "eve");
  const std::vector<std::string> forgeries = {
      edited,
      lines[0] + lines[2] + lines[3],
      lines[0] + lines[2] + lines[1] + lines[3],
      lines[0] + lines[1],
      "",
      lines[0] + "not json\n" + lines[1],
      lines[0] + lines[0] + lines[1] + lines[2] + lines[3],
  };
  for (const auto& forgery : forgeries) {
    CAPTURE(forgery);
    world.files.replace("audit.jsonl", forgery);
    CHECK_THROWS_AS(world.rollback(), IntegrityError);
    CHECK(world.registry().current() == "v1.1.0");
    CHECK_FALSE(world.registry().verify_all().back().problems.empty());
  }
  SECTION("an emergency may go on without it, and that is found later") {
    RollbackRequest request;
    request.unlogged = true;
    const auto outcome = world.registry().rollback(request);
    CHECK(outcome.switched);
    CHECK_FALSE(outcome.logged);
    CHECK(world.registry().current() == "v1.0.0");
    world.files.replace("audit.jsonl", log);
    CHECK(world.registry().repair().size() == 1);
    CHECK(read_audit(world.files).records.back().to == "v1.0.0");
  }
}

TEST_CASE("a torn end of the log is put aside", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.files.append("audit.jsonl", R"({"format_version":1,"seq":3,"ti)");
  CHECK_FALSE(world.registry().verify_all().back().problems.empty());
  CHECK(world.registry().repair().size() == 1);
  CHECK(world.problems().empty());
  CHECK(world.files.read("audit.torn-" + to_compact(world.clock.now())).substr(0, 20) ==
        R"({"format_version":1,)");
  CHECK(world.promote_model(2).switched);
}

TEST_CASE("order comes from the sequence, whatever the clock says", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.stage(2);
  world.clock.advance(-std::chrono::hours(1000));
  (void)world.registry().promote({});
  (void)world.registry().rollback({});
  CHECK(world.registry().current() == "v1.0.0");
  CHECK(world.problems().empty());
}

TEST_CASE("on a full disk an emergency rollback works, also after a run that died", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.promote_model(2);
  world.stage(3);
  auto& disk = world.files.disk();
  const auto upon = [&disk](const std::string& call, SimulatedDisk::Fate fate) {
    disk.restart();
    disk.before_each([&disk, call, fate](int number) {
      if (disk.log().back() == call) {
        disk.set_fault({number, fate, ENOSPC, false});
      }
    });
  };
  upon("rename production", SimulatedDisk::Fate::kKill);
  CHECK_THROWS_AS(world.promote(), Error);  // its intent stays open
  upon("open-append audit.jsonl", SimulatedDisk::Fate::kError);
  CHECK_THROWS_WITH(world.rollback(), ContainsSubstring("No space left"));
  CHECK(world.registry().current() == "v1.1.0");
  RollbackRequest request;
  request.unlogged = true;
  CHECK_FALSE(world.registry().rollback(request).logged);
  CHECK(world.registry().current() == "v1.0.0");
  disk.restart();
  CHECK_FALSE(world.registry().repair().empty());
  CHECK(world.problems().empty());
  CHECK(live_at(read_audit(world.files), Timestamp::max()) == "v1.0.0");
}

TEST_CASE("a reason too long for the log is wrong use, and changes nothing", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.promote_model(2);
  RollbackRequest request;
  request.reason = std::string(5000, 'x');
  CHECK_THROWS_AS(world.registry().rollback(request), ConfigError);
  CHECK(world.registry().current() == "v1.1.0");
}
