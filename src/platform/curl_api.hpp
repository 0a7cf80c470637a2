// SPDX-License-Identifier: MIT
#pragma once

#include <curl/curl.h>

namespace mlpipe::platform {

/// libcurl's functions. The library is loaded when they are first asked for: with the two dozen
/// libraries behind it, that takes longer than all the rest of a short command, and most commands
/// send no request.
struct CurlApi {
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_version_info) version_info = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_perform) easy_perform = nullptr;
  decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&::curl_easy_header) easy_header = nullptr;
  decltype(&::curl_easy_reset) easy_reset = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
};

/// Loads and starts libcurl where that is yet to be done. @throws IoError without it
[[nodiscard]] const CurlApi& curl_api();

}  // namespace mlpipe::platform
