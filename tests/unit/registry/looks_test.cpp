// SPDX-License-Identifier: MIT
#include "mlpipe/registry/looks.hpp"

#include <cerrno>

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

Timestamp day(int number) {
  return Timestamp(std::chrono::hours(24 * number));
}

/// A look at a recipe on the data up to a day.
Look look_at(const std::string& recipe, int until, const std::string& policy = "new-recipe") {
  Look look;
  look.time = day(until);
  look.candidate = "c-" + recipe;
  look.model_sha256 = sha256_hex("model of " + recipe);
  look.recipe_sha256 = sha256_hex(recipe);
  look.data_sha256 = sha256_hex(std::to_string(until));
  look.baseline = "v1.2.0";
  look.policy = policy;
  look.window_from = day(until - 90);
  look.window_to = day(until);
  look.verdict = "INCONCLUSIVE";
  look.p = 0.25;
  return look;
}

StoredVerdict verdict_on(const std::string& model, const std::string& verdict = "PROMOTE") {
  StoredVerdict out;
  out.verdict = verdict;
  out.model_sha256 = sha256_hex(model);
  out.data_sha256 = sha256_hex("data");
  out.window_from = "2026-08-23T00:00:00Z";
  out.window_to = "2026-11-23T00:00:00Z";
  out.baseline = "v1.2.0";
  out.created_at = "2026-11-23T02:00:00Z";
  out.summary = "PROMOTE c1: every floor holds";
  return out;
}

}  // namespace

TEST_CASE("looks are read back as they were written, in order", "[registry]") {
  MemoryFileSystem files;
  CHECK(read_looks(files).empty());
  std::vector<Look> looks{look_at("a", 100), look_at("b", 107, "refresh")};
  looks[0].number = 7;
  looks[1].p.reset();
  looks[1].baseline.clear();
  looks[1].candidate = "a \"b\"\n| <c>";
  for (const auto& look : looks) {
    add_look(files, look);
  }
  CHECK(read_looks(files) == looks);
}

TEST_CASE("a look that cannot be written leaves the others as they were", "[registry]") {
  RegistryWorld world;
  add_look(world.files, look_at("a", 100));
  const std::string before = world.files.read(kLooksFile);
  world.files.disk().restart();
  world.files.disk().set_fault({1, SimulatedDisk::Fate::kError, ENOSPC, true});
  CHECK_THROWS_AS(add_look(world.files, look_at("b", 107)), IoError);
  world.files.disk().set_fault({});
  CHECK(world.files.read(kLooksFile) == before);
}

TEST_CASE("a damaged line is named by file and number", "[registry]") {
  MemoryFileSystem files;
  add_look(files, look_at("a", 100));
  const std::string good = files.read(kLooksFile);
  const auto message = [&](const std::string& second) {
    files.replace(kLooksFile, good + second);
    try {
      (void)read_looks(files);
    } catch (const IntegrityError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string line = good;
    const auto at = line.find(from);
    REQUIRE(at != std::string::npos);
    return line.replace(at, from.size(), to);
  };
  for (const std::string& line :
       {good.substr(0, good.size() / 2), std::string("\n"), std::string("[]\n"),
        with("\"time\":\"1970-04-11T00:00:00Z\"", "\"time\":\"yesterday\""),
        with("\"number\":1", "\"number\":0"), with("\"p\":0.25", "\"p\":1.5"),
        with("\"p\":0.25", "\"p\":\"small\""), with("\"format_version\":1", "\"format_version\":2"),
        with("\"verdict\":\"INCONCLUSIVE\"", "\"verdict\":\"MAYBE\""),
        with("\"policy\":\"new-recipe\"", "\"policy\":\"auto\""),
        with("\"recipe_sha256\"", "\"recipe\""), with("\"policy\"", "\"Policy\""),
        with("\"number\":1,", "")}) {
    CAPTURE(line);
    CHECK_THAT(message(line), ContainsSubstring("looks.jsonl:2"));
  }
}

TEST_CASE("damaged looks are a problem of the registry", "[registry]") {
  RegistryWorld world;
  world.promote_model(1);
  add_look(world.files, look_at("a", 100));
  CHECK(world.problems().empty());
  world.files.replace(kLooksFile, "torn");
  REQUIRE(world.problems().size() == 1);
  CHECK_THAT(world.problems().front(), ContainsSubstring("looks.jsonl:1"));
}

TEST_CASE("each new recipe, and each new window of one, is a look", "[registry]") {
  std::vector<Look> looks;
  const auto next = [&](const Look& mine) { return look_number(looks, mine, day(0)); };
  CHECK(next(look_at("a", 100)) == 1);
  looks.push_back(look_at("a", 100));
  CHECK(next(look_at("b", 100)) == 2);
  looks.push_back(look_at("b", 100));
  CHECK(next(look_at("a", 107)) == 3);
}

TEST_CASE("judging the same again is the same look", "[registry]") {
  std::vector<Look> looks{look_at("a", 100), look_at("a", 100), look_at("a", 100)};
  CHECK(look_number(looks, look_at("a", 100), day(0)) == 1);
  CHECK(look_number(looks, look_at("b", 100), day(0)) == 2);
  looks.push_back(look_at("b", 100));
  CHECK(look_number(looks, look_at("b", 100), day(0)) == 2);
  // Another window, or other data, is another chance.
  auto longer = look_at("a", 100);
  longer.window_from = day(0);
  CHECK(look_number(looks, longer, day(0)) == 3);
  auto repaired = look_at("a", 100);
  repaired.data_sha256 = sha256_hex("repaired");
  CHECK(look_number(looks, repaired, day(0)) == 3);
}

TEST_CASE("refreshes are no looks", "[registry]") {
  const std::vector<Look> looks{look_at("a", 100, "refresh"), look_at("a", 107, "refresh"),
                                look_at("b", 107)};
  CHECK(look_number(looks, look_at("c", 114), day(0)) == 2);
}

TEST_CASE("a judgement that came to no test is no look", "[registry]") {
  auto untested = look_at("a", 100);
  untested.p.reset();
  CHECK(look_number(std::vector<Look>{untested}, look_at("b", 107), day(0)) == 1);
}

TEST_CASE("looks before the last promotion, or a year ago, no longer count", "[registry]") {
  const std::vector<Look> looks{look_at("a", 100), look_at("b", 107), look_at("c", 114)};
  const auto mine = look_at("d", 121);
  CHECK(look_number(looks, mine, day(99)) == 4);
  CHECK(look_number(looks, mine, day(100)) == 3);
  CHECK(look_number(looks, mine, day(107)) == 2);
  CHECK(look_number(looks, mine, day(114)) == 1);
}

TEST_CASE("a judgement leaves its verdict with the candidate, and its look", "[registry]") {
  RegistryWorld world;
  world.stage(1, "");
  auto verdict = verdict_on("model 1");
  verdict.baseline = "";  // nothing is in production
  verdict.judged_sha256 = sha256_hex("model trained with a hold-out");
  world.registry().record_judgement("c1", verdict, look_at("a", 100));
  const auto stored = read_verdict(world.files, "candidates/c1");
  REQUIRE(stored);
  CHECK(write_verdict(*stored) == write_verdict(verdict));
  CHECK(read_looks(world.files) == std::vector<Look>{look_at("a", 100)});
  CHECK(world.problems().empty());
  CHECK(world.registry().verify("c1").problems.empty());
  CHECK(world.promote().version == "v1.0.0");
  CHECK(world.registry().show("v1.0.0").verdict == "PROMOTE");
}

TEST_CASE("the later of two judgements holds, and both are looks", "[registry]") {
  RegistryWorld world;
  world.stage(1, "");
  auto registry = world.registry();
  registry.record_judgement("staging", verdict_on("model 1", "PROMOTE"), look_at("a", 100));
  registry.record_judgement("staging", verdict_on("model 1", "REJECT"), look_at("a", 107));
  CHECK(read_looks(world.files).size() == 2);
  try {
    world.promote();
    FAIL("promoted");
  } catch (const VerdictError& error) {
    CHECK(error.exit_code() == ExitCode::kRejected);
  }
  CHECK(world.registry().current().empty());
}

TEST_CASE("a verdict on other bytes is refused and is no look", "[registry]") {
  RegistryWorld world;
  world.stage(1, "");
  CHECK_THROWS_AS(world.registry().record_judgement("c1", verdict_on("model 2"), look_at("a", 100)),
                  IntegrityError);
  CHECK_FALSE(read_verdict(world.files, "candidates/c1"));
  CHECK(read_looks(world.files).empty());
}

TEST_CASE("a verdict is stored with a candidate alone", "[registry]") {
  RegistryWorld world;
  CHECK_THROWS_AS(
      world.registry().record_judgement("staging", verdict_on("model 1"), look_at("a", 100)),
      NotFoundError);
  world.promote_model(1);
  for (const char* version : {"v1.0.0", "production"}) {
    CHECK_THROWS_WITH(
        world.registry().record_judgement(version, verdict_on("model 1"), look_at("a", 100)),
        ContainsSubstring("is no candidate"));
  }
  CHECK_THROWS_AS(world.registry().record_judgement("c9", verdict_on("model 1"), look_at("a", 100)),
                  NotFoundError);
  CHECK(read_looks(world.files).empty());
  CHECK(world.problems().empty());
}

TEST_CASE("a judgement waits for the lock and then gives up", "[registry]") {
  RegistryWorld world;
  world.stage(1, "");
  const auto held = world.files.try_lock("registry.lock", "{}");
  REQUIRE(held);
  CHECK_THROWS_AS(world.registry().record_judgement("c1", verdict_on("model 1"), look_at("a", 100)),
                  BusyError);
  CHECK(read_looks(world.files).empty());
}

TEST_CASE("wherever a judgement is cut off, no verdict stands without its look", "[registry]") {
  RegistryWorld before;
  before.stage(1, "");
  RegistryWorld clean(before.files.disk().clone());
  clean.files.disk().restart();
  clean.registry().record_judgement("c1", verdict_on("model 1"), look_at("a", 100));
  const int calls = clean.files.disk().calls();
  REQUIRE(calls > 10);
  for (int call = 1; call <= calls; ++call) {
    CAPTURE(call, clean.files.disk().log()[static_cast<std::size_t>(call - 1)]);
    RegistryWorld world(before.files.disk().clone());
    world.files.disk().restart();
    world.files.disk().set_fault({call, SimulatedDisk::Fate::kError, ENOSPC, true});
    try {
      world.registry().record_judgement("c1", verdict_on("model 1"), look_at("a", 100));
    } catch (const Error&) {
      // What is left behind is what this test is about.
    }
    world.files.disk().set_fault({});
    const bool judged = read_verdict(world.files, "candidates/c1").has_value();
    const std::size_t looks = read_looks(world.files).size();
    CHECK((looks == 1 || (looks == 0 && !judged)));
    CHECK(world.problems().empty());
  }
}

TEST_CASE("a candidate is verified by its name, or as what is in staging", "[registry]") {
  RegistryWorld world;
  world.stage(1);
  CHECK(world.registry().verify("staging").problems.empty());
  CHECK(world.registry().verify("c1").problems.empty());
  CHECK_THROWS_AS(world.registry().verify("c2"), NotFoundError);
  world.files.replace("candidates/c1/model_1.ubj", "model 2");
  CHECK_FALSE(world.registry().verify("c1").problems.empty());
  CHECK_FALSE(world.registry().verify("staging").problems.empty());
  world.files.remove_all("candidates/c1/model_1.ubj");
  CHECK_FALSE(world.registry().verify("c1").problems.empty());
}
