// SPDX-License-Identifier: MIT
#pragma once

// The only include of XGBoost's functions.
#include <xgboost/c_api.h>

namespace mlpipe::model {

/// XGBoost's functions. The library is loaded when they are first asked for: commands that touch no
/// model begin in half the time, and OpenMP, which comes with it, reads its settings only then.
struct XgbApi {
  decltype(&::XGBGetLastError) get_last_error = nullptr;
  decltype(&::XGBRegisterLogCallback) register_log_callback = nullptr;
  decltype(&::XGBSetGlobalConfig) set_global_config = nullptr;
  decltype(&::XGBoostVersion) version = nullptr;
  decltype(&::XGDMatrixCreateFromDense) matrix_create_from_dense = nullptr;
  decltype(&::XGDMatrixFree) matrix_free = nullptr;
  decltype(&::XGDMatrixSetInfoFromInterface) matrix_set_info_from_interface = nullptr;
  decltype(&::XGDMatrixSetStrFeatureInfo) matrix_set_str_feature_info = nullptr;
  decltype(&::XGProxyDMatrixCreate) proxy_matrix_create = nullptr;
  decltype(&::XGProxyDMatrixSetDataDense) proxy_matrix_set_data_dense = nullptr;
  decltype(&::XGQuantileDMatrixCreateFromCallback) quantile_matrix_create_from_callback = nullptr;
  decltype(&::XGBoosterBoostedRounds) booster_boosted_rounds = nullptr;
  decltype(&::XGBoosterCreate) booster_create = nullptr;
  decltype(&::XGBoosterEvalOneIter) booster_eval_one_iter = nullptr;
  decltype(&::XGBoosterFeatureScore) booster_feature_score = nullptr;
  decltype(&::XGBoosterFree) booster_free = nullptr;
  decltype(&::XGBoosterGetAttr) booster_get_attr = nullptr;
  decltype(&::XGBoosterGetNumFeature) booster_get_num_feature = nullptr;
  decltype(&::XGBoosterGetStrFeatureInfo) booster_get_str_feature_info = nullptr;
  decltype(&::XGBoosterLoadModelFromBuffer) booster_load_model_from_buffer = nullptr;
  decltype(&::XGBoosterPredictFromDense) booster_predict_from_dense = nullptr;
  decltype(&::XGBoosterSaveModelToBuffer) booster_save_model_to_buffer = nullptr;
  decltype(&::XGBoosterSetAttr) booster_set_attr = nullptr;
  decltype(&::XGBoosterSetParam) booster_set_param = nullptr;
  decltype(&::XGBoosterSetStrFeatureInfo) booster_set_str_feature_info = nullptr;
  decltype(&::XGBoosterSlice) booster_slice = nullptr;
  decltype(&::XGBoosterUpdateOneIter) booster_update_one_iter = nullptr;
};

/// Loads XGBoost where that is yet to be done. @throws IoError without it
[[nodiscard]] const XgbApi& xgb();

}  // namespace mlpipe::model
