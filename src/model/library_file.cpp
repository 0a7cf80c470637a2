// SPDX-License-Identifier: MIT
#include "mlpipe/model/library_file.hpp"

#include <dlfcn.h>

#include "model/xgb_api.hpp"

namespace mlpipe::model {

std::string library_file() {
  Dl_info where{};
  return ::dladdr(reinterpret_cast<void*>(xgb().version), &where) != 0 ? where.dli_fname : "";
}

}  // namespace mlpipe::model
