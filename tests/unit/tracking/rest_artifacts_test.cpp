// SPDX-License-Identifier: MIT
#include "rest_world.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using namespace mlpipe::tracking;
using nlohmann::json;

namespace {

RunRecord run_with(MemoryFileSystem& files, const std::string& path, const std::string& bytes) {
  files.replace("out/file", bytes);
  RunRecord run = small_run();
  run.artifacts.push_back({"out/file", path});
  return run;
}

/// An answer to requests whose address has this part.
FakeMlflow::Script for_address(const std::string& part, const HttpResponse& response) {
  return [=](const HttpRequest& request, std::size_t) {
    return request.url.find(part) != std::string::npos ? std::optional(response) : std::nullopt;
  };
}

bool has_credentials(const HttpRequest& request) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [](const auto& header) { return header.first == "Authorization"; });
}

}  // namespace

TEST_CASE("artifacts go through the proxy, each part of their path encoded", "[tracking]") {
  RestFixture world;
  world.options.token = "t0ken";
  world.store()->put(rich_run(world.files));
  CHECK(world.server.artifacts.at("1/run1/artifacts/model/model.ubj") == "model bytes");
  CHECK(world.server.artifacts.at("1/run1/artifacts/model/ML model_.yaml") == "flavors: {}");
  const auto sent = world.server.sent("ML%20model_.yaml");
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].url == world.server.root +
                           "/api/2.0/mlflow-artifacts/artifacts/1/run1/artifacts/"
                           "model/ML%20model_.yaml");
  CHECK(sent[0].body_file);
  CHECK(has_credentials(sent[0]));
}

TEST_CASE("an artifact's path becomes one that stays in its folder and that a server takes",
          "[tracking]") {
  RestFixture proxied;
  RunRecord run = run_with(proxied.files, "../reports/#1 50%.md", "report");
  run.model = ModelVersionRecord{"prices", std::string(64, 'a'), "a#b", {}, {}};
  proxied.store()->put(run);
  CHECK(proxied.server.artifacts.at("1/run1/artifacts/__/reports/_1 50_.md") == "report");
  const auto made = proxied.server.sent("model-versions/create");
  REQUIRE(made.size() == 1);
  CHECK(json::parse(made[0].body)["source"].get<std::string>().ends_with("/artifacts/a_b"));
  RestFixture here;
  here.server.artifact_root = "/srv/";
  here.files.create_folders("/srv");
  here.store()->put(run_with(here.files, "../../secret", "x"));
  CHECK(here.files.read("/srv/1/run1/artifacts/__/__/secret") == "x");
}

TEST_CASE("a proxy on another host gets the artifact but no credentials", "[tracking]") {
  for (const char* root : {"mlflow-artifacts://store.example:81/",
                           "http://store.example:81/ml/api/2.0/mlflow-artifacts/artifacts/"}) {
    RestFixture world;
    world.server.artifact_root = root;
    world.options.token = "t0ken";
    world.server.before = for_address("store.example", answer(200, "{}"));
    CHECK(world.refusal(run_with(world.files, "a", "x")) == "taken");
    const auto sent = world.server.sent("store.example");
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].url ==
          "http://store.example:81/ml/api/2.0/mlflow-artifacts/artifacts/1/run1/artifacts/a");
    CHECK_FALSE(has_credentials(sent[0]));
  }
  RestFixture same;
  same.server.artifact_root = same.server.root + "/api/2.0/mlflow-artifacts/artifacts/";
  same.options.token = "t0ken";
  same.store()->put(run_with(same.files, "a", "x"));
  CHECK(same.server.artifacts.at("1/run1/artifacts/a") == "x");
  CHECK(has_credentials(same.server.sent("mlflow-artifacts").at(0)));
}

TEST_CASE("a folder on this machine is written to, one elsewhere is not", "[tracking]") {
  for (const std::string root : {"/srv/ml%20runs/", "file:///srv/ml%20runs/"}) {
    RestFixture world;
    const std::string folder = root.front() == '/' ? "/srv/ml%20runs" : "/srv/ml runs";
    world.server.artifact_root = root;
    world.store()->put(run_with(world.files, "m/a", "elsewhere"));
    CHECK(world.server.artifacts.at("run1:m/a") == "elsewhere");
    world.files.create_folders(folder);
    world.store()->put(run_with(world.files, "m/a", "here"));
    CHECK(world.files.read(folder + "/1/run1/artifacts/m/a") == "here");
    CHECK(world.server.artifacts.at("run1:m/a") == "elsewhere");
  }
  RestFixture relative;
  relative.server.artifact_root = "./mlruns/";
  relative.files.create_folders("mlruns/1");
  relative.store()->put(run_with(relative.files, "a", "x"));
  CHECK(relative.server.artifacts.at("run1:a") == "x");
}

TEST_CASE("another store gets artifacts at an address of its own, without credentials",
          "[tracking]") {
  RestFixture world;
  world.server.artifact_root = "s3://bucket/";
  world.options.token = "t0ken";
  const auto asked = for_address(
      "presigned-upload-url",
      answer(200, R"({"presigned_url":"https://s3.example/a?sig=s","headers":{"x-amz-a":"b"}})"));
  const auto put = for_address("s3.example", answer(200, ""));
  world.server.before = [&](const HttpRequest& request, std::size_t index) {
    const auto first = asked(request, index);
    return first ? first : put(request, index);
  };
  CHECK(world.refusal(run_with(world.files, "m/a", "x")) == "taken");
  const auto sent = world.server.sent("s3.example");
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].method == "PUT");
  CHECK(sent[0].headers == std::vector<std::pair<std::string, std::string>>{{"x-amz-a", "b"}});
  CHECK(json::parse(world.server.sent("presigned").at(0).body)["path"] == "m/a");
}

TEST_CASE("a server without such addresses takes 10 MB itself", "[tracking]") {
  for (const int status : {400, 404, 501}) {
    RestFixture world;
    world.server.artifact_root = "s3://bucket/";
    world.server.before = for_address("presigned-upload-url", answer(status, "{}"));
    RunRecord run = run_with(world.files, "m/a b", "x");
    run.artifacts.push_back({"out/file", "second"});
    world.files.replace("out/big", std::string((10U << 20U) + 1, 'x'));
    run.artifacts.push_back({"out/big", "big"});
    CHECK(world.refusal(run) == "taken");
    CHECK(world.server.artifacts.at("run1:m/a b") == "x");
    CHECK(world.server.artifacts.size() == 2);
    CHECK(world.server.sent("presigned-upload-url").size() == 1);
    CHECK(world.server.run_named("small")["tags"]["mlpipe.missing_artifacts"] == "big");
    CHECK_THAT(world.events.all<Warning>().at(0).message, ContainsSubstring("10,485,761 bytes"));
  }
}

TEST_CASE("an artifact that cannot be sent is named, and the others arrive", "[tracking]") {
  RestFixture world;
  RunRecord run = run_with(world.files, "good", "x");
  run.artifacts.push_back({"out/file", "evil"});
  run.artifacts.push_back({"out/file", "huge"});
  run.artifacts.push_back({"out/none", "gone"});
  world.server.before = [&](const HttpRequest& request, std::size_t) {
    const auto has = [&](const char* part) { return request.url.find(part) != std::string::npos; };
    return has("/evil")   ? std::optional(answer(400, R"({"message":"Invalid path"})"))
           : has("/huge") ? std::optional(answer(413, "too large", "text/plain"))
           : has("/gone") ? std::optional(no_answer(HttpFailure::kFile, "cannot send out/none"))
                          : std::nullopt;
  };
  CHECK(world.refusal(run) == "taken");
  CHECK(world.server.artifacts.size() == 1);
  CHECK(world.server.run_named("small")["tags"]["mlpipe.missing_artifacts"] == "evil, huge, gone");
  CHECK(world.events.all<Warning>().size() == 3);
  RestFixture denied;
  denied.server.before =
      for_address("mlflow-artifacts", answer(403, "Permission denied", "text/plain"));
  CHECK_THAT(denied.refusal(run_with(denied.files, "a", "x")),
             ContainsSubstring("refused: ") && ContainsSubstring("sending artifact \"a\""));
}

namespace {

/// A world with a file of 51 parts.
struct PartsFixture : RestFixture {
  RunRecord run = small_run();
  int create_status = 200;
  int part_status = 200;
  PartsFixture() {
    options.multipart = true;
    options.multipart_from = 501;
    options.multipart_chunk = 10;
    options.token = "t0ken";
    files.replace("out/file", std::string(500, 'x') + "y");
    run.artifacts.push_back({"out/file", "m/a b"});
    server.before = [this](const HttpRequest& request, std::size_t) {
      const auto has = [&](const char* part) {
        return request.url.find(part) != std::string::npos;
      };
      if (has("/mpu/create/")) {
        json credentials = json::array();
        for (int i = 1; i <= 51; ++i) {
          credentials.push_back({{"url", "https://s3.example/p" + std::to_string(i)},
                                 {"part_number", i},
                                 {"headers", json::object()}});
        }
        const json body{{"upload_id", "u1"}, {"credentials", credentials}};
        return std::optional(answer(create_status, create_status == 200 ? body.dump() : "{}"));
      }
      if (has("s3.example")) {
        HttpResponse response = answer(part_status, "");
        response.etag = "\"e\"";
        return std::optional(response);
      }
      return has("/mpu/") || has("-artifacts/artifacts/") ? std::optional(answer(200, "{}"))
                                                          : std::nullopt;
    };
  }
};

}  // namespace

TEST_CASE("a large file goes in parts where the store can, else as one", "[tracking]") {
  PartsFixture world;
  CHECK(world.refusal(world.run) == "taken");
  const auto parts = world.server.sent("s3.example");
  REQUIRE(parts.size() == 51);
  CHECK(parts[50].file_offset == 500);
  CHECK(parts[50].file_bytes == 10);
  CHECK_FALSE(has_credentials(parts[0]));
  const auto done = world.server.sent("/api/2.0/mlflow-artifacts/mpu/complete/1/run1/artifacts/m");
  REQUIRE(done.size() == 1);
  const json body = json::parse(done[0].body);
  CHECK(body["path"] == "a b");
  CHECK(body["upload_id"] == "u1");
  CHECK(body["parts"].size() == 51);
  CHECK(body["parts"][50] ==
        json{{"part_number", 51}, {"etag", "\"e\""}, {"url", "https://s3.example/p51"}});
  CHECK(world.server.sent("-artifacts/artifacts/").empty());

  world.create_status = 501;
  world.server.requests.clear();
  CHECK(world.refusal(world.run) == "taken");
  CHECK(world.server.sent("-artifacts/artifacts/").size() == 1);

  world.create_status = 200;
  world.part_status = 403;
  world.server.requests.clear();
  CHECK_THAT(world.refusal(world.run),
             ContainsSubstring("refused: ") && ContainsSubstring("part 1"));
  CHECK(world.server.sent("/mpu/abort/").size() == 1);

  world.options.multipart_from = 502;
  world.server.requests.clear();
  CHECK(world.refusal(world.run) == "taken");
  CHECK(world.server.sent("/mpu/").empty());
}
