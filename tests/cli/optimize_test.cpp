// SPDX-License-Identifier: MIT
#include <thread>

#include "optimize_support.hpp"

using namespace mlpipe::testing;
using nlohmann::json;

namespace {

json study_of(const RunResult& run) {
  CAPTURE(run.err);
  REQUIRE(run.exit_code == 0);
  return json::parse(run.out)["study"];
}

/// What must be the same for equal seeds: everything but times and workers.
std::vector<json> timeless(std::vector<json> trials) {
  for (auto& trial : trials) {
    trial.erase("datetime_start");
    trial.erase("datetime_complete");
  }
  return trials;
}

}  // namespace

TEST_CASE("a search finds, checks, reports and keeps the best parameters", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 1000).csv());
  const json study = study_of(optimize(folder, walk_config(), quick_search()));
  CHECK(study["best"]["trial"].is_number());
  CHECK(study["best"]["final_score"].is_number());
  CHECK(study["rivals"][0]["name"] == "defaults");
  const auto trials = exported(folder);
  CHECK(trials.size() == 12);
  // The config's own parameters come first.
  CHECK(trials[0]["params"]["max_depth"] == 3);
  for (const auto& trial : trials) {
    const bool leafy = trial["params"]["grow_policy"] == "lossguide";
    CHECK(trial["params"].contains("max_leaves") == leafy);
  }
  const json best = read_json(folder.path() / "config/best_hyperparameters.json");
  CHECK(best["best"]["metric"] == "log_loss");
  CHECK(best["best"]["study"].get<std::string>().starts_with("walk-"));
  for (const char* file : {"study_report.md", "study_report.html", "study_report.json"}) {
    CHECK(std::filesystem::file_size(folder.path() / "reports" / file) > 500);
  }
}

TEST_CASE("the points of /starts are tried first, moved into the space", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 1000).csv());
  json search = quick_search();
  search["trials"] = 5;
  search["starts"] = json::parse(R"([{"max_depth": 2, "grow_policy": "lossguide", "max_leaves": 5},
      {"eta": 0.9, "max_depth": 9, "gamma": 1.0}, {"max_depth": 3}])");
  const auto run = optimize(folder, walk_config(), search);
  (void)study_of(run);
  CHECK_THAT(run.err, ContainsSubstring("gamma"));  // is none of the space, and said so
  const auto trials = exported(folder);
  REQUIRE(trials.size() == 5);
  // The config's own parameters come first; the third point is the same as these.
  const json own = trials[0]["params"];
  CHECK(own["max_depth"] == 3);
  json first = own;
  first.update(search["starts"][0]);
  CHECK(trials[1]["params"] == first);
  json second = own;
  second.update({{"eta", 0.5}, {"max_depth", 4}});
  CHECK(trials[2]["params"] == second);
  CHECK(trials[3]["params"] != own);
}

TEST_CASE("the points of /starts keep within the number of trials", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 1000).csv());
  json search = quick_search();
  search["trials"] = 2;
  search["starts"] = json::parse(R"([{"max_depth": 2}, {"max_depth": 4}])");
  (void)study_of(optimize(folder, walk_config(), search));
  CHECK(exported(folder).size() == 2);
  search["trials"] = 3;
  (void)study_of(optimize(folder, walk_config(), search));
  const auto trials = exported(folder);
  REQUIRE(trials.size() == 3);
  CHECK(trials[2]["params"]["max_depth"] == 4);
}

TEST_CASE("the score of the best parameters is the one that train gets with them",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(1, 1000).csv());
  json search = quick_search();
  search["space"]["n_estimators"] = {{"type", "int"}, {"low", 2}, {"high", 9}};
  search["update"] = "search";
  (void)study_of(optimize(folder, walk_config(), search));
  const json best = read_json(folder.path() / "config/best_hyperparameters.json")["best"];
  CHECK(best["settings"].contains("/model/max_rounds"));
  const auto run = train(folder, walk_config(), {"--use-best"});
  CAPTURE(run.err);
  REQUIRE(run.exit_code == 0);
  CHECK(json::parse(run.out)["scores"]["log_loss"].get<double>() ==
        Approx(best["score"].get<double>()).epsilon(1e-12));
}

TEST_CASE("equal seeds give equal trials for one worker and four", "[cli][xgboost]") {
  const TemporaryFolder one;
  const TemporaryFolder four;
  for (const auto* folder : {&one, &four}) {
    folder->write("walk.csv", RandomWalk(2, 1000).csv());
  }
  json search = quick_search();
  search["trials"] = 30;
  (void)study_of(optimize(one, walk_config(), search, {"--workers", "1"}));
  (void)study_of(optimize(four, walk_config(), search, {"--workers", "4", "--threads", "4"}));
  CHECK(timeless(exported(one)) == timeless(exported(four)));
}

TEST_CASE("the same command goes on with a study, also after a kill", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(3, 1000).csv());
  json config = walk_config();
  config["model"]["max_rounds"] = 200;
  json search = quick_search();
  search["trials"] = 40;
  folder.write("config.json", config.dump());
  folder.write("search.json", search.dump());
  {
    RunningMlpipe running(folder.path(),
                          {"optimize", "--config", "config.json", "--search", "search.json"});
    for (int i = 0; i < 400; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
      std::error_code none;
      if (std::filesystem::file_size(folder.path() / "studies.log", none) > 12'000 && !none) {
        break;
      }
    }
    ::kill(running.pid(), SIGKILL);
  }
  std::filesystem::remove(folder.path() / "studies.log.lock");  // or its 30 s pass first
  (void)study_of(optimize(folder, config, search));
  const auto trials = exported(folder);
  std::size_t retried = 0;
  for (const auto& trial : trials) {
    CHECK(trial["state"] != "RUNNING");
    CHECK(trial["state"] != "WAITING");
    retried += trial["state"] == "FAIL" ? 1 : 0;
  }
  CHECK(trials.size() == 40 + retried);
  // Once more: there is nothing left to do.
  const auto again = study_of(optimize(folder, config, search));
  CHECK(exported(folder).size() == trials.size());
}

TEST_CASE("Ctrl-C keeps every trial, and what was running is tried again", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(3, 1000).csv());
  json config = walk_config();
  config["model"]["max_rounds"] = 3000;
  json search = quick_search();
  search["trials"] = 500;
  folder.write("config.json", config.dump());
  folder.write("search.json", search.dump());
  RunningMlpipe running(folder.path(),
                        {"optimize", "--config", "config.json", "--search", "search.json"});
  for (int i = 0; i < 400; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    std::error_code none;
    if (std::filesystem::file_size(folder.path() / "studies.log", none) > 8'000 && !none) {
      break;
    }
  }
  ::kill(running.pid(), SIGINT);
  const auto run = running.finish();
  CHECK(run.signal == SIGINT);
  CHECK_THAT(run.err, ContainsSubstring("the study keeps"));
  std::size_t waiting = 0;
  for (const auto& trial : exported(folder)) {
    CHECK(trial["state"] != "RUNNING");
    waiting += trial["state"] == "WAITING" ? 1 : 0;
  }
  CHECK(waiting > 0);
}

TEST_CASE("an objective of returns, bounds and settings of the pipeline can be searched over",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(4, 1100).csv());
  json search = quick_search();
  search["objective"] = "sharpe";
  search["constraints"] = {{"max_drawdown", {{"at_least", -0.9}}}};
  search["space"]["/label/dead_band"] = {{"type", "categorical"}, {"choices", {0.0, 0.001, 0.002}}};
  search["space"]["/walk_forward/train"] = {
      {"type", "int"}, {"low", 200}, {"high", 300}, {"step", 50}};
  search["pruner"] = {{"kind", "wilcoxon"}};
  const json study = study_of(optimize(folder, walk_config(), search));
  CHECK(study["metric"] == "sharpe");
  const auto trials = exported(folder);
  for (const auto& trial : trials) {
    if (trial["state"] == "COMPLETE") {
      CHECK(trial["user_attrs"]["mlpipe:metrics"]["max_drawdown"].get<double>() >= -1.0);
      CHECK(trial["user_attrs"]["mlpipe:fold_scores"].size() ==
            trials[0]["user_attrs"]["mlpipe:fold_scores"].size());
    }
  }
  const json best = read_json(folder.path() / "config/best_hyperparameters.json")["best"];
  CHECK(best["metric"] == "sharpe");
  CHECK(best["direction"] == "maximise");
  // A plain training compares by another metric, and leaves the file alone.
  const auto run = train(folder, walk_config(), {});
  CHECK_THAT(json::parse(run.out)["best_hyperparameters"].get<std::string>(),
             ContainsSubstring("chosen by sharpe"));
}

TEST_CASE("halving on rounds, grid and random search run through", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 1000).csv());
  json config = walk_config();
  config["model"] = {{"max_rounds", 40}, {"early_stopping_rounds", 10}};
  json search = quick_search();
  search["pruner"] = {{"kind", "halving"}, {"min_rounds", 3}, {"reduction_factor", 2}};
  search["sampler"] = {{"kind", "random"}};
  (void)study_of(optimize(folder, config, search, {"--workers", "3"}));
  bool rungs = false;
  for (const auto& trial : exported(folder)) {
    CHECK(trial["state"] != "FAIL");
    rungs = rungs || trial["intermediate_values"].contains("3");
  }
  CHECK(rungs);
  const TemporaryFolder other;
  other.write("walk.csv", RandomWalk(5, 1000).csv());
  search["sampler"] = {{"kind", "grid"}, {"grid_values", 2}};
  search["trials"] = 1000;
  search["pruner"] = {{"kind", "none"}};
  (void)study_of(optimize(other, config, search));
  CHECK(exported(other).size() ==
        2 * 2 + 2 * 2 * 2 + 1);  // the config's own point is no grid point
}

TEST_CASE("train --optimize searches first and trains with the best", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("config/optimize.json", quick_search().dump());
  RunOptions options;
  options.standard_input = RandomWalk(6, 1000).csv();
  const auto run =
      train(folder, quick_config(), {"--optimize", "--trials", "6", "--data", "-"}, options);
  CAPTURE(run.err);
  REQUIRE(run.exit_code == 0);
  const json out = json::parse(run.out);
  CHECK(out.at("optimize").at("study").at("trials").at("in_this_run") == 6);
  const json metadata = read_json(folder.path() / "models/staging/metadata.json");
  const json best = read_json(folder.path() / "config/best_hyperparameters.json")["best"];
  CHECK(metadata.at("recipe").at("params").at("max_depth") == best.at("params").at("max_depth"));
}

TEST_CASE("status, export and repair tell about studies", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(7, 1000).csv());
  (void)study_of(optimize(folder, walk_config(), quick_search(), {"--study", "mine"}));
  const auto status =
      run_mlpipe(folder.path(), {"optimize", "status", "--storage", "studies.log", "--json"});
  const json told = json::parse(status.out)["studies"][0];
  CHECK(told["study"] == "mine");
  CHECK(told["trials"]["complete"].get<int>() + told["trials"]["pruned"].get<int>() == 12);
  const auto csv = run_mlpipe(folder.path(), {"optimize", "export", "--storage", "studies.log"});
  CHECK_THAT(csv.out,
             ContainsSubstring("number,value,datetime_start") && ContainsSubstring("params_eta"));
  CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == 13);
  // Half a line in the middle: no program opens it, until it is repaired.
  std::string text = read_text(folder.path() / "studies.log");
  text.insert(text.find('\n') + 1, "{\"op_code\": 5, \"wor\n");
  folder.write("studies.log", text);
  const auto broken = run_mlpipe(folder.path(), {"optimize", "status", "--storage", "studies.log"});
  CHECK(broken.exit_code == 9);
  CHECK_THAT(broken.err, ContainsSubstring("optimize repair"));
  const auto repaired =
      run_mlpipe(folder.path(), {"optimize", "repair", "--storage", "studies.log"});
  CHECK(repaired.exit_code == 0);
  CHECK_THAT(repaired.out, ContainsSubstring("line 2"));
  CHECK(exported(folder).size() == 12);
  const auto other = run_mlpipe(
      folder.path(), {"optimize", "repair", "--storage", "studies.log", "--study", "mien"});
  CHECK(other.exit_code == 8);
  CHECK_THAT(other.err, ContainsSubstring("did you mean"));
}
