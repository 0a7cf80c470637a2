// SPDX-License-Identifier: MIT
// What Python makes of these files: tests/interop/mlflow_interop.sh.
#include "mlpipe/tracking/mlflow_model.hpp"

#include <cmath>
#include <map>

#include <nlohmann/json.hpp>

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::tracking;

namespace {

MlflowModel two_features() {
  MlflowModel out;
  out.model_bytes = 5620;
  out.model_sha256 = std::string(64, 'a');
  out.xgboost_version = "1.7.4";
  out.mlpipe_version = "0.1.0";
  out.created = Timestamp(std::chrono::seconds(1795399200));
  out.features = {"ret_1", "a \"quoted\" \xC3\xA9"};
  out.example = {0.5F, std::nanf("")};
  return out;
}

std::map<std::string, std::string> files_of(const MlflowModel& model) {
  const auto list = mlflow_model_files(model);
  return {list.begin(), list.end()};
}

}  // namespace

TEST_CASE("a model's folder says how MLflow loads it", "[tracking]") {
  const auto files = files_of(two_features());
  const auto& yaml = files.at("MLmodel");
  CHECK_THAT(yaml, ContainsSubstring("\n    loader_module: mlflow.xgboost\n"));
  CHECK_THAT(yaml, ContainsSubstring("\n    data: \"model.ubj\"\n"));
  CHECK_THAT(yaml, ContainsSubstring("\n    xgb_version: \"1.7.4\"\n"));
  CHECK_THAT(yaml, ContainsSubstring("\nmodel_size_bytes: 5620\n"));
  CHECK_THAT(yaml, ContainsSubstring("\nmodel_uuid: \"" + std::string(32, 'a') + "\"\n"));
  CHECK_THAT(yaml, ContainsSubstring("\nutc_time_created: \"2026-11-23 02:00:00.000000\"\n"));
  CHECK_THAT(files.at("requirements.txt"), ContainsSubstring("xgboost>=1.7.4\n"));
  CHECK_THAT(files.at("conda.yaml"), ContainsSubstring("  - xgboost>=1.7.4\n"));
}

TEST_CASE("the signature has every feature as a number, whatever its name", "[tracking]") {
  const auto yaml = files_of(two_features()).at("MLmodel");
  const auto scalar = [&](const std::string& key) {
    const auto at = yaml.find(key) + key.size();
    return nlohmann::json::parse(yaml.substr(at, yaml.find('\n', at) - at)).get<std::string>();
  };
  const auto inputs = nlohmann::json::parse(scalar("  inputs: "));
  REQUIRE(inputs.size() == 2);
  CHECK(inputs[1]["name"] == "a \"quoted\" \xC3\xA9");
  CHECK(inputs[1]["type"] == "double");
  const auto outputs = nlohmann::json::parse(scalar("  outputs: "));
  CHECK(outputs[0]["tensor-spec"]["shape"] == nlohmann::json({-1}));
}

TEST_CASE("several classes are several outputs", "[tracking]") {
  auto model = two_features();
  model.outputs = 3;
  CHECK_THAT(files_of(model).at("MLmodel"), ContainsSubstring("[-1,3]"));
}

TEST_CASE("the example is a row as the server takes it, missing cells as null", "[tracking]") {
  const auto files = files_of(two_features());
  const auto example = nlohmann::json::parse(files.at("input_example.json"));
  CHECK(example["columns"].size() == 2);
  CHECK(example["data"][0][0] == 0.5);
  CHECK(example["data"][0][1].is_null());
  CHECK(nlohmann::json::parse(files.at("serving_input_example.json"))["dataframe_split"] ==
        example);
}
