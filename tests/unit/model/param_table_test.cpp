// SPDX-License-Identifier: MIT
// mlpipe's table against the library itself: a name that XGBoost does not know would be ignored.
#include "model/param_table.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/rng.hpp"

#include "golden_data.hpp"
#include "model/xgb_handles.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using model::ParamSpec;
using model::Task;

namespace {

std::string& log_text() {
  static std::string text;
  return text;
}

/// What XGBoost's own check says of parameters that it does not use, in one round of training.
std::string unused_by_library(const model::Params& params) {
  model::enter_library();
  log_text().clear();
  XGBRegisterLogCallback([](const char* line) { log_text() += line; });
  XGBSetGlobalConfig(R"({"verbosity":1})");
  const std::vector<float> values = {1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<float> label = {0, 1, 0, 1, 0, 1, 1, 1};
  DMatrixHandle matrix = nullptr;
  model::check(XGDMatrixCreateFromMat(values.data(), 8, 1, NAN, &matrix), "matrix");
  const model::MatrixPtr matrix_owner(matrix);
  model::check(XGDMatrixSetFloatInfo(matrix, "label", label.data(), 8), "label");
  BoosterHandle booster = nullptr;
  model::check(XGBoosterCreate(&matrix, 1, &booster), "booster");
  const model::BoosterPtr booster_owner(booster);
  XGBoosterSetParam(booster, "validate_parameters", "1");
  XGBoosterSetParam(booster, "nthread", "1");
  for (const auto& [name, value] : params) {
    XGBoosterSetParam(booster, name.c_str(), value.c_str());
  }
  model::check(XGBoosterUpdateOneIter(booster, 0, matrix), "training");
  XGBSetGlobalConfig(R"({"verbosity":0})");
  XGBRegisterLogCallback([](const char*) {});
  return log_text();
}

std::string some_value(const ParamSpec& spec) {
  switch (spec.kind) {
    case ParamSpec::Kind::kChoice:
      return spec.choices.front();
    case ParamSpec::Kind::kFlag:
      return "1";
    case ParamSpec::Kind::kInteger:
      return std::to_string(static_cast<int>(std::max(spec.low, std::min(2.0, spec.high))));
    case ParamSpec::Kind::kReal:
      return spec.name == "tweedie_variance_power" ? "1.5" : "0.5";
    default:
      return spec.name == "device"                    ? "cpu"
             : spec.name == "objective"               ? "binary:logistic"
             : spec.name == "eval_metric"             ? "auc"
             : spec.name == "interaction_constraints" ? "[[0]]"
                                                      : "(1)";
  }
}

/// Parameters beside which this one has its effect.
model::Params beside(const std::string& name) {
  static const std::map<std::string, std::string> kObjectives = {
      {"tweedie_variance_power", "reg:tweedie"},
      {"huber_slope", "reg:pseudohubererror"},
      {"quantile_alpha", "reg:quantileerror"},
      {"scale_pos_weight", "binary:logistic"},
  };
  model::Params params;
  if (const auto found = kObjectives.find(name); found != kObjectives.end()) {
    params.emplace_back("objective", found->second);
  }
  if (name != "tree_method") {
    params.emplace_back("tree_method", "hist");
  }
  return params;
}

struct Labelled {
  explicit Labelled(Task task) {
    auto rng = Rng::stream(3, 0);
    for (std::size_t i = 0; i < 90; ++i) {
      values.push_back(static_cast<float>(rng.normal()));
      const auto code = static_cast<float>(i % 3);
      label.push_back(task == Task::kMulticlass ? code
                      : task == Task::kBinary   ? static_cast<float>(i % 2)
                                                : static_cast<float>(0.05 + 0.9 * rng.uniform()));
    }
  }
  [[nodiscard]] model::FitData data() const { return {{values.data(), 90, 1}, label, {}}; }
  std::vector<float> values, label;
};

model::Booster train(Task task, const model::Params& params) {
  const Labelled sample(task);
  model::BoostOptions options;
  options.params = model::complete_params(params, task, 3, 1);
  options.max_rounds = 3;
  options.feature_names = {"x"};
  const auto data = sample.data();
  return model::Booster::train(data, &data, options, StopFlag());
}

model::Params with_alpha(const std::string& name) {
  if (name == "quantile" || name == "reg:quantileerror") {
    return {{"objective", "reg:quantileerror"}, {"quantile_alpha", "0.3"}};
  }
  return {};
}

}  // namespace

TEST_CASE("XGBoost itself knows every legal parameter", "[model][contract][xgboost]") {
  CHECK_THAT(unused_by_library({{"max_dept", "2"}}), ContainsSubstring("max_dept"));
  for (const auto& spec : model::param_table()) {
    if (spec.kind == ParamSpec::Kind::kRefused || model::library_version() < spec.since) {
      continue;
    }
    auto names = spec.aliases;
    names.push_back(spec.name);
    for (const auto& name : names) {
      CAPTURE(name);
      auto params = beside(spec.name);
      if (!spec.booster.empty()) {
        params.emplace_back("booster", spec.booster);
      }
      params.emplace_back(name, some_value(spec));
      CHECK(unused_by_library(params).find('"' + name + '"') == std::string::npos);
    }
  }
}

TEST_CASE("every objective trains, and its model comes back", "[model][contract][xgboost]") {
  for (const auto& objective : model::objective_table()) {
    if (model::library_version() < objective.since) {
      continue;
    }
    CAPTURE(objective.name);
    auto params = with_alpha(objective.name);
    if (params.empty()) {
      params.emplace_back("objective", objective.name);
    }
    CHECK(model::check_params(params).empty());
    const auto booster = train(objective.task, params);
    REQUIRE(booster.evals().size() == 1);
    CHECK(booster.evals()[0].metric == objective.metric);
    const Labelled sample(objective.task);
    const auto found = booster.predict(sample.data().features);
    CHECK(found.size() == 90 * booster.outputs());
    CHECK(
        std::all_of(found.begin(), found.end(), [](float value) { return std::isfinite(value); }));
    CHECK(golden::load(booster.to_bytes()).predict(sample.data().features) == found);
  }
}

TEST_CASE("every metric is evaluated for every task that it is for", "[model][contract][xgboost]") {
  for (const auto& metric : model::metric_table()) {
    if (model::library_version() < metric.since) {
      continue;
    }
    for (const auto task : metric.tasks) {
      CAPTURE(metric.name);
      auto params = with_alpha(metric.name);
      const bool power = metric.name == "tweedie-nloglik";
      params.emplace_back("eval_metric", metric.name + (power ? "@1.5" : ""));
      CHECK(model::check_params(params).empty());
      CHECK(train(task, params).evals().back().values.size() == 3);
    }
  }
}

TEST_CASE("names in the table are unique, aliases included", "[model][contract]") {
  std::vector<std::string> names;
  for (const auto& spec : model::param_table()) {
    names.push_back(spec.name);
    names.insert(names.end(), spec.aliases.begin(), spec.aliases.end());
    CHECK((spec.kind == ParamSpec::Kind::kRefused) == !spec.refusal.empty());
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}
