// SPDX-License-Identifier: MIT
// Files, links and folders that are not as mlpipe left them.
#include "mlpipe/registry/model_registry.hpp"

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

TEST_CASE("whatever file of a version is damaged, verify names it and rollback refuses",
          "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.promote_model(2);
  const auto damage = GENERATE(0, 1, 2, 3);
  for (const auto& file : world.files.list("archive/v1.0.0")) {
    CAPTURE(file, damage);
    RegistryWorld hurt(world.files.disk().clone());
    const std::string place = "archive/v1.0.0/" + file;
    const bool link = hurt.files.kind(place) == FileSystem::Kind::kLink;
    std::string bytes = hurt.files.read(place);
    if (damage == 0) {
      bytes[bytes.size() / 2] ^= 1;
    } else if (damage == 1) {
      bytes.resize(bytes.size() / 2);
    } else if (damage == 2) {
      bytes.assign(bytes.size(), '\0');
    } else {
      bytes = hurt.files.read("archive/v1.0.0/" +
                              std::string(file == "metrics.json" ? "SHA256SUMS" : "metrics.json"));
    }
    hurt.files.remove_all(place);
    if (link && damage == 3) {
      hurt.files.point_link(place, "metrics.json");
    } else {
      hurt.files.replace(place, bytes);
    }
    const auto problems = hurt.registry().verify("v1.0.0").problems;
    REQUIRE_FALSE(problems.empty());
    // A flipped hash accuses the file that it is of.
    CHECK((file == "SHA256SUMS" || problems.front().find(file) != std::string::npos));
    CHECK_THROWS_AS(hurt.rollback(), IntegrityError);
    CHECK(hurt.registry().current() == "v1.1.0");
  }
}

TEST_CASE("a missing and a foreign file are named", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.files.replace("archive/v1.0.0/extra.txt", "x");
  world.files.remove_all("archive/v1.0.0/metrics.json");
  const auto problems = world.registry().verify("v1.0.0").problems;
  REQUIRE(problems.size() == 2);
  CHECK_THAT(problems[0], ContainsSubstring("metrics.json: is missing"));
  CHECK_THAT(problems[1], ContainsSubstring("extra.txt: does not belong"));
}

TEST_CASE("damaged production is moved to the newest whole version, and that is said",
          "[registry]") {
  RegistryWorld world;
  for (int i = 1; i <= 3; ++i) {
    world.promote_model(i);
  }
  world.files.replace("archive/v1.2.0/model_v1.2.0.ubj", "model 9");
  CHECK_THROWS_WITH(world.registry().repair(), ContainsSubstring("model_v1.2.0.ubj") &&
                                                   ContainsSubstring("from v1.2.0 to v1.1.0"));
  CHECK(world.registry().current() == "v1.1.0");
  CHECK(read_audit(world.files).records.back().operation == "repair");
  CHECK(world.registry().repair().empty());
}

TEST_CASE("links that lead elsewhere are refused, not followed", "[registry]") {
  for (const std::string target :
       {"../../etc", "/etc", "archive", "archive/", "archive/../candidates/c1", "archive/v1.0.0/..",
        "archive/latest", "candidates/c1", "archive/v1.0.0/", "archive/v01.0.0", "archive/1.0.0",
        "production", "archive/v1.0.0\n"}) {
    CAPTURE(target);
    RegistryWorld world;
    world.promote_model(1);
    world.files.remove_all("production");
    world.files.point_link("production", target);
    CHECK_THROWS_AS(world.registry().current(), IntegrityError);
    CHECK_THROWS_AS(world.registry().rollback({}), IntegrityError);
    world.stage(2);
    CHECK_THROWS_AS(world.promote(), IntegrityError);
    CHECK(world.files.read_link("production") == target);
  }
}

TEST_CASE("a staging link that leads elsewhere is refused", "[registry]") {
  for (const std::string target :
       {"../x", "candidates/../archive/v1.0.0", "/c1", "candidates/.hid"}) {
    CAPTURE(target);
    RegistryWorld world;
    world.stage(1);
    world.files.remove_all("staging");
    world.files.point_link("staging", target);
    CHECK_THROWS_AS(world.promote(), IntegrityError);
  }
  RegistryWorld world;
  world.stage(1);
  PromoteRequest request;
  request.candidate = "../candidates/c1";
  CHECK_THROWS_AS(world.registry().promote(request), NotFoundError);
}

TEST_CASE("a production that a checkout made a folder or a file becomes a link again",
          "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  const bool archived = GENERATE(true, false);
  const bool folder = GENERATE(true, false);
  CAPTURE(archived, folder);
  world.files.remove_all("production");
  if (folder) {
    for (const auto& file : world.files.list("archive/v1.0.0")) {
      world.files.replace("production/" + file, world.files.read("archive/v1.0.0/" + file));
    }
  } else {
    world.files.replace("production", "archive/v1.0.0");
  }
  if (!archived && folder) {
    world.files.remove_all("archive/v1.0.0");
  }
  const auto repairs = world.registry().repair();
  CHECK(repairs.size() == 1);
  CHECK(world.files.read_link("production") == "archive/v1.0.0");
  CHECK(world.files.read("production/model.ubj") == "model 1");
  CHECK(world.problems().empty());
}

TEST_CASE("a plain production folder that is no whole version is left alone", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.files.remove_all("production");
  world.files.replace("production/model.ubj", "model 1");
  CHECK_THROWS_WITH(world.registry().repair(), ContainsSubstring("move it away"));
  CHECK(world.files.read("production/model.ubj") == "model 1");
}
