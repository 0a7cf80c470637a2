// SPDX-License-Identifier: MIT
// Against models that Python's xgboost 1.7.4 trained: see tests/fixtures/xgboost/README.md.
#include <cmath>

#include "golden_data.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using golden::difference;
using golden::Recipe;

namespace {

const auto kNames = {"binary", "regression", "exact", "sampled"};

/// Training is promised to repeat within a minor version, exact in all of them.
bool trains_alike(const std::string& name) {
  const auto version = model::library_version();
  return name == "exact" || (version.major == 1 && version.minor == 7);
}

constexpr std::pair<model::Importance, const char*> kKinds[] = {
    {model::Importance::kWeight, "weight"},
    {model::Importance::kGain, "gain"},
    {model::Importance::kCover, "cover"},
    {model::Importance::kTotalGain, "total_gain"},
    {model::Importance::kTotalCover, "total_cover"},
};

void check_importances(const model::Booster& booster, const std::string& name) {
  const auto wanted = nlohmann::json::parse(golden::read_file(name + ".importance.json"));
  for (const auto& [kind, key] : kKinds) {
    const auto found = booster.importance(kind);
    CAPTURE(key);
    REQUIRE(found.size() == wanted[key].size());
    for (const auto& [feature, score] : found) {
      CAPTURE(feature);
      CHECK(score == wanted[key][feature].get<double>());
    }
  }
}

}  // namespace

TEST_CASE("a model file of Python predicts the same bits", "[model][reference][xgboost]") {
  for (const auto* name : kNames) {
    for (const auto* format : {".model.ubj", ".model.json"}) {
      CAPTURE(name, format);
      const Recipe recipe(name);
      const auto wanted = golden::read_table(std::string(name) + ".predictions.csv");
      const auto booster = golden::load(golden::read_file(std::string(name) + format));
      CHECK(difference(booster.predict(recipe.all()), wanted.at("prediction")) == 0.0);
      model::PredictOptions margin;
      margin.margin = true;
      margin.threads = 2;
      CHECK(difference(booster.predict(recipe.all(), margin), wanted.at("margin")) == 0.0);
      CHECK(booster.feature_names() == recipe.options.feature_names);
      CHECK(booster.rounds() == recipe.json["boosted_rounds"].get<int>());
      check_importances(booster, name);
    }
  }
}

TEST_CASE("training gives the trees that Python's training gives", "[model][reference][xgboost]") {
  for (const auto* name : kNames) {
    if (!trains_alike(name)) {
      continue;
    }
    CAPTURE(name);
    const Recipe recipe(name);
    const auto booster = recipe.train();
    const bool stops = recipe.options.early_stopping_rounds > 0;
    const auto wanted = golden::read_table(std::string(name) + ".predictions.csv");
    const auto& column = wanted.at(stops ? "prediction_best" : "prediction");
    CHECK(difference(booster.predict(recipe.all()), column) == 0.0);
    if (!stops) {
      check_importances(booster, name);
    }
    const auto evals = golden::read_table(std::string(name) + ".evals.csv");
    REQUIRE(booster.evals().size() + 1 == evals.size());
    for (const auto& series : booster.evals()) {
      CHECK(series.values == evals.at(series.set + "-" + series.metric));
    }
  }
}

TEST_CASE("early stopping keeps the best round of the last metric", "[model][reference][xgboost]") {
  const Recipe recipe("regression");
  const auto booster = recipe.train();
  const auto& series = booster.evals().back();
  CHECK(series.set == "valid");
  CHECK(series.metric == "mae");
  const auto best = std::min_element(series.values.begin(), series.values.end());
  CHECK(booster.best_round() == best - series.values.begin());
  CHECK(booster.best_score() == *best);
  CHECK(booster.rounds() == booster.best_round() + 1);
  CHECK(series.values.size() == static_cast<std::size_t>(booster.rounds()) + 10);
  if (trains_alike("regression")) {
    CHECK(booster.best_round() == recipe.json["best_iteration"].get<int>());
    CHECK(booster.best_score() == recipe.json["best_score"].get<double>());
  }
}

TEST_CASE("the stopped model predicts as the first rounds of the whole one",
          "[model][reference][xgboost]") {
  const Recipe recipe("regression");
  const auto whole = golden::load(golden::read_file("regression.model.ubj"));
  const auto wanted = golden::read_table("regression.predictions.csv");
  model::PredictOptions first;
  first.rounds = whole.best_round() + 1;
  CHECK(first.rounds == 35);
  CHECK(difference(whole.predict(recipe.all(), first), wanted.at("prediction_best")) == 0.0);
}

TEST_CASE("a retrained model scores as the golden one in any version",
          "[model][reference][xgboost]") {
  for (const auto* name : kNames) {
    CAPTURE(name);
    const Recipe recipe(name);
    const auto booster = recipe.train();
    const auto evals = golden::read_table(std::string(name) + ".evals.csv");
    const auto& series = booster.evals().back();
    const auto& wanted = evals.at(series.set + "-" + series.metric);
    const auto best = [&](const std::vector<double>& values) {
      return model::is_maximized(series.metric) ? *std::max_element(values.begin(), values.end())
                                                : *std::min_element(values.begin(), values.end());
    };
    CHECK(best(series.values) == Approx(best(wanted)).epsilon(0.05));
  }
}

TEST_CASE("the model's bytes do not depend on threads or repetition", "[model][xgboost]") {
  for (const auto* name : kNames) {
    CAPTURE(name);
    const Recipe recipe(name);
    const auto bytes = recipe.train(1).to_bytes();
    CHECK(recipe.train(2).to_bytes() == bytes);
    CHECK(recipe.train(1).to_bytes() == bytes);
  }
}

TEST_CASE("a saved model comes back the same", "[model][xgboost]") {
  for (const auto* name : kNames) {
    CAPTURE(name);
    const Recipe recipe(name);
    const auto trained = recipe.train();
    const auto bytes = trained.to_bytes();
    const auto loaded = golden::load(bytes);
    CHECK(loaded.predict(recipe.all(), 2) == trained.predict(recipe.all(), 1));
    CHECK(loaded.to_bytes() == bytes);
    CHECK(loaded.best_round() == trained.best_round());
    CHECK(loaded.rounds() == trained.rounds());
    CHECK(loaded.outputs() == trained.outputs());
    CHECK(loaded.feature_names() == trained.feature_names());
  }
}
