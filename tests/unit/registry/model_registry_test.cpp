// SPDX-License-Identifier: MIT
#include "mlpipe/registry/model_registry.hpp"

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

using Names = std::vector<std::string>;

Names all_problems(RegistryWorld& world) {
  Names problems;
  for (const auto& outcome : world.registry().verify_all()) {
    problems.insert(problems.end(), outcome.problems.begin(), outcome.problems.end());
  }
  return problems;
}

std::string head_of(const FileSystem& files, const std::string& file) {
  return files.read(file).substr(0, 20);
}

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
  CHECK(all_problems(world).empty());
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
  CHECK(all_problems(world).empty());
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
  CHECK(all_problems(world).empty());
}

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
  CHECK(all_problems(world).empty());
}

TEST_CASE("a plain production folder that is no whole version is left alone", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  world.files.remove_all("production");
  world.files.replace("production/model.ubj", "model 1");
  CHECK_THROWS_WITH(world.registry().repair(), ContainsSubstring("move it away"));
  CHECK(world.files.read("production/model.ubj") == "model 1");
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
  CHECK(all_problems(world).empty());
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
  CHECK(all_problems(world).empty());
  CHECK(head_of(world.files, "audit.torn-" + to_compact(world.clock.now())) ==
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
  CHECK(all_problems(world).empty());
}
