// SPDX-License-Identifier: MIT
#include "rest_world.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using namespace mlpipe::tracking;
using json = nlohmann::json;

namespace {

/// MLflow 3: with models of their own.
class NewMlflow final : public FakeMlflow {
 public:
  using FakeMlflow::FakeMlflow;
  std::vector<json> models;   ///< info
  std::vector<json> outputs;  ///< run_id, model_id

 private:
  HttpResponse serve(const HttpRequest& request) override {
    const std::string api = root + "/api/2.0/mlflow/";
    const std::string route =
        request.url.rfind(api, 0) == 0 ? request.url.substr(api.size()) : std::string();
    if (route == "logged-models/search") {
      json found = json::array();
      for (const auto& info : models) {
        found.push_back({{"info", info}});
      }
      return answer(200, json{{"models", found}}.dump());
    }
    if (route == "logged-models") {
      const json body = json::parse(request.body);
      const std::string id = "m-" + std::to_string(models.size() + 1);
      models.push_back({{"model_id", id},
                        {"name", body["name"]},
                        {"source_run_id", body["source_run_id"]},
                        {"status", "LOGGED_MODEL_PENDING"},
                        {"artifact_uri", "mlflow-artifacts:/1/models/" + id + "/artifacts"}});
      return answer(200, json{{"model", {{"info", models.back()}}}}.dump());
    }
    if (route == "runs/outputs") {
      const json body = json::parse(request.body);
      const json one = {{"run_id", body["run_id"]}, {"model_id", body["models"][0]["model_id"]}};
      if (std::find(outputs.begin(), outputs.end(), one) == outputs.end()) {
        outputs.push_back(one);  // the real one merges rows
      }
      return answer(200, "{}");
    }
    if (route.rfind("logged-models/", 0) == 0 && request.method == "PATCH") {
      for (auto& info : models) {
        if (info["model_id"] == route.substr(std::string("logged-models/").size())) {
          info["status"] = json::parse(request.body)["status"];
        }
      }
      return answer(200, "{}");
    }
    return FakeMlflow::serve(request);
  }
};

RunRecord trained(FileSystem& files) {
  files.replace("/data/model.ubj", "bytes of a model");
  RunRecord run;
  run.uid = std::string(32, 'e');
  run.experiment = "prices";
  run.name = "train";
  run.status = RunStatus::kFinished;
  run.artifacts = {{"/data/model.ubj", "model/model.ubj"}, {"/data/model.ubj", "reports/other"}};
  run.model = ModelVersionRecord{"pri:ces", std::string(64, 'c'), "model", {}, {"staging"}};
  return run;
}

struct NewWorld : ServiceWorld {
  NewMlflow server{files};
  RunRecord run = trained(files);

  void put() {
    RestStoreOptions options;
    options.uri = server.root;
    options.retries = 0;
    (void)make_rest_store(service_doors(server), options)->put(run);
  }
  void check_one() const {
    REQUIRE(server.models.size() == 1);
    CHECK(server.models[0]["status"] == "LOGGED_MODEL_READY");
    CHECK(server.models[0]["name"] == "pri_ces");
    CHECK(server.outputs == std::vector<json>{{{"run_id", "run1"}, {"model_id", "m-1"}}});
    CHECK(server.artifacts.at("1/models/m-1/artifacts/model.ubj") == "bytes of a model");
    CHECK(server.artifacts.count("1/models/m-1/artifacts/other") == 0);
  }
};

}  // namespace

TEST_CASE("a model is an output of its run where the server knows such, once", "[tracking]") {
  NewWorld world;
  world.put();
  world.check_one();
  world.put();
  world.check_one();
}

TEST_CASE("a run that is not finished, or brings no model, logs none", "[tracking]") {
  NewWorld world;
  world.run.status = RunStatus::kRunning;
  world.put();
  world.run.status = RunStatus::kFinished;
  world.run.model->artifact.clear();
  world.put();
  CHECK(world.server.models.empty());
}

TEST_CASE("a model whose files are refused stays pending, and that is said", "[tracking]") {
  NewWorld world;
  world.server.before = [](const HttpRequest& request, std::size_t) -> std::optional<HttpResponse> {
    if (request.method != "PUT" || request.url.find("/models/") == std::string::npos) {
      return std::nullopt;
    }
    HttpResponse out;
    out.status = 400;
    out.body = R"({"message": "no such name"})";
    return out;
  };
  world.put();
  REQUIRE(world.server.models.size() == 1);
  CHECK(world.server.models[0]["status"] == "LOGGED_MODEL_PENDING");
  const auto warnings = world.events.all<Warning>();
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0].message, ContainsSubstring("stays pending") &&
                                      ContainsSubstring("\"model.ubj\": HTTP status 400"));
}

TEST_CASE("wherever the delivery of a model ends, the next one completes it", "[tracking]") {
  std::size_t requests = 0;
  {
    NewWorld world;
    world.put();
    requests = world.server.requests.size();
  }
  for (const bool is_taken : {false, true}) {
    for (std::size_t last = 0; last < requests; ++last) {
      CAPTURE(is_taken, last);
      NewWorld world;
      const auto gone = [&](const HttpRequest&, std::size_t index) -> std::optional<HttpResponse> {
        if (index < last) {
          return std::nullopt;
        }
        HttpResponse out;
        out.failure = HttpFailure::kBroken;
        out.problem = "the connection broke";
        return out;
      };
      (is_taken ? world.server.after : world.server.before) = gone;
      if (is_taken) {
        world.server.before = [&](const HttpRequest& request, std::size_t index) {
          return index > last ? gone(request, index) : std::nullopt;
        };
      }
      CHECK_THROWS_AS(world.put(), TrackingError);
      world.server.before = nullptr;
      world.server.after = nullptr;
      world.put();
      world.check_one();
    }
  }
}
