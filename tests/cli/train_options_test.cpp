// SPDX-License-Identifier: MIT
// What flags of `mlpipe train` do.
#include <set>
#include <sstream>

#include "train_support.hpp"

using namespace mlpipe::testing;

namespace {

std::filesystem::path in_staging(const TemporaryFolder& folder, const std::string& file) {
  return folder.path() / "models/staging" / file;
}

json recipe_of(const TemporaryFolder& folder) {
  return read_json(in_staging(folder, "metadata.json"))["recipe"];
}

}  // namespace

TEST_CASE("a run leaves a whole candidate, the staging link, two reports and the best parameters",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(31, 700).csv());
  const json result = result_of(train(folder, quick_config(), {"--data", "walk.csv"}));
  const auto candidate = result["candidate"].get<std::string>();
  CHECK(std::filesystem::read_symlink(folder.path() / "models/staging").string() ==
        "candidates/" + result["run_id"].get<std::string>());
  CHECK(candidate == "models/candidates/" + result["run_id"].get<std::string>());
  const std::string check =
      "cd '" + in_staging(folder, "").string() + "' && sha256sum --quiet -c SHA256SUMS";
  CHECK(std::system(check.c_str()) == 0);
  for (const auto& file : result["files"]) {
    const auto path = folder.path() / file["path"].get<std::string>();
    CHECK(std::filesystem::file_size(path) == file["bytes"]);
  }
  CHECK(std::filesystem::exists(folder.path() / result["report"]["html"].get<std::string>()));
  CHECK_THAT(read_text(folder.path() / result["report"]["markdown"].get<std::string>()),
             ContainsSubstring("ROC AUC") && ContainsSubstring("previous label"));
  CHECK(std::filesystem::is_empty(folder.path() / "models/.incoming"));
  const json best = read_json(folder.path() / "config/best_hyperparameters.json");
  CHECK(best["best"]["metric"] == "log_loss");
  CHECK(best["best"]["score"] == result["scores"]["log_loss"]);
}

TEST_CASE("the flag --use-best needs the file, and then uses its parameters", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(32, 700).csv());
  json config = quick_config();
  CHECK_THAT(
      refusal_of(train(folder, config, {"--data", "walk.csv", "--use-best"}), 8, folder),
      ContainsSubstring("config/best_hyperparameters.json: there are no best hyperparameters yet"));
  config["model"]["params"] = {{"max_depth", 2}, {"eta", 0.05}};
  (void)result_of(train(folder, config, {"--data", "walk.csv"}));
  config["model"]["params"] = {{"max_depth", 6}};
  (void)result_of(train(folder, config, {"--data", "walk.csv", "--use-best"}));
  CHECK(recipe_of(folder)["params"]["max_depth"] == "2");
  CHECK(recipe_of(folder)["params"]["eta"] == "0.05");
  CHECK(recipe_of(folder)["params_origin"] == "config/best_hyperparameters.json");
  folder.write("config/best_hyperparameters.json", "{\"best\": 3, \"history\": 7}");
  const auto broken = train(folder, config, {"--data", "walk.csv"});
  CHECK(broken.exit_code == 2);
  CHECK_THAT(broken.err, ContainsSubstring("config/best_hyperparameters.json: /best: ") &&
                             ContainsSubstring("/history: expected a list"));
}

TEST_CASE("better parameters take best_hyperparameters.json over, worse ones leave it",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(33, 900).csv());
  json config = quick_config();
  const auto best_after = [&](int rounds, double eta) {
    config["model"]["max_rounds"] = rounds;
    config["model"]["params"] = {{"eta", eta}};
    (void)result_of(train(folder, config, {"--data", "walk.csv"}));
    return read_json(folder.path() / "config/best_hyperparameters.json");
  };
  // On noise, the less is learnt the better the log loss.
  const json first = best_after(50, 0.5);
  const json second = best_after(1, 0.01);
  CHECK(second["best"]["score"].get<double>() < first["best"]["score"].get<double>());
  REQUIRE(second["history"].size() == 1);
  CHECK(second["history"][0] == first["best"]);
  CHECK(best_after(50, 0.4) == second);
}

TEST_CASE("the flag --params goes over the configuration and over --use-best", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(34, 700).csv());
  folder.write("p.json", R"({"max_depth": 1, "eval_metric": ["auc", "logloss"]})");
  (void)result_of(train(folder, quick_config(), {"--data", "walk.csv"}));
  (void)result_of(
      train(folder, quick_config(), {"--data", "walk.csv", "--use-best", "--params", "p.json"}));
  CHECK(recipe_of(folder)["params"]["max_depth"] == "1");
  CHECK(recipe_of(folder)["params"]["eval_metric"] == json({"auc", "logloss"}));
  CHECK(recipe_of(folder)["params_origin"] == "p.json");
  folder.write("p.json", R"({"max_dept": 1})");
  const auto run = train(folder, quick_config(), {"--data", "walk.csv", "--params", "p.json"});
  CHECK(run.exit_code == 2);
  CHECK_THAT(run.err, ContainsSubstring("p.json: ") && ContainsSubstring("max_dept") &&
                          ContainsSubstring("did you mean \"max_depth\""));
}

TEST_CASE("the flag --dry-run tells the plan and writes nothing", "[cli]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(35, 700).csv());
  const auto run = train(folder, quick_config(), {"--data", "walk.csv", "--dry-run"});
  const json result = result_of(run);
  CHECK(result["dry_run"] == true);
  CHECK(result["folds"] == 2);
  CHECK_THAT(result["headline"].get<std::string>(), ContainsSubstring("2 folds from"));
  CHECK(wrote_nothing(folder));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "models"));
  const auto text = run_mlpipe(folder.path(), {"train", "--config", "config.json", "--data",
                                               "walk.csv", "--dry-run", "--quiet"});
  CHECK(text.err.empty());
  CHECK_THAT(text.out, ContainsSubstring("dry run: nothing was fitted or written"));
}

TEST_CASE("the flag --quiet prints the result and nothing else", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(36, 700).csv());
  folder.write("config.json", quick_config().dump());
  const auto run = run_mlpipe(
      folder.path(), {"train", "--config", "config.json", "--data", "walk.csv", "--quiet"});
  CHECK(run.exit_code == 0);
  CHECK(run.err.empty());
  CHECK_THAT(run.out, ContainsSubstring("out of sample in 2 folds") &&
                          ContainsSubstring("staging  models/staging") &&
                          ContainsSubstring("next     mlpipe"));
}

TEST_CASE("JSON log lines of a run parse and carry the names other tools read", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(37, 700).csv());
  const auto run = train(folder, quick_config(), {"--data", "walk.csv", "--log-format", "json"});
  (void)result_of(run);
  std::istringstream lines(run.err);
  std::set<std::string> actions;
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    const json entry = json::parse(line);
    for (const char* name :
         {"@timestamp", "log.level", "message", "ecs.version", "service.name", "service.version",
          "event.action", "process.pid", "host.name", "mlpipe.run_id", "mlpipe.command"}) {
      CHECK(entry.contains(name));
    }
    CHECK(entry["service.name"] == "mlpipe");
    const auto action = entry["event.action"].get<std::string>();
    actions.insert(action);
    if (action == "walk_forward.fold") {
      CHECK(entry["event.outcome"] == "success");
      CHECK(entry["mlpipe.metric.log_loss"].is_number());
    }
    if (action == "walk_forward" && entry.contains("event.duration")) {
      CHECK(entry["event.duration"].is_number_integer());
    }
  }
  for (const char* action : {"data.read", "train.causality", "train.plan", "walk_forward",
                             "walk_forward.fold", "final_fit", "artifact.write"}) {
    INFO(action);
    CHECK(actions.count(action) == 1);
  }
}
