// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/http.hpp"

#include "platform/curl_api.hpp"

namespace mlpipe::platform {

/// How libcurl ended a transfer.
struct CurlOutcome {
  CURLcode code = CURLE_OK;
  std::string detail;  ///< libcurl's own message
  long status = 0;
  std::size_t received = 0;  ///< bytes of the body
  bool stalled = false;
  bool too_large = false;
  int file_error = 0;  ///< errno of reading what is sent
};

/// "host:port", which is all that a message may say of an address.
[[nodiscard]] std::string host_of(const std::string& url);

[[nodiscard]] HttpResponse failed(HttpFailure failure, const std::string& host,
                                  const std::string& what);

/// A failure in words.
[[nodiscard]] HttpResponse explain(const CurlOutcome& outcome, const HttpRequest& request);

}  // namespace mlpipe::platform
