// SPDX-License-Identifier: MIT
#include "model/xgb_api.hpp"

#include "mlpipe/core/shared_library.hpp"

namespace mlpipe::model {
namespace {

XgbApi load() {
  // For all to see: its OpenMP is asked for by name (OneOpenMpThread).
  const SharedLibrary library(MLPIPE_XGBOOST_LIBRARY, SharedLibrary::Symbols::kForAll,
                              "install XGBoost (Debian and Ubuntu: libxgboost0), or build mlpipe "
                              "with -DXGBOOST_ROOT=PREFIX");
  XgbApi api;
  library.find("XGBGetLastError", api.get_last_error);
  library.find("XGBRegisterLogCallback", api.register_log_callback);
  library.find("XGBSetGlobalConfig", api.set_global_config);
  library.find("XGBoostVersion", api.version);
  library.find("XGDMatrixCreateFromDense", api.matrix_create_from_dense);
  library.find("XGDMatrixFree", api.matrix_free);
  library.find("XGDMatrixSetInfoFromInterface", api.matrix_set_info_from_interface);
  library.find("XGDMatrixSetStrFeatureInfo", api.matrix_set_str_feature_info);
  library.find("XGProxyDMatrixCreate", api.proxy_matrix_create);
  library.find("XGProxyDMatrixSetDataDense", api.proxy_matrix_set_data_dense);
  library.find("XGQuantileDMatrixCreateFromCallback", api.quantile_matrix_create_from_callback);
  library.find("XGBoosterBoostedRounds", api.booster_boosted_rounds);
  library.find("XGBoosterCreate", api.booster_create);
  library.find("XGBoosterEvalOneIter", api.booster_eval_one_iter);
  library.find("XGBoosterFeatureScore", api.booster_feature_score);
  library.find("XGBoosterFree", api.booster_free);
  library.find("XGBoosterGetAttr", api.booster_get_attr);
  library.find("XGBoosterGetNumFeature", api.booster_get_num_feature);
  library.find("XGBoosterGetStrFeatureInfo", api.booster_get_str_feature_info);
  library.find("XGBoosterLoadModelFromBuffer", api.booster_load_model_from_buffer);
  library.find("XGBoosterPredictFromDense", api.booster_predict_from_dense);
  library.find("XGBoosterSaveModelToBuffer", api.booster_save_model_to_buffer);
  library.find("XGBoosterSetAttr", api.booster_set_attr);
  library.find("XGBoosterSetParam", api.booster_set_param);
  library.find("XGBoosterSetStrFeatureInfo", api.booster_set_str_feature_info);
  library.find("XGBoosterSlice", api.booster_slice);
  library.find("XGBoosterUpdateOneIter", api.booster_update_one_iter);
  return api;
}

}  // namespace

const XgbApi& xgb() {
  static const XgbApi kApi = load();
  return kApi;
}

}  // namespace mlpipe::model
