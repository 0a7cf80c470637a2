// SPDX-License-Identifier: MIT
// `mlpipe drift` as a person meets it.
#include "train_support.hpp"

using namespace mlpipe::testing;

namespace fs = std::filesystem;

namespace {

RunResult drift(const TemporaryFolder& folder, std::vector<std::string> args,
                const RunOptions& options = {}) {
  args.insert(args.begin(), "drift");
  return run_mlpipe(folder.path(), args, options);
}

/// A walk of 1,000 days; its first 800 in train.csv, and a model of them in production.
struct Promoted : TemporaryFolder {
  RandomWalk walk{11, 1000};
  Promoted() {
    write("train.csv", rows(800, 0, 1.0));
    write("calm.csv", rows(1000, 0, 1.0));
    write("wild.csv", rows(1000, 800, 6.0));
    (void)result_of(train(*this, quick_config(), {"--data", "train.csv"}));
    (void)result_of(
        run_mlpipe(path(), {"version", "promote", "--force", "--reason", "test", "--json"}));
  }
  /// Daily changes behind row `from` are so many times as large.
  [[nodiscard]] std::string rows(std::size_t count, std::size_t from, double times) const {
    std::string text = "date,close\n";
    double level = walk.close(0);
    for (std::size_t row = 0; row < count; ++row) {
      text += RandomWalk::date(row) + "," + std::to_string(level) + "\n";
      const double change = std::log1p(walk.next_return(row));
      level *= std::exp(row >= from && from > 0 ? times * change : change);
    }
    return text;
  }
};

json feature_of(const json& document, const std::string& name) {
  for (const auto& feature : document["check"]["features"]) {
    if (feature["name"] == name) {
      return feature;
    }
  }
  return {};
}

}  // namespace

TEST_CASE("rows that a model was trained on do not differ from its profile", "[cli][xgboost]") {
  const Promoted folder;
  const json document = result_of(drift(folder, {"--current", "train.csv", "--json"}));
  CHECK(document["schema"] == "mlpipe.drift/1");
  CHECK(document["verdict"] == "ok");
  CHECK(document["drifted"] == false);
  CHECK(feature_of(document, "rsi_14")["psi"] == 0.0);
  CHECK(feature_of(document, "logret_1")["psi"] == 0.0);
}

TEST_CASE("the walk that goes on is no drift, a wilder one is, and is told once",
          "[cli][xgboost]") {
  const Promoted folder;
  CHECK(drift(folder, {"--current", "calm.csv"}).exit_code == 0);

  const auto wild = drift(folder, {"--current", "wild.csv", "--json"});
  CAPTURE(wild.out, wild.err);
  CHECK(wild.exit_code == 5);
  const json document = json::parse(wild.out);
  CHECK(document["verdict"] == "critical");
  CHECK(document["drifted"] == true);
  CHECK(document["alerts"].dump().find("logret_1") != std::string::npos);
  const json feature = feature_of(document, "logret_1");
  CHECK(feature["verdict"] == "critical");
  CHECK(feature.dump().find("wider") != std::string::npos);
  for (const char* file : {"drift_report.md", "drift_report.html", "drift_report.json",
                           "drift_report.xml", "drift_history.jsonl"}) {
    CHECK(fs::exists(folder.path() / "reports" / file));
  }

  const json again = json::parse(drift(folder, {"--current", "wild.csv", "--json"}).out);
  CHECK(again["drifted"] == true);
  CHECK(again["alerts"].empty());
  const json history = result_of(drift(folder, {"--history", "--json"}));
  CHECK(history["checks"].size() == 3);
  CHECK(drift(folder, {"--current", "wild.csv", "--fail-on", "never"}).exit_code == 0);
}

TEST_CASE("windows slide over all rows and say since when a feature is off", "[cli][xgboost]") {
  const Promoted folder;
  const auto run =
      drift(folder, {"--current", "wild.csv", "--window", "60", "--step", "20", "--json"});
  CHECK(run.exit_code == 5);
  const json document = json::parse(run.out);
  CHECK(document["check"]["windows"].size() > 30);
  CHECK(document["check"]["windows"].front()["verdict"] == "ok");
}

TEST_CASE("what cannot be judged, or compared, is never called ok", "[cli][xgboost]") {
  const Promoted folder;
  CHECK(drift(folder, {"--current", "calm.csv", "--window", "5"}).exit_code != 0);

  folder.write("hourly.csv", [&] {
    std::string text = "date,close\n";
    for (std::size_t row = 0; row < 400; ++row) {
      text += RandomWalk::date(row / 24) + " " + (row % 24 < 10 ? "0" : "") +
              std::to_string(row % 24) + ":00:00," + std::to_string(folder.walk.close(row)) + "\n";
    }
    return text;
  }());
  const auto hourly = drift(folder, {"--current", "hourly.csv"});
  CHECK(hourly.exit_code == 6);
  CHECK_THAT(hourly.err, ContainsSubstring("apart"));

  const fs::path profile = folder.path() / "models/production/reference_profile.json";
  folder.write("models/production/reference_profile.json", read_text(profile).replace(200, 1, "#"));
  CHECK(drift(folder, {"--current", "calm.csv"}).exit_code == 9);
  CHECK_FALSE(fs::exists(folder.path() / "reports/drift_report.json"));
}

TEST_CASE("on GitHub the next steps are told", "[cli][xgboost]") {
  const Promoted folder;
  RunOptions options;
  options.variables = {{"GITHUB_ACTIONS", "true"},
                       {"GITHUB_OUTPUT", (folder.path() / "output").string()},
                       {"GITHUB_STEP_SUMMARY", (folder.path() / "summary").string()}};
  const auto run = drift(folder, {"--current", "wild.csv"}, options);
  CHECK(run.exit_code == 5);
  CHECK_THAT(run.err, ContainsSubstring("::error title=mlpipe drift"));
  CHECK(read_text(folder.path() / "output") == "drifted=true\nverdict=critical\nretrain=true\n");
}

TEST_CASE("recorded forecasts are checked without any rows", "[cli][xgboost]") {
  const Promoted folder;
  CHECK(drift(folder, {"--ledger"}).exit_code == 8);  // none are recorded
  (void)run_mlpipe(folder.path(), {"predict", "--data", "calm.csv", "--last", "200"});
  const auto run = drift(folder, {"--ledger", "--json"});
  const json document = json::parse(run.out);
  CAPTURE(run.err);
  CHECK(document["check"]["features"].empty());
  CHECK(document["check"]["prediction"]["compared"] == true);
  CHECK(document["check"]["prediction"]["bins"]["m"] == 200);
  // Forecasts of a smooth model depend on each other: 200 of them may be too few.
  CHECK(run.exit_code == (document["verdict"] == "ok" ? 0 : 4));
}

TEST_CASE("where outcomes are known, forecasts are scored beside those of the walk-forward",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  const RandomWalk walk{11, 1000};
  // Tomorrow's direction is told for all but the newest 30 rows.
  const auto rows = [&](std::size_t count, std::size_t told) {
    std::string text = "date,close,y\n";
    for (std::size_t row = 0; row < count; ++row) {
      const std::string y = row >= told ? "" : walk.next_return(row) > 0.0 ? "up" : "down";
      text += RandomWalk::date(row) + "," + std::to_string(walk.close(row)) + "," + y + "\n";
    }
    return text;
  };
  json config = quick_config();
  config["label"] = {{"kind", "column"}};
  config["data"]["target"] = "y";
  folder.write("train.csv", rows(800, 800));
  folder.write("known.csv", rows(990, 960));
  folder.write("unknown.csv", rows(990, 0));
  (void)result_of(train(folder, config, {"--data", "train.csv"}));
  (void)result_of(
      run_mlpipe(folder.path(), {"version", "promote", "--force", "--reason", "test", "--json"}));

  const json known = result_of(drift(folder, {"--current", "known.csv", "--json"}));
  const json& scores = known["check"]["performance"];
  CAPTURE(scores.dump(1));
  CHECK(scores["rows"].get<int>() > 100);
  CHECK(scores["rows"].get<int>() <= 160);
  CHECK(scores["log_loss"]["now"].get<double>() > 0.3);
  CHECK(known["check"]["target"].is_object());

  const json unknown = result_of(drift(folder, {"--current", "unknown.csv", "--json"}));
  CHECK(unknown["check"]["performance"].is_null());
}
