// SPDX-License-Identifier: MIT
#include "mlpipe/core/uri.hpp"

#include "rest_world.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using namespace mlpipe::tracking;

namespace {

const std::string kCanary = "geheim-4711";

/// What is said when every request gets this answer; secrets are everywhere, and may be nowhere.
std::string said_of(const HttpResponse& response,
                    const std::function<void(RestStoreOptions&)>& change = {}) {
  RestFixture world;
  world.options.uri = "http://user:" + kCanary + "@tracker.example:5000/ml?token=" + kCanary;
  world.options.token = kCanary;
  world.options.backoff = 0.0;
  if (change) {
    change(world.options);
  }
  world.server.before = [&](const HttpRequest&, std::size_t) { return std::optional(response); };
  const std::string said = world.refusal(small_run());
  for (const auto& secret : {kCanary, base64("user:" + kCanary)}) {
    CHECK(said.find(secret) == std::string::npos);
    for (const auto& warning : world.events.all<Warning>()) {
      CHECK(warning.message.find(secret) == std::string::npos);
    }
  }
  CHECK_THAT(said, ContainsSubstring("the tracking server http://tracker.example:5000/ml"));
  return said;
}

void without_credentials(RestStoreOptions& options) {
  options.uri = "http://tracker.example:5000/ml";
  options.token.reset();
}

}  // namespace

TEST_CASE("401 says which credentials are wrong or missing", "[tracking]") {
  const HttpResponse response = answer(401, "You are not authenticated", "text/plain");
  CHECK_THAT(said_of(response), ContainsSubstring("refused: ") &&
                                    ContainsSubstring("does not accept the user and password"));
  CHECK_THAT(said_of(response,
                     [](auto& options) {
                       without_credentials(options);
                       options.token = kCanary;
                     }),
             ContainsSubstring("does not accept the token"));
  CHECK_THAT(said_of(response, without_credentials),
             ContainsSubstring("it wants credentials: set MLFLOW_TRACKING_USERNAME"));
}

TEST_CASE("403 is a matter of permission, or of the server's name", "[tracking]") {
  CHECK_THAT(said_of(answer(403, R"({"error_code":"PERMISSION_DENIED","message":"not yours"})")),
             ContainsSubstring("refused: ") && ContainsSubstring("\"not yours\"") &&
                 ContainsSubstring("administrator"));
  CHECK_THAT(said_of(answer(403, "Invalid Host header - possible DNS rebinding attack detected",
                            "text/plain")),
             ContainsSubstring("refused: ") &&
                 ContainsSubstring("--allowed-hosts \"tracker.example:5000\""));
}

TEST_CASE("HTML is no tracking server", "[tracking]") {
  const std::string page = "<!DOCTYPE html><title>Welcome to nginx</title>";
  for (const int status : {200, 404, 405}) {
    CHECK_THAT(
        said_of(answer(status, page, "text/html; charset=utf-8")),
        ContainsSubstring("refused: ") &&
            ContainsSubstring("answers with HTML: is this the address of a tracking server?"));
  }
  CHECK_THAT(said_of(answer(502, page, "")),
             ContainsSubstring("away: ") && ContainsSubstring("answers with HTML"));
  CHECK_THAT(said_of(answer(200, "hello", "text/plain")),
             ContainsSubstring("refused: ") && ContainsSubstring("names no experiment"));
}

TEST_CASE("a 404 is an experiment to be made, or no tracking server", "[tracking]") {
  RestFixture world;  // the fake says RESOURCE_DOES_NOT_EXIST
  world.store()->put(small_run());
  CHECK(world.server.experiments.size() == 1);
  CHECK_THAT(said_of(answer(404, "Not Found", "text/plain")),
             ContainsSubstring("refused: ") && ContainsSubstring("is this the address"));
  RestFixture by_id;
  by_id.options.experiment_id = "77";
  CHECK_THAT(by_id.refusal(small_run()), ContainsSubstring("refused: ") &&
                                             ContainsSubstring("experiment \"77\"") &&
                                             ContainsSubstring("no such experiment"));
}

TEST_CASE("what was deleted there is not made anew", "[tracking]") {
  RestFixture world;
  world.store()->put(small_run());
  world.server.runs.at("run1")["info"]["lifecycle_stage"] = "deleted";
  CHECK_THAT(
      world.refusal(small_run()),
      ContainsSubstring("refused: ") && ContainsSubstring("mlflow runs restore --run-id run1"));
  world.server.experiments.at(0)["lifecycle_stage"] = "deleted";
  CHECK_THAT(world.refusal(small_run()),
             ContainsSubstring("refused: ") && ContainsSubstring("\"prices & more\" was deleted") &&
                 ContainsSubstring("mlflow experiments restore --experiment-id 1"));
  CHECK(world.server.runs.size() == 1);
}

TEST_CASE("what does not get through is told with what was tried", "[tracking]") {
  CHECK_THAT(said_of(no_answer(HttpFailure::kConnect, "tracker.example:5000: refused")),
             ContainsSubstring("away: ") && ContainsSubstring("tracker.example:5000: refused") &&
                 ContainsSubstring("looking for experiment \"prices & more\""));
  CHECK_THAT(said_of(no_answer(HttpFailure::kTls, "tracker.example:5000: self-signed")),
             ContainsSubstring("refused: ") && ContainsSubstring("self-signed") &&
                 ContainsSubstring("MLFLOW_TRACKING_SERVER_CERT_PATH"));
  CHECK_THAT(said_of(answer(302, "", "text/plain")), ContainsSubstring("refused: "));
  CHECK_THAT(said_of(answer(503,
                            "Endpoint: /x disabled due to the mlflow server running in "
                            "`--artifacts-only` mode.",
                            "text/plain")),
             ContainsSubstring("refused: ") && ContainsSubstring("--artifacts-only"));
}

TEST_CASE("a server that repeats what it was sent gives nothing away", "[tracking]") {
  const std::string echo = "Basic " + base64("user:" + kCanary) + " Bearer " + kCanary;
  for (const int status : {400, 401, 403, 404, 500}) {
    CHECK_THAT(said_of(answer(status, echo, "text/plain")), ContainsSubstring("***"));
  }
  CHECK_THAT(said_of(no_answer(HttpFailure::kBroken, echo)), ContainsSubstring("***"));
  HttpResponse later = answer(429, echo, "text/plain");
  later.retry_after = std::chrono::milliseconds(100);
  CHECK_THAT(said_of(later), ContainsSubstring("away: "));
  later.retry_after = std::chrono::hours(1);
  CHECK_THAT(said_of(later), ContainsSubstring("within 30 s") && ContainsSubstring("***"));
}

TEST_CASE("a secret that is cut with the message it stands in is gone too", "[tracking]") {
  for (std::size_t at = 280; at < 305; ++at) {
    const std::string body = std::string(at, 'x') + kCanary;
    CHECK_THAT(said_of(answer(400, body, "text/plain")), !ContainsSubstring("xg"));
  }
}

TEST_CASE("a warning holds no secret either", "[tracking]") {
  RestFixture world;
  world.options.token = kCanary;
  world.files.replace("out/file", "x");
  RunRecord run = small_run();
  run.artifacts.push_back({"out/file", "a"});
  world.server.before = [](const HttpRequest& request, std::size_t) {
    return request.url.find("-artifacts/") != std::string::npos
               ? std::optional(answer(400, "Bearer " + kCanary, "text/plain"))
               : std::nullopt;
  };
  CHECK(world.refusal(run) == "taken");
  REQUIRE(world.events.all<Warning>().size() == 1);
  CHECK_THAT(world.events.all<Warning>()[0].message,
             ContainsSubstring("Bearer ***") && !ContainsSubstring(kCanary));
}

TEST_CASE("answers that make no sense are refusals, not crashes", "[tracking]") {
  for (const char* body :
       {"[]", "null", "{\"experiment\":7}", "{\"experiment\":{}}", "{", "\"x\""}) {
    CHECK_THAT(said_of(answer(200, body)), ContainsSubstring("refused: "));
  }
  for (const char* body : {R"({"run":7})", R"({"run":{"info":[]}})", R"({"runs":{}})", "{}"}) {
    RestFixture world;
    world.server.before = [&](const HttpRequest& request, std::size_t) {
      return request.url.find("runs/") != std::string::npos ? std::optional(answer(200, body))
                                                            : std::nullopt;
    };
    CHECK_THAT(world.refusal(small_run()),
               ContainsSubstring("refused: ") && ContainsSubstring("names no run"));
  }
  RestFixture world;
  world.server.before = [&](const HttpRequest& request, std::size_t) {
    return request.url.find("model-versions/") != std::string::npos
               ? std::optional(answer(200, R"({"model_version":[1],"model_versions":[1,{}]})"))
               : std::nullopt;
  };
  CHECK_THAT(world.refusal(rich_run(world.files)), ContainsSubstring("names no version"));
}
