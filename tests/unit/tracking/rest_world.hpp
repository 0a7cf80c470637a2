// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "mlpipe/tracking/rest_store.hpp"

#include "fake_mlflow.hpp"
#include "support/catch.hpp"
#include "support/service_world.hpp"

namespace mlpipe::testing {

/// A store before a fake server, in a world that only moves when told.
struct RestFixture : ServiceWorld {
  FakeMlflow server{files};
  tracking::RestStoreOptions options;

  RestFixture() {
    options.uri = server.root;
    options.jitter = 0.0;
  }
  std::unique_ptr<tracking::TrackingStore> store() {
    return tracking::make_rest_store(service_doors(server), options);
  }
  /// What a put() that fails says; its kind goes first.
  std::string refusal(const tracking::RunRecord& run) {
    try {
      store()->put(run);
    } catch (const tracking::TrackingError& error) {
      return (error.kind() == tracking::TrackingError::Kind::kAway ? "away: " : "refused: ") +
             std::string(error.what());
    }
    return "taken";
  }
};

inline tracking::RunRecord small_run(const std::string& name = "small") {
  tracking::RunRecord run;
  run.uid = "0123456789abcdef0123456789abcdef";
  run.experiment = "prices & more";
  run.name = name;
  run.user = "ada";
  run.source = "mlpipe train";
  run.start = Timestamp(std::chrono::milliseconds(1'700'000'000'123));
  return run;
}

/// One of everything, and more than one call takes.
inline tracking::RunRecord rich_run(MemoryFileSystem& files) {
  files.replace("out/model.ubj", "model bytes");
  files.replace("out/MLmodel", "flavors: {}");
  tracking::RunRecord run = small_run("rich");
  run.status = tracking::RunStatus::kFinished;
  run.end = run.start + std::chrono::seconds(60);
  for (int i = 0; i < 103; ++i) {
    run.params.emplace_back("p" + std::to_string(i), std::to_string(i));
    run.tags.emplace_back("t" + std::to_string(i), std::to_string(i));
  }
  run.params.emplace_back("features", std::string(7000, 'f'));
  run.tags.emplace_back("note", std::string(6000, 'n'));
  for (int i = 0; i < 1001; ++i) {
    run.metrics.push_back({"rmse@valid", 1.0 / (1 + i), i, run.start});
  }
  const double inf = std::numeric_limits<double>::infinity();
  run.metrics.push_back({"nan", std::numeric_limits<double>::quiet_NaN(), 0, run.start});
  run.metrics.push_back({"up", inf, 0, run.start});
  run.metrics.push_back({"down", -inf, -1, Timestamp(std::chrono::seconds(-5))});
  run.datasets.push_back({"prices", "abc", "local", R"({"uri":"/p.csv"})", "", "", "training"});
  run.datasets.push_back({"later", "def", "http", R"({"url":"x"})", "[]", "{}", "validation"});
  run.artifacts.push_back({"out/model.ubj", "model/model.ubj"});
  run.artifacts.push_back({"out/MLmodel", "model/ML model%.yaml"});
  run.model = tracking::ModelVersionRecord{
      "prices", std::string(64, 'a'), "model", {{"semver", "1.2.0"}}, {"champion", "newest"}};
  for (const char* digit : {"1", "2"}) {
    tracking::RunRecord child = small_run(std::string("trial ") + digit);
    child.uid.replace(0, 1, digit + std::string("f"));
    child.parent_uid = run.uid;
    child.status = tracking::RunStatus::kKilled;
    child.end = run.end;
    child.params = {{"eta", digit}};
    child.metrics = {{"loss", 0.5, 1, run.start}};
    run.children.push_back(child);
  }
  return run;
}

}  // namespace mlpipe::testing
