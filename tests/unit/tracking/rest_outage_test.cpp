// SPDX-License-Identifier: MIT
#include "rest_world.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using namespace mlpipe::tracking;
using Waits = std::vector<std::int64_t>;

namespace {

const HttpResponse kBroken = no_answer(HttpFailure::kBroken, "tracker.example:5000: broken");

/// One answer for all requests from `first` up to, not including, `last`.
FakeMlflow::Script script(HttpResponse response, std::size_t first, std::size_t last = SIZE_MAX) {
  return [=](const HttpRequest&, std::size_t index) {
    return index >= first && index < last ? std::optional(response) : std::nullopt;
  };
}

/// What a server holds after an undisturbed put(), and how many requests that took.
struct Undisturbed {
  nlohmann::json state;
  std::size_t requests = 0;
  Undisturbed() {
    RestFixture world;
    world.store()->put(rich_run(world.files));
    state = world.server.state();
    requests = world.server.requests.size();
  }
};

/// put() until it succeeds, with the server well again after the first time.
std::string delivered_after(RestFixture& world) {
  const std::string first = world.refusal(rich_run(world.files));
  world.server.before = {};
  world.server.after = {};
  world.store()->put(rich_run(world.files));
  return first;
}

}  // namespace

TEST_CASE("whichever request fails once, all is there, and once", "[tracking]") {
  const Undisturbed whole;
  REQUIRE(whole.requests > 30);
  for (std::size_t n = 0; n < whole.requests; ++n) {
    INFO("request " << n);
    RestFixture before;
    before.server.before = script(answer(503, "busy", "text/plain"), n, n + 1);
    CHECK(delivered_after(before) == "taken");
    CHECK(before.server.state() == whole.state);
    RestFixture after;  // taken, but the answer is lost
    after.server.after = script(kBroken, n, n + 1);
    CHECK(delivered_after(after) == "taken");
    CHECK(after.server.state() == whole.state);
  }
}

TEST_CASE("whichever request is the last one, a second delivery completes the run", "[tracking]") {
  const Undisturbed whole;
  for (std::size_t n = 0; n < whole.requests; ++n) {
    INFO("request " << n);
    RestFixture away;
    away.server.before = script(kBroken, n);
    CHECK_THAT(delivered_after(away), ContainsSubstring("away: "));
    CHECK(away.server.state() == whole.state);
    RestFixture lost;  // the last one was taken, and nobody knows
    lost.server.after = script(kBroken, n, n + 1);
    lost.server.before = script(kBroken, n + 1);
    CHECK_THAT(delivered_after(lost), ContainsSubstring("away: "));
    CHECK(lost.server.state() == whole.state);
  }
}

TEST_CASE("waits are the official client's: none, then doubling", "[tracking]") {
  RestFixture world;
  world.options.budget = std::chrono::hours(1);
  world.server.before = script(answer(500, "", "text/plain"), 0);
  const std::string said = world.refusal(small_run());
  CHECK(world.waits == Waits{4000, 8000, 16000, 32000, 64000, 120000});
  CHECK(world.server.requests.size() == 8);
  CHECK_THAT(said, ContainsSubstring("away: ") && ContainsSubstring("tried 8 times") &&
                       ContainsSubstring("HTTP status 500"));
  const auto warnings = world.events.all<Warning>();
  REQUIRE(warnings.size() == 6);
  CHECK_THAT(warnings[0].message, ContainsSubstring("trying again in 4 s"));
}

TEST_CASE("jitter comes on top, but not over the longest wait", "[tracking]") {
  RestFixture world;
  world.options.budget = std::chrono::hours(1);
  world.options.jitter = 1.0;
  world.server.before = script(answer(502, "", "text/plain"), 0);
  CHECK_THAT(world.refusal(small_run()), ContainsSubstring("502"));
  REQUIRE(world.waits.size() == 6);
  bool differs = false;
  const Waits plain{4000, 8000, 16000, 32000, 64000, 120000};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(world.waits[i] >= plain[i]);
    CHECK(world.waits[i] <= plain[i] + 1000);
    differs = differs || world.waits[i] != plain[i];
  }
  CHECK(differs);
  CHECK(world.waits[5] == 120000);
}

TEST_CASE("Retry-After is respected where it counts, if wanted", "[tracking]") {
  for (const int status : {413, 429, 503, 500}) {
    INFO(status);
    HttpResponse busy = answer(status, "", "text/plain");
    busy.retry_after = std::chrono::milliseconds(7000);
    RestFixture world;
    world.server.before = script(busy, 0, 1);
    CHECK(world.refusal(small_run()) == "taken");
    CHECK(world.waits == (status == 500 ? Waits{} : Waits{7000}));
    RestFixture deaf;
    deaf.options.respect_retry_after = false;
    deaf.server.before = script(busy, 0, 1);
    const std::string said = deaf.refusal(small_run());
    CHECK((said == "taken") == (status != 413));
    CHECK(deaf.waits.empty());
  }
}

TEST_CASE("what the official client repeats is repeated, and nothing else", "[tracking]") {
  const auto tries = [](const HttpResponse& response) {
    RestFixture world;
    world.options.retries = 1;
    world.server.before = script(response, 0);
    (void)world.refusal(small_run());
    return world.server.requests.size();
  };
  for (const int status : {408, 429, 500, 502, 503, 504}) {
    CHECK(tries(answer(status, "")) == 2);
  }
  for (const int status : {302, 400, 401, 403, 404, 405, 409, 413, 418, 501}) {
    CHECK(tries(answer(status, "")) == 1);
  }
  for (const auto failure : {HttpFailure::kResolve, HttpFailure::kConnect, HttpFailure::kTimeout,
                             HttpFailure::kBroken}) {
    CHECK(tries(no_answer(failure)) == 2);
  }
  CHECK(tries(no_answer(HttpFailure::kUrl)) == 1);
  CHECK(tries(no_answer(HttpFailure::kTls)) == 1);
  CHECK(tries(answer(503,
                     "Endpoint: /x disabled due to the mlflow server running with "
                     "`--no-serve-artifacts`.",
                     "text/plain")) == 1);
}

TEST_CASE("the budget holds for all of a put(), waits included", "[tracking]") {
  RestFixture world;
  world.server.before = script(answer(503, "database is locked", "text/plain"), 2);
  const std::string said = world.refusal(small_run());
  CHECK(world.waits == Waits{4000, 8000, 16000});  // 32 s more would be too long
  CHECK_THAT(said, ContainsSubstring("away: the tracking server http://tracker.example:5000/ml "
                                     "did not take it within 30 s") &&
                       ContainsSubstring("database is locked") &&
                       ContainsSubstring("looking for the run"));

  RestFixture slow;  // each request takes 12 s
  slow.server.before = [&](const HttpRequest&, std::size_t) {
    slow.clock.advance(std::chrono::seconds(12));
    return std::optional<HttpResponse>();
  };
  CHECK_THAT(slow.refusal(rich_run(slow.files)),
             ContainsSubstring("within 30 s (") && ContainsSubstring("away"));
  REQUIRE(slow.server.requests.size() == 3);
  CHECK(slow.server.requests[0].longest == std::chrono::seconds(30));
  CHECK(slow.server.requests[2].longest == std::chrono::seconds(6));
  CHECK(slow.server.requests[2].timeout == std::chrono::seconds(6));
}

TEST_CASE("a second put() has its own budget", "[tracking]") {
  RestFixture world;
  const auto store = world.store();
  for (int i = 0; i < 3; ++i) {
    store->put(small_run());
    world.clock.advance(std::chrono::seconds(29));
  }
  CHECK(world.server.runs.size() == 1);
}

TEST_CASE("a signal ends the delivery before the next request", "[tracking]") {
  RestFixture world;
  world.server.after = [&](const HttpRequest&, std::size_t index) {
    if (index == 2) {
      world.stop.set(15);
    }
    return std::optional<HttpResponse>();
  };
  CHECK_THROWS_AS(world.store()->put(rich_run(world.files)), Interrupted);
  CHECK(world.server.requests.size() == 3);
}
