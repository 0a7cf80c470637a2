// SPDX-License-Identifier: MIT
#include "model/matrix.hpp"

#include <cstdint>

#include "mlpipe/core/error.hpp"

namespace mlpipe::model {
namespace {

std::string interface_of(const float* values, const std::string& shape) {
  return R"({"data":[)" + std::to_string(reinterpret_cast<std::uintptr_t>(values)) +
         R"(,true],"shape":[)" + shape + R"(],"typestr":"<f4","version":3})";
}

std::string matrix_config(const MatrixOptions& options) {
  return R"({"missing":NaN,"nthread":)" + std::to_string(options.threads) + R"(,"max_bin":)" +
         options.max_bin + "}";
}

/// Label, weight and feature types, on a matrix or on the proxy of a batch. Weights must be known
/// when the bins are made: the sketch is weighted.
void set_columns(DMatrixHandle handle, const FitData& data, const std::vector<bool>& categorical) {
  const auto label = array_interface(data.label);
  check(xgb().matrix_set_info_from_interface(handle, "label", label.c_str()), "setting the labels");
  if (!data.weight.empty()) {
    const auto weight = array_interface(data.weight);
    check(xgb().matrix_set_info_from_interface(handle, "weight", weight.c_str()),
          "setting the weights");
  }
  if (!categorical.empty()) {
    std::vector<const char*> types;
    for (const bool is_category : categorical) {
      types.push_back(is_category ? "c" : "q");
    }
    check(xgb().matrix_set_str_feature_info(handle, "feature_type", types.data(), types.size()),
          "setting the feature types");
  }
}

/// The whole data as one batch, as often as XGBoost walks over it.
struct OneBatch {
  const FitData& data;
  const MatrixOptions& options;
  DMatrixHandle proxy;
  bool given = false;
  std::string failure;
};

/// Called from C: an exception must not pass, so the message waits in the batch.
int next_batch(DataIterHandle handle) {
  auto& batch = *static_cast<OneBatch*>(handle);
  if (batch.given) {
    return 0;
  }
  batch.given = true;
  try {
    const auto values = array_interface(batch.data.features);
    check(xgb().proxy_matrix_set_data_dense(batch.proxy, values.c_str()), "reading the features");
    set_columns(batch.proxy, batch.data, batch.options.categorical);
    return 1;
  } catch (const std::exception& error) {
    batch.failure = error.what();
    return 0;
  }
}

void reset_batch(DataIterHandle handle) {
  static_cast<OneBatch*>(handle)->given = false;
}

}  // namespace

std::string array_interface(const data::MatrixView& matrix) {
  return interface_of(matrix.values,
                      std::to_string(matrix.rows) + "," + std::to_string(matrix.cols));
}

std::string array_interface(std::span<const float> values) {
  return interface_of(values.data(), std::to_string(values.size()));
}

MatrixPtr make_dense(const FitData& data, const MatrixOptions& options) {
  DMatrixHandle handle = nullptr;
  const auto values = array_interface(data.features);
  const auto config = matrix_config(options);
  check(xgb().matrix_create_from_dense(values.c_str(), config.c_str(), &handle),
        "making the matrix");
  MatrixPtr matrix(handle);
  set_columns(handle, data, options.categorical);
  return matrix;
}

MatrixPtr make_quantile(const FitData& data, const MatrixOptions& options, DMatrixHandle ref) {
  DMatrixHandle proxy_handle = nullptr;
  check(xgb().proxy_matrix_create(&proxy_handle), "making the matrix");
  const MatrixPtr proxy(proxy_handle);
  OneBatch batch{data, options, proxy_handle, false, {}};
  DMatrixHandle handle = nullptr;
  const auto config = matrix_config(options);
  const int code = xgb().quantile_matrix_create_from_callback(
      &batch, proxy_handle, ref, reset_batch, next_batch, config.c_str(), &handle);
  MatrixPtr matrix(code == 0 ? handle : nullptr);
  if (!batch.failure.empty()) {
    throw ModelError(batch.failure);
  }
  check(code, "binning the features");
  return matrix;
}

}  // namespace mlpipe::model
