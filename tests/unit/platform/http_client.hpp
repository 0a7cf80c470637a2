// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "mlpipe/core/http.hpp"
#include "mlpipe/platform/platform.hpp"

#include "support/catch.hpp"
#include "support/loopback_server.hpp"

namespace mlpipe::testing {

inline const std::string kCanary = "geheim-4711";

/// Sends, with a secret wherever one can be; no message may hold it.
struct HttpClient {
  StopFlag stop;
  std::unique_ptr<HttpTransport> http = platform::make_http_transport(stop);

  HttpResponse send(HttpRequest request) {
    request.headers.emplace_back("Authorization", "Bearer " + kCanary);
    const HttpResponse response = http->send(request);
    CHECK(response.problem.find(kCanary) == std::string::npos);
    CHECK((response.failure == HttpFailure::kNone) == response.problem.empty());
    CHECK((response.failure == HttpFailure::kNone) == (response.status > 0));
    return response;
  }
  HttpResponse get(const std::string& url) {
    HttpRequest request;
    request.url = with_secrets(url);
    request.timeout = std::chrono::milliseconds(5000);
    return send(request);
  }
  static std::string with_secrets(std::string url) {
    return url.replace(url.find("://"), 3, "://user:" + kCanary + "@") + "?key=" + kCanary;
  }
};

inline HttpRequest post(const std::string& url, const std::string& body) {
  HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.body = body;
  request.headers = {{"Content-Type", "application/json"}};
  return request;
}

inline std::string url_of_nobody(const std::string& path) {
  const LoopbackServer gone({Answer{}});
  return gone.url(path);
}

}  // namespace mlpipe::testing
