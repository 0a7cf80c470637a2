// SPDX-License-Identifier: MIT
#include "mlpipe/registry/model_registry.hpp"

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the first promotion is v1.0.0, whole, live, and on record", "[registry]") {
  RegistryWorld world;
  const auto outcome = world.promote_model(1);
  CHECK(outcome.version == "v1.0.0");
  CHECK(outcome.previous.empty());
  CHECK(outcome.switched);
  CHECK(world.files.read_link("production") == "archive/v1.0.0");
  CHECK(world.files.read("production/model.ubj") == "model 1");
  CHECK(world.files.read("archive/v1.0.0/model_v1.0.0.ubj") == "model 1");
  CHECK(world.files.read("VERSION") == "1.0.0\n");
  const auto entry = world.registry().show("1.0.0");
  CHECK(entry.state == VersionState::kLive);
  CHECK(entry.staged);
  CHECK(entry.verdict == "PROMOTE");
  CHECK(entry.metadata->at("version") == "1.0.0");
  CHECK(entry.metadata->at("parent_version") == nullptr);
  CHECK(entry.metadata->at("model").at("file") == "model_v1.0.0.ubj");
  const auto trail = read_audit(world.files);
  REQUIRE(trail.records.size() == 2);
  CHECK(trail.records[0].phase == AuditPhase::kIntent);
  CHECK(trail.records[1].phase == AuditPhase::kCommitted);
  CHECK(trail.records[1].to == "v1.0.0");
  CHECK(trail.records[1].user == "ada");
  CHECK(trail.records[1].host == "host1");
  CHECK(world.problems().empty());
}

TEST_CASE("numbers come from the highest ever issued and are never used twice", "[registry]") {
  RegistryWorld world;
  CHECK(world.promote_model(1).version == "v1.0.0");
  CHECK(world.promote_model(2).version == "v1.1.0");  // another parameter
  CHECK(world.rollback().to == "v1.0.0");
  CHECK(world.promote_model(3).version == "v1.2.0");
  CHECK(world.registry().show("v1.2.0").metadata->at("parent_version") == "1.0.0");
  // The log and the archive may be lost: registry.json still knows.
  world.files.remove_all("archive/v1.1.0");
  world.stage(4);
  PromoteRequest major;
  major.level = BumpLevel::kMajor;
  CHECK(world.registry().promote(major).version == "v2.0.0");
  CHECK(world.problems().empty());
}

TEST_CASE("the same bytes by the same recipe are the same version", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  const auto again = world.promote_model(1);
  CHECK(again.known);
  CHECK_FALSE(again.switched);
  CHECK(again.version == "v1.0.0");
  world.promote_model(2);
  world.rollback();
  // What was rolled back from does not come back by a retry of the workflow.
  const auto retry = world.promote();
  CHECK(retry.known);
  CHECK(retry.version == "v1.1.0");
  CHECK(retry.live == "v1.0.0");
  CHECK(world.files.read_link("production") == "archive/v1.0.0");
}

TEST_CASE("a verdict against another version than the one in production promotes nothing",
          "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.stage(3);
  world.stage(2);
  world.promote();  // v1.0.0 is no longer what model 3 was compared with
  registry::PromoteRequest request;
  request.candidate = "c3";
  REQUIRE_THROWS_WITH(world.registry().promote(request),
                      ContainsSubstring("compares it with v1.0.0, in production is v") &&
                          ContainsSubstring("mlpipe validate"));
  try {
    (void)world.registry().promote(request);
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::kInconclusive);
  }
  request.force = true;
  request.reason = "looked at by hand";
  CHECK(world.registry().promote(request).switched);
}

TEST_CASE("promotion needs a verdict on exactly these bytes, or force and a reason", "[registry]") {
  RegistryWorld world;
  world.stage(1, "");
  CHECK_THROWS_WITH(world.promote(),
                    ContainsSubstring("no stored verdict") && ContainsSubstring("mlpipe validate"));
  world.judge("c1", "model 1", "REJECT");
  CHECK_THROWS_AS(world.promote(), VerdictError);
  world.judge("c1", "model 1", "INCONCLUSIVE");
  try {
    world.promote();
    FAIL("promoted");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::kInconclusive);
  }
  world.judge("c1", "model 2", "PROMOTE");
  CHECK_THROWS_AS(world.promote(), IntegrityError);
  PromoteRequest forced;
  forced.force = true;
  CHECK_THROWS_WITH(world.registry().promote(forced), ContainsSubstring("--reason"));
  CHECK(world.registry().current().empty());
  forced.reason = "the exchange closes";
  CHECK(world.registry().promote(forced).version == "v1.0.0");
  const auto trail = read_audit(world.files);
  CHECK(trail.records.back().forced);
  CHECK(trail.records.back().reason == "the exchange closes");
  CHECK(world.registry().show("v1.0.0").verdict == "forced");
}

TEST_CASE("a lower number than the changes ask for needs a reason", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.stage(2);
  PromoteRequest patch;
  patch.level = BumpLevel::kPatch;
  CHECK_THROWS_WITH(world.registry().promote(patch),
                    ContainsSubstring("minor") && ContainsSubstring("--reason"));
  patch.reason = "same thing";
  CHECK(world.registry().promote(patch).version == "v1.0.1");
}

TEST_CASE("a dry run of promote, rollback and prune changes nothing", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.promote_model(2);
  world.stage(3);
  const auto records = read_audit(world.files).records.size();
  world.files.replace(".incoming/left/file", "by a run that died");
  const int writes = world.files.writes();
  PromoteRequest promote;
  promote.dry_run = true;
  CHECK(world.registry().promote(promote).version == "v1.2.0");
  RollbackRequest rollback;
  rollback.dry_run = true;
  CHECK(world.registry().rollback(rollback).to == "v1.0.0");
  PruneRequest prune;
  prune.keep = 1;
  prune.dry_run = true;
  (void)world.registry().prune(prune);
  CHECK(world.files.writes() == writes);
  CHECK(world.registry().current() == "v1.1.0");
  CHECK(read_audit(world.files).records.size() == records);
  CHECK(world.files.list("archive") == Names{"v1.0.0", "v1.1.0"});
}

TEST_CASE("rollback goes down the chain of what replaced what", "[registry]") {
  RegistryWorld world;
  CHECK_THROWS_AS(world.rollback(), NotFoundError);
  for (int i = 1; i <= 3; ++i) {
    world.promote_model(i);
  }
  CHECK(world.rollback().to == "v1.1.0");
  CHECK(world.rollback().to == "v1.0.0");
  CHECK_THROWS_WITH(world.rollback(), ContainsSubstring("replaced no version"));
  CHECK(world.rollback("1.2.0").from == "v1.0.0");
  CHECK(world.registry().current() == "v1.2.0");
  CHECK_FALSE(world.rollback("v1.2.0").switched);
  CHECK_THROWS_AS(world.rollback("v1.9.0"), NotFoundError);
  CHECK_THROWS_AS(world.rollback("latest"), ConfigError);
  CHECK_THROWS_AS(world.rollback("../../etc"), ConfigError);
  CHECK(world.problems().empty());
}

TEST_CASE("prune removes models, keeps what they were, and what somebody may need", "[registry]") {
  RegistryWorld world;
  for (int i = 1; i <= 6; ++i) {
    world.promote_model(i);
  }
  world.rollback("v1.1.0");
  world.clock.advance(std::chrono::hours(48));
  PruneRequest request;
  request.keep = 2;
  const auto outcome = world.registry().prune(request);
  CHECK(outcome.pruned == Names{"v1.2.0", "v1.3.0"});
  REQUIRE(outcome.kept.size() == 2);
  CHECK(outcome.kept[0].first == "v1.0.0");
  CHECK_THAT(outcome.kept[0].second, ContainsSubstring("rollback"));
  CHECK_THAT(outcome.kept[1].second, ContainsSubstring("production"));
  CHECK_FALSE(world.files.exists("archive/v1.2.0/model_v1.2.0.ubj"));
  const auto entry = world.registry().show("v1.2.0");
  CHECK(entry.state == VersionState::kPruned);
  CHECK(entry.metadata->at("version") == "1.2.0");
  CHECK_THROWS_WITH(world.rollback("v1.2.0"), ContainsSubstring("pruned"));
  CHECK(world.registry().prune(request).pruned.empty());
  CHECK(world.problems().empty());
  CHECK(world.promote_model(7).version == "v1.6.0");
}

TEST_CASE("prune leaves for a day what has been in production", "[registry]") {
  RegistryWorld world;
  for (int i = 1; i <= 3; ++i) {
    world.stage(i);
    world.clock.advance(std::chrono::hours(1));
    (void)world.registry().promote({});
  }
  PruneRequest request;
  request.keep = 1;
  CHECK(world.registry().prune(request).pruned.empty());
}

TEST_CASE("an export has plain files, replaces an older export and nothing else", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.promote_model(2);
  MemoryFileSystem outside;
  world.registry().export_to("v1.0.0", outside, "out/model");
  CHECK(outside.kind("out/model/model.ubj") == FileSystem::Kind::kFile);
  CHECK(outside.read("out/model/model.ubj") == "model 1");
  world.registry().export_to("1.1.0", outside, "out/model/");
  CHECK(outside.read("out/model/model.ubj") == "model 2");
  CHECK(outside.list("out") == Names{"model"});
  outside.replace("mine/letter.txt", "dear");
  CHECK_THROWS_AS(world.registry().export_to("v1.0.0", outside, "mine"), ConfigError);
  CHECK(outside.read("mine/letter.txt") == "dear");
  CHECK_THROWS_AS(world.registry().export_to("v9.0.0", outside, "new"), NotFoundError);
}

TEST_CASE("a model that was pruned is promoted anew, under a number of its own", "[registry]") {
  RegistryWorld world;
  for (int i = 1; i <= 4; ++i) {
    world.promote_model(i);
  }
  world.clock.advance(std::chrono::hours(48));
  PruneRequest request;
  request.keep = 1;
  REQUIRE(world.registry().prune(request).pruned == Names{"v1.0.0", "v1.1.0"});
  const auto again = world.promote_model(1);
  CHECK_FALSE(again.known);
  CHECK(again.version == "v1.4.0");
  CHECK(world.problems().empty());
}

TEST_CASE("a candidate whose links were lost on the way is promoted all the same", "[registry]") {
  RegistryWorld world;
  const std::string name = world.stage(1);
  world.files.remove_all("candidates/" + name + "/metadata.json");
  world.files.remove_all("candidates/" + name + "/model.ubj");
  CHECK(world.promote().version == "v1.0.0");
  PromoteRequest request;
  request.candidate = "v1.0.0";
  CHECK_THROWS_WITH(world.registry().promote(request), ContainsSubstring("is no candidate"));
}
