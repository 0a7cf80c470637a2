// SPDX-License-Identifier: MIT
#include "model/one_openmp_thread.hpp"

#include <dlfcn.h>

#include "model/xgb_api.hpp"

namespace mlpipe::model {
namespace {

/// Of the runtime that XGBoost was linked to, whichever that is: the one in a Python wheel has a
/// name of its own.
template <class Function>
Function* runtime_function(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_DEFAULT, name));  // NOLINT(*-reinterpret-cast)
}

void set_threads(int threads) {
  static auto* const set = runtime_function<void(int)>("omp_set_num_threads");
  if (set != nullptr) {
    set(threads);
  }
}

}  // namespace

OneOpenMpThread::OneOpenMpThread() {
  (void)xgb();  // its OpenMP comes with it
  static auto* const get = runtime_function<int()>("omp_get_max_threads");
  before_ = get != nullptr ? get() : 0;
  set_threads(1);
}

OneOpenMpThread::~OneOpenMpThread() {
  if (before_ > 0) {
    set_threads(before_);
  }
}

}  // namespace mlpipe::model
