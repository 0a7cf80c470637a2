// SPDX-License-Identifier: MIT
#include "model/xgb_api.hpp"

#include <string>

#include <dlfcn.h>

#include "mlpipe/core/error.hpp"

namespace mlpipe::model {
namespace {

[[noreturn]] void cannot_load() {
  const char* const why = ::dlerror();
  throw ModelError(
      "XGBoost cannot be loaded: " + std::string(why == nullptr ? MLPIPE_XGBOOST_LIBRARY : why) +
      "; install it (Debian and Ubuntu: libxgboost0), or build mlpipe with "
      "-DXGBOOST_ROOT=PREFIX");
}

/// As the linker would: what somebody put in front of the library (LD_PRELOAD) is found first.
template <class Function>
void find(const char* name, Function& function) {
  void* const symbol = ::dlsym(RTLD_DEFAULT, name);
  if (symbol == nullptr) {
    cannot_load();
  }
  function = reinterpret_cast<Function>(symbol);
}

XgbApi load() {
  // For all to see: its OpenMP is asked for by name (OneOpenMpThread). Never unloaded, for it has
  // threads.
  if (::dlopen(MLPIPE_XGBOOST_LIBRARY, RTLD_LAZY | RTLD_GLOBAL) == nullptr) {
    cannot_load();
  }
  XgbApi api;
  find("XGBGetLastError", api.get_last_error);
  find("XGBRegisterLogCallback", api.register_log_callback);
  find("XGBSetGlobalConfig", api.set_global_config);
  find("XGBoostVersion", api.version);
  find("XGDMatrixCreateFromDense", api.matrix_create_from_dense);
  find("XGDMatrixFree", api.matrix_free);
  find("XGDMatrixSetInfoFromInterface", api.matrix_set_info_from_interface);
  find("XGDMatrixSetStrFeatureInfo", api.matrix_set_str_feature_info);
  find("XGProxyDMatrixCreate", api.proxy_matrix_create);
  find("XGProxyDMatrixSetDataDense", api.proxy_matrix_set_data_dense);
  find("XGQuantileDMatrixCreateFromCallback", api.quantile_matrix_create_from_callback);
  find("XGBoosterBoostedRounds", api.booster_boosted_rounds);
  find("XGBoosterCreate", api.booster_create);
  find("XGBoosterEvalOneIter", api.booster_eval_one_iter);
  find("XGBoosterFeatureScore", api.booster_feature_score);
  find("XGBoosterFree", api.booster_free);
  find("XGBoosterGetAttr", api.booster_get_attr);
  find("XGBoosterGetNumFeature", api.booster_get_num_feature);
  find("XGBoosterGetStrFeatureInfo", api.booster_get_str_feature_info);
  find("XGBoosterLoadModelFromBuffer", api.booster_load_model_from_buffer);
  find("XGBoosterPredictFromDense", api.booster_predict_from_dense);
  find("XGBoosterSaveModelToBuffer", api.booster_save_model_to_buffer);
  find("XGBoosterSetAttr", api.booster_set_attr);
  find("XGBoosterSetParam", api.booster_set_param);
  find("XGBoosterSetStrFeatureInfo", api.booster_set_str_feature_info);
  find("XGBoosterSlice", api.booster_slice);
  find("XGBoosterUpdateOneIter", api.booster_update_one_iter);
  return api;
}

}  // namespace

const XgbApi& xgb() {
  static const XgbApi kApi = load();
  return kApi;
}

}  // namespace mlpipe::model
