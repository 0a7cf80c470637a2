// SPDX-License-Identifier: MIT
#include "rest_world.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using namespace mlpipe::tracking;
using nlohmann::json;

TEST_CASE("a run arrives with all that it has", "[tracking]") {
  RestFixture world;
  const RunRecord run = rich_run(world.files);
  const auto store = world.store();
  const DeliveredRun delivered = store->put(run);
  CHECK(store->shown() == "http://tracker.example:5000/ml");
  CHECK(delivered.experiment_id == "1");
  CHECK(delivered.run_id == "run1");
  CHECK(delivered.url == "http://tracker.example:5000/ml/#/experiments/1/runs/run1");

  const json& there = world.server.run_named("rich");
  CHECK(there["info"]["status"] == "FINISHED");
  CHECK(there["info"]["start_time"] == 1'700'000'000'123);
  CHECK(there["info"]["end_time"] == 1'700'000'060'123);
  CHECK(there["info"]["user_id"] == "ada");
  CHECK(there["params"].size() == 104);
  CHECK(there["params"]["p102"] == "102");
  CHECK(there["tags"]["t102"] == "102");
  CHECK(there["tags"]["mlpipe.run_uid"] == run.uid);
  CHECK(there["metrics"].size() == 1004);
  REQUIRE(there["inputs"].size() == 2);
  CHECK(there["inputs"][0]["tags"][0]["value"] == "training");
  CHECK_FALSE(there["inputs"][0]["dataset"].contains("schema"));
  CHECK(there["inputs"][1]["dataset"]["profile"] == "{}");
  CHECK(world.server.experiments.at(0)["name"] == "prices & more");
  CHECK(world.events.all<Warning>().empty());
  CHECK(world.waits.empty());
}

TEST_CASE("calls keep MLflow's limits, and the status comes last", "[tracking]") {
  RestFixture world;
  RunRecord run = rich_run(world.files);
  run.children.clear();
  run.model.reset();
  world.store()->put(run);
  std::vector<std::size_t> params, metrics, tags;
  for (const auto& request : world.server.sent("runs/log-batch")) {
    const json body = json::parse(request.body);
    CHECK(body.size() == 2);  // never parameters with others: a clash would lose them
    for (auto* list : {&params, &metrics, &tags}) {
      const char* name = list == &params ? "params" : list == &metrics ? "metrics" : "tags";
      if (body.contains(name)) {
        list->push_back(body[name].size());
      }
    }
  }
  CHECK(params == std::vector<std::size_t>{100, 4});
  CHECK(metrics == std::vector<std::size_t>{1000, 4});
  CHECK(tags == std::vector<std::size_t>{100, 9});
  CHECK_THAT(world.server.requests.back().url, ContainsSubstring("runs/update"));
}

TEST_CASE("numbers that JSON lacks go as MLflow's words, and times before 1970 as 0",
          "[tracking]") {
  RestFixture world;
  world.store()->put(rich_run(world.files));
  const json body = json::parse(world.server.sent("runs/log-batch").at(3).body);
  CHECK(body["metrics"][1]["value"] == "NaN");
  CHECK(body["metrics"][2]["value"] == "Infinity");
  CHECK(body["metrics"][3]["value"] == "-Infinity");
  CHECK(body["metrics"][3]["timestamp"] == 0);
  CHECK(body["metrics"][3]["step"] == -1);
  CHECK(body["metrics"][0]["key"] == "rmse_at_valid");
}

TEST_CASE("long values are cut visibly, and whole in an artifact", "[tracking]") {
  RestFixture world;
  world.store()->put(rich_run(world.files));
  const json& there = world.server.run_named("rich");
  CHECK(there["params"]["features"].get<std::string>().size() == 6000);
  CHECK(there["tags"]["note"].get<std::string>().size() == 5000);
  CHECK_THAT(there["params"]["features"].get<std::string>(),
             ContainsSubstring("(7000 characters)"));
  const json whole = json::parse(world.server.artifacts.at("1/run1/artifacts/long_values.json"));
  CHECK(whole["params"]["features"] == std::string(7000, 'f'));
  CHECK(whole["tags"]["note"] == std::string(6000, 'n'));
}

TEST_CASE("children come behind their parent and name it", "[tracking]") {
  RestFixture world;
  world.store()->put(rich_run(world.files));
  CHECK(world.server.runs.size() == 3);
  CHECK(world.server.run_named("trial 2")["tags"]["mlflow.parentRunId"] == "run1");
  CHECK(world.server.run_named("trial 2")["info"]["status"] == "KILLED");
  CHECK_FALSE(world.server.run_named("rich")["tags"].contains("mlflow.parentRunId"));

  RunRecord late = small_run("late");  // delivered alone
  late.parent_uid = late.uid;
  late.uid = std::string(32, '9');
  world.store()->put(late);
  CHECK(world.server.run_named("late")["tags"]["mlflow.parentRunId"] == "run1");
}

TEST_CASE("a record that has grown adds what is new", "[tracking]") {
  RestFixture world;
  const RunRecord whole = rich_run(world.files);
  RunRecord begun = small_run("rich");
  begun.params = {{"p0", "0"}};
  world.store()->put(begun);
  CHECK_FALSE(world.server.run_named("rich")["info"].contains("status"));
  world.store()->put(whole);
  const json once = world.server.state();
  world.store()->put(whole);
  CHECK(world.server.state() == once);
  CHECK(world.server.runs.size() == 3);
  CHECK(world.server.run_named("rich")["info"]["status"] == "FINISHED");
}

TEST_CASE("a parameter's second value is a tag, and the others arrive", "[tracking]") {
  RestFixture world;
  RunRecord run = small_run();
  run.params = {{"a", "1"}, {"b", "1"}};
  world.store()->put(run);
  run.params = {{"a", "1"}, {"b", "2"}, {"c", "3"}, {"x@y", "4"}, {"x_at_y", "5"}, {"c", "3"}};
  world.store()->put(run);
  const json& there = world.server.run_named("small");
  CHECK(there["params"] ==
        json{{"a", "1"}, {"b", "1"}, {"c", "3"}, {"x_at_y", "5"}, {"x_at_y_2", "4"}});
  CHECK(there["tags"]["mlpipe.param_conflict.b"] == "2");
}

TEST_CASE("a model's bytes are one version, whose tags and aliases follow", "[tracking]") {
  RestFixture world;
  RunRecord run = rich_run(world.files);
  world.store()->put(run);
  REQUIRE(world.server.versions.at("prices").size() == 1);
  const json first = world.server.versions.at("prices")[0];
  CHECK(first["source"] == "mlflow-artifacts:/1/run1/artifacts/model");
  CHECK(first["run_id"] == "run1");
  run.model->tags = {{"semver", "1.3.0"}};
  world.store()->put(run);
  run.model->sha256 = std::string(64, 'b');
  run.model->aliases = {"champion"};
  world.store()->put(run);
  CHECK(world.server.versions.at("prices").size() == 2);
  CHECK_THAT(world.server.versions.at("prices")[0]["tags"].dump(), ContainsSubstring("1.3.0"));
  CHECK(world.server.aliases.at("prices").at("champion") == "2");
  CHECK(world.server.aliases.at("prices").at("newest") == "1");
}

TEST_CASE("the registry may be another server, and an id goes before a name", "[tracking]") {
  RestFixture world;
  world.server.experiments = {{{"experiment_id", "1"}, {"name", "other"}}};
  world.options.experiment_id = "1";
  world.options.registry = world.server.root + "/";
  world.options.uri = "HTTP://user:geheim@Tracker.example:5000/ml/?token=geheim";
  const auto store = world.store();
  CHECK(store->shown() == "http://tracker.example:5000/ml");
  store->put(rich_run(world.files));
  CHECK(world.server.experiments.size() == 1);
  CHECK(world.server.runs.at("run1")["info"]["experiment_id"] == "1");

  RestFixture apart;
  apart.options.registry = "http://u:geheim@registry.example";
  CHECK_THAT(apart.refusal(rich_run(apart.files)), ContainsSubstring("refused: "));
  CHECK(apart.server.requests.back().url.rfind("http://registry.example/api/2.0/mlflow/", 0) == 0);
}

TEST_CASE("two who make an experiment at once share it", "[tracking]") {
  RestFixture world;
  world.server.before = [&](const HttpRequest& request,
                            std::size_t) -> std::optional<HttpResponse> {
    if (request.url.find("experiments/create") != std::string::npos) {
      world.server.experiments = {{{"experiment_id", "1"}, {"name", "prices & more"}}};
    }
    return std::nullopt;
  };
  CHECK(world.store()->put(small_run()).experiment_id == "1");
  CHECK(world.server.experiments.size() == 1);
}

TEST_CASE("credentials and workspace go along: Basic before Bearer", "[tracking]") {
  const auto headers = [](RestFixture& world) {
    world.store()->put(small_run());
    std::map<std::string, std::string> out;
    for (const auto& [name, value] : world.server.requests.back().headers) {
      out[name] = value;
    }
    return out;
  };
  RestFixture plain;
  CHECK(headers(plain).count("Authorization") == 0);
  RestFixture bearer;
  bearer.options.token = "t0ken";
  bearer.options.workspace = "team";
  CHECK(headers(bearer)["Authorization"] == "Bearer t0ken");
  CHECK(headers(bearer)["X-MLFLOW-WORKSPACE"] == "team");
  RestFixture basic;
  basic.options.token = "t0ken";
  basic.options.user = "Aladdin";
  basic.options.password = "open sesame";
  CHECK(headers(basic)["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  RestFixture in_address;
  in_address.options.uri = "http://Aladdin:open%20sesame@tracker.example:5000/ml";
  CHECK(headers(in_address)["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}
