// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/core/time.hpp"

namespace mlpipe::tracking {

/// A stored XGBoost model as MLflow's Python sees it.
struct MlflowModel {
  std::string model_file{"model.ubj"};  ///< beside MLmodel
  std::uint64_t model_bytes = 0;
  std::string model_sha256;
  std::string xgboost_version;  ///< that wrote it
  std::string mlpipe_version;
  Timestamp created{};
  std::vector<std::string> features;  ///< in the model's order
  std::size_t outputs = 1;            ///< of one row
  std::vector<float> example;         ///< [n_features] a row; NaN: missing
};

/// Name and text of the files that make a folder with that model an MLflow model, by which
/// mlflow.xgboost.load_model, mlflow.pyfunc.load_model and `mlflow models serve` read it: MLmodel,
/// requirements.txt, python_env.yaml, conda.yaml, input_example.json, serving_input_example.json.
/// All features are of type double: MLflow takes float and int32 for that, but no int64.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> mlflow_model_files(
    const MlflowModel& model);

}  // namespace mlpipe::tracking
