// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/mlflow_model.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"

namespace mlpipe::tracking {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kUuidDigits = 32;
/// No Python wrote this model, but MLflow's files must name one to load it with: Debian 12's, which
/// has wheels of MLflow and of XGBoost.
constexpr const char* kPython = "3.11";
constexpr const char* kFullPython = "3.11.2";  // MLmodel wants three parts
/// The oldest MLflow that our SQLite files are for, see docs/tracking.md.
constexpr const char* kOldestMlflow = "2.8";

/// A double-quoted YAML scalar: JSON's strings are such.
std::string yaml(const std::string& text) {
  return to_json_line(ordered_json(text));
}

std::string one_line(const ordered_json& document) {
  return to_json_line(document);
}

ordered_json input_columns(const MlflowModel& model) {
  auto out = ordered_json::array();
  for (const auto& feature : model.features) {
    out.push_back({{"type", "double"}, {"name", feature}, {"required", true}});
  }
  return out;
}

ordered_json output_tensor(const MlflowModel& model) {
  auto shape = ordered_json::array({-1});
  if (model.outputs > 1) {
    shape.push_back(model.outputs);
  }
  return ordered_json::array(
      {{{"type", "tensor"}, {"tensor-spec", {{"dtype", "float32"}, {"shape", shape}}}}});
}

/// MLflow reads "2026-11-29 02:00:00.000000", in UTC.
std::string created_text(const MlflowModel& model) {
  std::string text = to_iso8601(model.created);
  text[text.find('T')] = ' ';
  text.pop_back();
  return text + (text.find('.') == std::string::npos ? ".000000" : "");
}

std::string model_yaml(const MlflowModel& model) {
  const std::string file = yaml(model.model_file);
  return "flavors:\n"
         "  python_function:\n"
         "    data: " +
         file +
         "\n"
         "    env:\n"
         "      conda: conda.yaml\n"
         "      virtualenv: python_env.yaml\n"
         "    loader_module: mlflow.xgboost\n"
         "    python_version: " +
         kFullPython +
         "\n"
         "  xgboost:\n"
         "    code: null\n"
         "    data: " +
         file +
         "\n"
         "    model_class: xgboost.core.Booster\n"
         "    model_format: ubj\n"
         "    xgb_version: " +
         yaml(model.xgboost_version) +
         "\n"
         "metadata:\n"
         "  mlpipe_version: " +
         yaml(model.mlpipe_version) +
         "\n"
         "  model_sha256: " +
         yaml(model.model_sha256) +
         "\n"
         "mlflow_version: " +
         kOldestMlflow +
         ".0\n"
         "model_size_bytes: " +
         std::to_string(model.model_bytes) +
         "\n"
         "model_uuid: " +
         yaml(model.model_sha256.substr(0, kUuidDigits)) +
         "\n"
         "saved_input_example_info:\n"
         "  artifact_path: input_example.json\n"
         "  pandas_orient: split\n"
         "  serving_input_path: serving_input_example.json\n"
         "  type: dataframe\n"
         "signature:\n"
         "  inputs: " +
         yaml(one_line(input_columns(model))) +
         "\n"
         "  outputs: " +
         yaml(one_line(output_tensor(model))) +
         "\n"
         "  params: null\n"
         "utc_time_created: " +
         yaml(created_text(model)) + "\n";
}

/// XGBoost at least as new as the one that wrote the model, of any later version: it reads older
/// models, and an exact one could not be installed beside today's NumPy.
std::vector<std::string> requirements(const MlflowModel& model) {
  return {std::string("mlflow>=") + kOldestMlflow, "xgboost>=" + model.xgboost_version, "pandas",
          "numpy"};
}

std::string requirements_text(const MlflowModel& model) {
  std::string out;
  for (const auto& line : requirements(model)) {
    out += line + "\n";
  }
  return out;
}

std::string conda_yaml(const MlflowModel& model) {
  std::string out = std::string("channels:\n- conda-forge\ndependencies:\n- python=") + kPython +
                    "\n- pip\n- pip:\n";
  for (const auto& line : requirements(model)) {
    out += "  - " + line + "\n";
  }
  return out + "name: mlflow-env\n";
}

ordered_json example_frame(const MlflowModel& model) {
  auto row = ordered_json::array();
  for (const float value : model.example) {
    row.push_back(std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr));
  }
  return {{"columns", model.features}, {"data", ordered_json::array({row})}};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> mlflow_model_files(const MlflowModel& model) {
  const auto example = example_frame(model);
  return {{"MLmodel", model_yaml(model)},
          {"requirements.txt", requirements_text(model)},
          {"python_env.yaml",
           std::string("python: \"") + kPython +
               "\"\nbuild_dependencies:\n- pip\n- setuptools\n- wheel\ndependencies:\n- -r "
               "requirements.txt\n"},
          {"conda.yaml", conda_yaml(model)},
          {"input_example.json", one_line(example) + "\n"},
          {"serving_input_example.json", one_line({{"dataframe_split", example}}) + "\n"}};
}

}  // namespace mlpipe::tracking
