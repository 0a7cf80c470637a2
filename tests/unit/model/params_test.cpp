// SPDX-License-Identifier: MIT
#include "mlpipe/model/params.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/model/options.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using model::Params;
using model::Task;

namespace {

model::ModelOptions parse(const std::string& text) {
  model::ModelOptions options;
  JsonReader::read(parse_json(text, "pipeline.json"), "pipeline.json", [&](JsonReader& root) {
    root.object("model", [&](JsonReader& reader) { options = model::parse_model_options(reader); });
  });
  return options;
}

std::string error_of(const std::string& text) {
  try {
    parse(text);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

std::string problem_of(const std::string& name, const std::string& value, Params beside = {}) {
  beside.emplace_back(name, value);
  for (const auto& problem : model::check_params(beside)) {
    if (problem.name == name) {
      return problem.what;
    }
  }
  return "";
}

const std::vector<std::string> kFeatures = {"open", "close", "volume"};

}  // namespace

TEST_CASE("an unknown parameter is refused with its pointer and the nearest name", "[model]") {
  CHECK_THAT(error_of(R"({"model": {"params": {"max_dept": 4, "learning_rat": 0.1}}})"),
             ContainsSubstring("/model/params/max_dept: XGBoost has no such parameter (did you "
                               "mean \"max_depth\"?)") &&
                 ContainsSubstring("/model/params/learning_rat: XGBoost has no such parameter (did "
                                   "you mean \"learning_rate\"?)"));
}

TEST_CASE("values outside a parameter's range are refused", "[model]") {
  const auto [name, value] = GENERATE(table<std::string, std::string>({
      {"subsample", "0"},
      {"subsample", "1.01"},
      {"eta", "0"},
      {"learning_rate", "-0.1"},
      {"max_depth", "-1"},
      {"max_depth", "3.5"},
      {"max_bin", "1"},
      {"gamma", "-1"},
      {"lambda", "nan"},
      {"alpha", "inf"},
      {"colsample_bynode", "0"},
      {"tree_method", "auto"},
      {"tree_method", "gpu_hist"},
      {"booster", "gblinear"},
      {"grow_policy", "deep"},
      {"seed", "x"},
      {"num_parallel_tree", "0"},
      {"base_score", ""},
      {"tweedie_variance_power", "2.5"},
      {"objective", "binary:logitraw"},
      {"objective", "multi:softmax"},
      {"objective", "rank:pairwise"},
      {"objective", "binary:logisitc"},
      {"eval_metric", "ndcg@5"},
      {"eval_metric", "loglos"},
      {"eval_metric", "auc@5"},
      {"eval_metric", "error@x"},
  }));
  CAPTURE(name, value);
  CHECK(problem_of(name, value) != "");
}

TEST_CASE("legal parameters pass by every name", "[model]") {
  const auto [name, value] = GENERATE(table<std::string, std::string>({
      {"eta", "0.3"},
      {"learning_rate", "1"},
      {"min_split_loss", "0"},
      {"reg_lambda", "1e3"},
      {"reg_alpha", "0"},
      {"max_depth", "0"},
      {"subsample", "0.5"},
      {"tree_method", "exact"},
      {"seed_per_iteration", "true"},
      {"random_state", "7"},
      {"grow_policy", "lossguide"},
      {"eval_metric", "error@0.7"},
      {"objective", "count:poisson"},
      {"monotone_constraints", "(1,0,-1)"},
  }));
  CAPTURE(name, value);
  CHECK(problem_of(name, value) == "");
}

TEST_CASE("what mlpipe sets itself is refused with its own key", "[model]") {
  CHECK_THAT(problem_of("nthread", "4"), ContainsSubstring("--threads"));
  CHECK_THAT(problem_of("n_jobs", "4"), ContainsSubstring("--threads"));
  CHECK_THAT(problem_of("n_estimators", "4"), ContainsSubstring("/model/max_rounds"));
  CHECK_THAT(problem_of("early_stopping_rounds", "4"),
             ContainsSubstring("/model/early_stopping_rounds"));
  CHECK_THAT(problem_of("num_class", "3"), ContainsSubstring("counted"));
}

TEST_CASE("a parameter that this XGBoost would ignore is refused", "[model][xgboost]") {
  if (model::library_version().major < 2) {
    CHECK_THAT(problem_of("device", "cuda"), ContainsSubstring("needs XGBoost 2.0 or later"));
    CHECK_THAT(problem_of("objective", "reg:quantileerror"), ContainsSubstring("2.0 or later"));
  } else {
    CHECK(problem_of("device", "cuda") == "");
    CHECK_THAT(problem_of("device", "gpu"), ContainsSubstring("must be cpu, cuda"));
  }
}

TEST_CASE("parameters without effect beside others are refused", "[model]") {
  CHECK_THAT(problem_of("rate_drop", "0.1"), ContainsSubstring("booster dart"));
  CHECK(problem_of("rate_drop", "0.1", {{"booster", "dart"}}) == "");
  CHECK_THAT(problem_of("max_leaves", "31", {{"tree_method", "exact"}}),
             ContainsSubstring("no effect"));
  CHECK_THAT(problem_of("max_depth", "0", {{"tree_method", "exact"}}),
             ContainsSubstring("no limit"));
  CHECK_THAT(problem_of("huber_slope", "1"), ContainsSubstring("reg:pseudohubererror"));
  CHECK_THAT(problem_of("learning_rate", "0.1", {{"eta", "0.1"}}), ContainsSubstring("twice"));
}

TEST_CASE("the objective must fit the label", "[model]") {
  const auto complete = [](const char* objective, Task task) {
    return model::complete_params({{"objective", objective}}, task, 3, 1);
  };
  CHECK_THROWS_AS(complete("reg:squarederror", Task::kBinary), ConfigError);
  CHECK_THROWS_AS(complete("binary:logistic", Task::kRegression), ConfigError);
  CHECK_THROWS_AS(complete("binary:logistic", Task::kMulticlass), ConfigError);
  CHECK_THROWS_AS(model::complete_params({{"eval_metric", "auc"}}, Task::kRegression, 0, 1),
                  ConfigError);
}

TEST_CASE("complete parameters say all that decides the result", "[model]") {
  const auto params = model::complete_params({{"learning_rate", "0.1"}}, Task::kMulticlass, 3, 42);
  CHECK(params == Params{{"learning_rate", "0.1"},
                         {"objective", "multi:softprob"},
                         {"num_class", "3"},
                         {"eval_metric", "mlogloss"},
                         {"tree_method", "hist"},
                         {"max_bin", "256"},
                         {"seed", "42"}});
  CHECK(model::find_param(params, "eta") == "0.1");
}

TEST_CASE("constraints by name become constraints by position", "[model]") {
  const auto translate = [](const char* name, const char* text) {
    return model::translate_constraints({{name, text}}, kFeatures).front().second;
  };
  CHECK(translate("monotone_constraints", R"({"volume": -1, "open": 1})") == "(1,0,-1)");
  CHECK(translate("monotone_constraints", "(1, 0, -1)") == "(1,0,-1)");
  CHECK(translate("monotone_constraints", "[0,1]") == "(0,1,0)");
  CHECK(translate("interaction_constraints", R"([["open", "volume"], ["close"]])") ==
        "[[0,2],[1]]");
  CHECK(translate("interaction_constraints", "[[0,1]]") == "[[0,1]]");
}

TEST_CASE("constraints on unknown features are refused", "[model]") {
  const auto [name, text] = GENERATE(table<std::string, std::string>({
      {"monotone_constraints", R"({"opne": 1})"},
      {"monotone_constraints", R"({"open": 2})"},
      {"monotone_constraints", "(1,0,0,1)"},
      {"monotone_constraints", "up"},
      {"interaction_constraints", R"([["opne"]])"},
      {"interaction_constraints", "[[3]]"},
      {"interaction_constraints", "[[-1]]"},
      {"interaction_constraints", "[0, 1]"},
      {"interaction_constraints", "{}"},
  }));
  CAPTURE(name, text);
  CHECK_THROWS_AS(model::translate_constraints({{name, text}}, kFeatures), ConfigError);
}

TEST_CASE("metrics are maximised by Python's rule", "[model]") {
  for (const auto* metric : {"auc", "aucpr", "ndcg@5", "map", "pre@3"}) {
    CHECK(model::is_maximized(metric));
  }
  for (const auto* metric : {"mape", "mae", "logloss", "merror", "rmse", "mphe"}) {
    CHECK_FALSE(model::is_maximized(metric));
  }
}

TEST_CASE("model options come back as they were written", "[model]") {
  const auto text = GENERATE(
      R"({"model": {}})",
      R"({"model": {"params": {"eta": 0.05, "eval_metric": ["logloss", "auc"], "max_depth": 4,
          "objective": "binary:logistic", "seed_per_iteration": true}, "max_rounds": 30,
          "early_stopping_rounds": 0, "class_weight": "balanced", "time_decay": "1y"}})",
      R"({"model": {"params": {"monotone_constraints": {"open": 1}, "eval_metric": "auc",
          "interaction_constraints": [["open", "close"]]}, "class_weight": [1, 2.5],
          "time_decay": 250}})",
      R"json({"model": {"params": {"monotone_constraints": "(1,0,-1)"}, "time_decay": null}})json");
  const auto options = parse(text);
  const auto written = "{\"model\": " + model::write_model_options(options).dump() + "}";
  CAPTURE(written);
  CHECK(parse(written) == options);
}

TEST_CASE("all problems of the model section are told at once", "[model]") {
  const auto what = error_of(
      R"({"model": {"params": {"nthread": 2, "subsample": 0, "eta": [1]}, "max_round": 5,
          "class_weight": [1, -1], "time_decay": "0d"}})");
  for (const auto* pointer :
       {"/model/params/nthread", "/model/params/subsample", "/model/params/eta",
        "/model/max_round:", "/model/class_weight", "/model/time_decay"}) {
    CHECK_THAT(what, ContainsSubstring(pointer));
  }
}
