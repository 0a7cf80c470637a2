// SPDX-License-Identifier: MIT
#include "notify/poster.hpp"

#include "notify_world.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using namespace std::chrono_literals;
using notify::Again;
using notify::Posted;
using notify::Poster;

namespace {

struct PosterWorld : NotifyWorld {
  Redactor redactor;
  notify::NotifyDoors all = doors();
  Poster poster{all, redactor};

  Posted send(std::vector<HttpResponse> answers, Again again = Again::kHarmless,
              std::chrono::milliseconds time = 60s, const std::string& url = kHook) {
    http.script(std::move(answers));
    poster.start(time);
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    return poster.send(request, again);
  }
  [[nodiscard]] std::size_t attempts() const { return http.requests.size(); }
};

HttpResponse limited(int status, std::chrono::milliseconds wait) {
  HttpResponse out = answer(status, "rate_limited");
  out.retry_after = wait;
  return out;
}

HttpResponse redirect(const std::string& to) {
  HttpResponse out = answer(307);
  out.location = to;
  return out;
}

}  // namespace

TEST_CASE("what may pass is tried three times, with growing waits", "[notify]") {
  PosterWorld world;
  CHECK(world.send({answer(500), answer(200)}).ok());
  CHECK(world.attempts() == 2);
  CHECK(world.waited() >= 1s);
  CHECK(world.waited() < 2s);

  PosterWorld other;
  const auto posted = other.send({answer(503)});
  CHECK(posted.problem == "hooks.example.com: HTTP status 503 (tried 3 times)");
  CHECK(other.attempts() == 3);
  CHECK(other.waited() >= 3s);
}

TEST_CASE("a refusal is not tried again", "[notify]") {
  for (const int status : {400, 401, 403, 404, 410, 422}) {
    PosterWorld world;
    CHECK_FALSE(world.send({answer(status)}).ok());
    CHECK(world.attempts() == 1);
  }
}

TEST_CASE("the wait that a server asks for is kept, up to 30 s", "[notify]") {
  PosterWorld world;
  CHECK(world.send({limited(429, 30s), answer(200)}).ok());
  CHECK(world.waited() == 30s);

  PosterWorld too_long;
  const auto posted = too_long.send({limited(429, 31s), answer(200)});
  CHECK_THAT(posted.problem, EndsWith("; it asks to wait 31 s, which is too long"));
  CHECK(too_long.attempts() == 1);
  CHECK(too_long.waited() == 0s);
}

TEST_CASE("no wait goes beyond the time that there is", "[notify]") {
  PosterWorld world;
  const auto posted = world.send({limited(429, 20s)}, Again::kHarmless, 20s);
  CHECK_THAT(posted.problem, EndsWith("; there was no time to wait 20 s"));
  CHECK(world.waited() == 0s);
  PosterWorld late;
  CHECK_THAT(late.send({answer(200)}, Again::kHarmless, 0s).problem,
             ContainsSubstring("no time was left"));
  CHECK(late.attempts() == 0);
}

TEST_CASE("GitHub's limits are told from a missing permission", "[notify]") {
  PosterWorld world;
  HttpResponse primary = answer(403);
  primary.requests_left = 0;
  primary.limit_ends = world.clock.now() + 7s;
  CHECK(world.send({primary, answer(200)}).ok());
  CHECK(world.waited() == 7s);

  PosterWorld secondary;  // a minute at least: more than there is
  const auto posted =
      secondary.send({answer(403, R"({"message":"You have exceeded a secondary rate limit"})")});
  CHECK_THAT(posted.problem, ContainsSubstring("asks to wait 60 s"));
  CHECK(secondary.attempts() == 1);
}

TEST_CASE("a POST that may have been taken is sent again only where that is harmless", "[notify]") {
  for (const auto& unsure :
       {answer(500), no_answer(HttpFailure::kTimeout), no_answer(HttpFailure::kBroken)}) {
    PosterWorld world;
    const auto posted = world.send({unsure, answer(200)}, Again::kNever);
    CHECK_FALSE(posted.ok());
    CHECK(posted.unsure);
    CHECK(world.attempts() == 1);
    PosterWorld harmless;
    CHECK(harmless.send({unsure, answer(200)}, Again::kHarmless).ok());
  }
  for (const auto& not_taken :
       {no_answer(HttpFailure::kConnect), no_answer(HttpFailure::kResolve), limited(429, 1s)}) {
    PosterWorld world;
    CHECK(world.send({not_taken, answer(200)}, Again::kNever).ok());
    CHECK(world.attempts() == 2);
  }
}

TEST_CASE("a redirect is followed within an origin, and nothing goes to another", "[notify]") {
  PosterWorld world;
  CHECK(world.send({redirect("https://hooks.example.com/moved"), answer(200)}).ok());
  CHECK(world.http.requests.at(1).url == "https://hooks.example.com/moved");
  CHECK(world.http.requests.at(1).method == "POST");
  for (const char* to : {"https://evil.example/services", "http://hooks.example.com/x",
                         "https://hooks.example.com:444/x"}) {
    PosterWorld other;
    const auto posted = other.send({redirect(to), answer(200)});
    CHECK_THAT(posted.problem, ContainsSubstring("where nothing of this is sent"));
    CHECK(other.attempts() == 1);
    CHECK_FALSE(other.http.requests.at(0).redirects);
  }
  PosterWorld circle;
  CHECK_FALSE(circle.send({redirect("https://hooks.example.com/again")}).ok());
  CHECK(circle.attempts() == 4);
}

TEST_CASE("only https is spoken, but with this machine itself", "[notify]") {
  for (const char* url : {"http://hooks.example.com/x", "ftp://h/x", "hooks.example.com/x", "",
                          "http://127.evil.example/"}) {
    PosterWorld world;
    CHECK_THAT(world.send({answer(200)}, Again::kHarmless, 60s, url).problem,
               ContainsSubstring("the address is not used"));
    CHECK(world.attempts() == 0);
  }
  PosterWorld world;
  CHECK(world.send({answer(200)}, Again::kHarmless, 60s, "http://127.0.0.1:8080/x").ok());
}

TEST_CASE("a server's words are quoted, cut and without secrets", "[notify]") {
  PosterWorld world;
  world.redactor.add(Secret("canary-4711-secret"));
  const auto posted = world.send({answer(400, "no: canary-4711-secret\nmore")});
  CHECK(posted.problem == "hooks.example.com: HTTP status 400: \"no: ***\"");
  CHECK(PosterWorld().send({answer(400, "<html>oops</html>")}).problem ==
        "hooks.example.com: HTTP status 400");
  CHECK(PosterWorld().send({answer(400, std::string(5'000, 'x'))}).problem.size() < 400);
}

TEST_CASE("a signal ends a wait", "[notify]") {
  PosterWorld world;
  world.stop.set(15);
  CHECK_THROWS_AS(world.send({answer(500)}), Interrupted);
}
