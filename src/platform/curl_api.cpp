// SPDX-License-Identifier: MIT
#include "platform/curl_api.hpp"

#include <string>

#include <dlfcn.h>

#include "mlpipe/core/error.hpp"

namespace mlpipe::platform {
namespace {

/// Of every libcurl since 2006 that has the functions of its headers.
constexpr const char* kLibrary = "libcurl.so.4";

[[noreturn]] void cannot_load() {
  const char* const why = ::dlerror();
  throw IoError(std::string("no request can be sent, for libcurl cannot be loaded: ") +
                (why == nullptr ? kLibrary : why) +
                "; install it (Debian: libcurl4, 7.85 or newer)");
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  void* const symbol = ::dlsym(library, name);
  if (symbol == nullptr) {
    cannot_load();
  }
  function = reinterpret_cast<Function>(symbol);
}

CurlApi load() {
  // Never unloaded: it may have threads, and what it registered outlives a handle.
  void* const library = ::dlopen(kLibrary, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) {
    cannot_load();
  }
  CurlApi api;
  find(library, "curl_global_init", api.global_init);
  find(library, "curl_easy_init", api.easy_init);
  find(library, "curl_easy_setopt", api.easy_setopt);
  find(library, "curl_easy_perform", api.easy_perform);
  find(library, "curl_easy_getinfo", api.easy_getinfo);
  find(library, "curl_easy_header", api.easy_header);
  find(library, "curl_easy_reset", api.easy_reset);
  find(library, "curl_easy_cleanup", api.easy_cleanup);
  find(library, "curl_easy_strerror", api.easy_strerror);
  find(library, "curl_slist_append", api.slist_append);
  find(library, "curl_slist_free_all", api.slist_free_all);
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
