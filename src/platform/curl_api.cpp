// SPDX-License-Identifier: MIT
#include "platform/curl_api.hpp"

#include <string>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/shared_library.hpp"

namespace mlpipe::platform {
namespace {

/// Of every libcurl since 2006 that has the functions of its headers.
constexpr const char* kLibrary = "libcurl.so.4";

CurlApi load() {
  const SharedLibrary library(kLibrary, SharedLibrary::Symbols::kOurs,
                              "without libcurl no request can be sent; install it (Debian and "
                              "Ubuntu: libcurl4, 7.85 or newer)");
  CurlApi api;
  library.find("curl_global_init", api.global_init);
  library.find("curl_version_info", api.version_info);
  library.find("curl_easy_init", api.easy_init);
  library.find("curl_easy_setopt", api.easy_setopt);
  library.find("curl_easy_perform", api.easy_perform);
  library.find("curl_easy_getinfo", api.easy_getinfo);
  library.find("curl_easy_header", api.easy_header);
  library.find("curl_easy_reset", api.easy_reset);
  library.find("curl_easy_cleanup", api.easy_cleanup);
  library.find("curl_easy_strerror", api.easy_strerror);
  library.find("curl_slist_append", api.slist_append);
  library.find("curl_slist_free_all", api.slist_free_all);
  if (const CURLcode code = api.global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK) {
    throw IoError("libcurl does not start: " + std::string(api.easy_strerror(code)));
  }
  return api;
}

}  // namespace

const CurlApi& curl_api() {
  static const CurlApi kApi = load();
  return kApi;
}

}  // namespace mlpipe::platform
