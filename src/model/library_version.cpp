// SPDX-License-Identifier: MIT
#include "mlpipe/model/library_version.hpp"

#include <algorithm>
#include <regex>

#include <xgboost/version_config.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "model/xgb_handles.hpp"

namespace mlpipe::model {

std::string to_string(const LibraryVersion& version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
         std::to_string(version.patch);
}

LibraryVersion library_version() {
  LibraryVersion version;
  xgb().version(&version.major, &version.minor, &version.patch);
  return version;
}

LibraryVersion header_version() {
  return {XGBOOST_VER_MAJOR, XGBOOST_VER_MINOR, XGBOOST_VER_PATCH};
}

void require_matching_library() {
  if (library_version().major != header_version().major) {
    throw ModelError("mlpipe was compiled for XGBoost " + to_string(header_version()) +
                     ", but runs with the library of XGBoost " + to_string(library_version()) +
                     "; install the matching libxgboost, or build mlpipe against this one");
  }
}

void check(int code, const char* doing) {
  if (code == 0) {
    return;
  }
  // "[12:30:01] /build/src/learner.cc:42: Check failed: ...\nStack trace:\n...": time, path and
  // trace say nothing to users, and would make messages differ from run to run.
  std::string message = xgb().get_last_error();
  message.erase(std::min(message.find('\n'), message.size()));
  static const std::regex kOrigin(R"(^\[[0-9:]+\] [^ ]*:[0-9]+: )");
  message = std::regex_replace(message, kOrigin, "");
  if (message.empty()) {
    message = "error " + std::to_string(code);
  }
  throw ModelError(std::string(doing) + ": XGBoost says: " + message);
}

void enter_library() {
  thread_local bool entered = false;
  if (entered) {
    return;
  }
  require_matching_library();
  check(xgb().register_log_callback([](const char*) {}), "registering the log callback");
  check(xgb().set_global_config(R"({"verbosity":0})"), "setting the verbosity");
  entered = true;
}

}  // namespace mlpipe::model
