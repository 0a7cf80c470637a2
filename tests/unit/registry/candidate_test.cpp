// SPDX-License-Identifier: MIT
#include "mlpipe/registry/candidate.hpp"

#include <cerrno>

#include "mlpipe/core/sha256.hpp"

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

using Names = std::vector<std::string>;

void publish(RegistryWorld& world, const std::string& name, const std::string& model) {
  CandidateWriter writer(world.files, world.clock, world.events, world.actor, name, world.wait());
  writer.add("b.ubj", model);
  writer.add("a.json", "{}");
  writer.add_link("model.ubj", "b.ubj");
  writer.publish();
}

}  // namespace

TEST_CASE("a published candidate has its files, links, sums and the staging link", "[registry]") {
  RegistryWorld world;
  const auto& files = world.files;
  {
    CandidateWriter writer(world.files, world.clock, world.events, world.actor, "one",
                           world.wait());
    CHECK(writer.add("b.ubj", "bytes") == sha256_hex("bytes"));
    CHECK(writer.read_back("b.ubj") == "bytes");
    writer.add("a.json", "{}");
    writer.add_link("model.ubj", "b.ubj");
    CHECK(files.list("candidates").empty());
    writer.publish();
    CHECK(writer.folder() == "candidates/one");
  }
  CHECK(files.read_link("staging") == "candidates/one");
  CHECK(files.read("staging/model.ubj") == "bytes");
  CHECK(files.read("staging/SHA256SUMS") ==
        sha256_hex("{}") + "  a.json\n" + sha256_hex("bytes") + "  b.ubj\n");
  CHECK(files.list(".incoming").empty());
}

TEST_CASE("a candidate that is not published leaves nothing", "[registry]") {
  RegistryWorld world;
  publish(world, "one", "old");
  {
    CandidateWriter writer(world.files, world.clock, world.events, world.actor, "two",
                           world.wait());
    writer.add("b.ubj", "new");
  }
  CHECK(world.files.list(".incoming").empty());
  CHECK(world.files.list("candidates") == Names{"one"});
  CHECK(world.files.read("staging/b.ubj") == "old");
}

TEST_CASE("two that train at once do not share a folder", "[registry]") {
  RegistryWorld world;
  CandidateWriter first(world.files, world.clock, world.events, world.actor, "one", world.wait());
  CHECK_THROWS_AS(publish(world, "one", "other"), BusyError);
  first.add("b.ubj", "first");
  first.publish();
  CHECK(world.files.read("staging/b.ubj") == "first");
}

TEST_CASE("whichever call fails, staging names the old candidate or the new, whole", "[registry]") {
  RegistryWorld before;
  publish(before, "one", "old");
  RegistryWorld clean(before.files.disk().clone());
  clean.files.disk().restart();
  publish(clean, "two", "new");
  const int calls = clean.files.disk().calls();
  REQUIRE(calls > 40);
  for (int call = 1; call <= calls; ++call) {
    CAPTURE(call, clean.files.disk().log()[static_cast<std::size_t>(call - 1)]);
    RegistryWorld world(before.files.disk().clone());
    world.files.disk().restart();
    world.files.disk().set_fault({call, SimulatedDisk::Fate::kError, ENOSPC, true});
    bool failed = false;
    try {
      publish(world, "two", "new");
    } catch (const Error&) {
      failed = true;
    }
    world.files.disk().restart();
    const std::string model = world.files.read("staging/b.ubj");
    CHECK((model == "old" || model == "new"));
    CHECK((failed || model == "new"));
    // With a disk that stays broken its litter stays, too; the next run takes it away.
    publish(world, "three", "newer");
    CHECK(world.files.list(".incoming") ==
          (world.files.exists(".incoming/two") ? Names{"two"} : Names{}));
    CHECK(world.files.read("staging/b.ubj") == "newer");
  }
}

TEST_CASE("a name is used once; what a killed run left under it is cleared", "[registry]") {
  RegistryWorld world;
  publish(world, "one", "old");
  publish(world, "one", "new");
  CHECK(world.files.read_link("staging") == "candidates/one-2");
  CHECK(world.files.read("candidates/one/b.ubj") == "old");
  world.files.replace(".incoming/two/left.bin", "x");
  publish(world, "two", "new");
  CHECK_FALSE(world.files.exists("candidates/two/left.bin"));
}

TEST_CASE("a disk that keeps other bytes than it was given is found out", "[registry]") {
  RegistryWorld world;
  world.files.disk().forget(
      [](const std::string& call) { return call.rfind("write .incoming/one/.mlpipe", 0) == 0; });
  CHECK_THROWS_AS(publish(world, "one", "bytes"), IntegrityError);
  world.files.disk().forget(nullptr);
  CHECK(world.files.list("candidates").empty());
  CHECK(world.files.list(".incoming").empty());
}
