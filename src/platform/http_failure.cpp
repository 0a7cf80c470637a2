// SPDX-License-Identifier: MIT
#include "platform/http_failure.hpp"

#include "mlpipe/core/errno_text.hpp"
#include "mlpipe/core/text.hpp"

#include "platform/curl_transfer.hpp"
#include "platform/http_download.hpp"

namespace mlpipe::platform {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// libcurl's own message, unless it repeats a setting of the environment, as some about proxies do:
/// those may hold a password.
std::string detail_of(const CurlOutcome& outcome) {
  if (has(outcome.detail, "roxy") && has(outcome.detail, "'")) {
    return "the proxy that the environment names cannot be used; check HTTP_PROXY and HTTPS_PROXY";
  }
  return transfer_problem(outcome.code, outcome.detail);
}

HttpFailure kind_of(const CurlOutcome& outcome) {
  if (has(outcome.detail, "alert") && has(outcome.detail, "certificate")) {
    return HttpFailure::kTls;  // TLS 1.3 wants a client's certificate only after the handshake
  }
  switch (outcome.code) {
    case CURLE_URL_MALFORMAT:
      return HttpFailure::kUrl;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return HttpFailure::kResolve;
    case CURLE_COULDNT_CONNECT:
      return HttpFailure::kConnect;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpFailure::kTimeout;
    case CURLE_SSL_CONNECT_ERROR:
      // The connection broke during the handshake, which says nothing about certificates.
      return has(outcome.detail, "SSL_ERROR_SYSCALL") || has(outcome.detail, "reset by peer")
                 ? HttpFailure::kBroken
                 : HttpFailure::kTls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return HttpFailure::kTls;
    default:
      return HttpFailure::kBroken;
  }
}

std::string text_of(const CurlOutcome& outcome, const HttpRequest& request) {
  switch (outcome.code) {
    case CURLE_OPERATION_TIMEDOUT:
      return "no answer within " + std::to_string(request.timeout.count()) + " ms to connect or " +
             std::to_string(request.longest.count()) + " ms in all";
    case CURLE_PARTIAL_FILE:
      return "the answer was cut after " + grouped(outcome.received) + " bytes";
    case CURLE_TOO_MANY_REDIRECTS:
      return "redirected more than " + std::to_string(kMostRedirects) + " times";
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return outcome.status >= 300 && outcome.status <= 399
                 ? "redirected to something that is not http or https"
                 : "what answers does not speak HTTP";
    default:
      return detail_of(outcome);
  }
}

}  // namespace

std::string host_of(const std::string& url) {
  const std::string shown = display_url(url);
  const auto scheme = shown.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  return shown.substr(begin, shown.find_first_of("/?#\\", begin) - begin);
}

HttpResponse failed(HttpFailure failure, const std::string& host, const std::string& what) {
  HttpResponse response;
  response.failure = failure;
  response.problem = host + ": " + what;
  return response;
}

HttpResponse explain(const CurlOutcome& outcome, const HttpRequest& request) {
  const std::string host = host_of(request.url);
  if (outcome.file_error != 0) {
    return failed(
        HttpFailure::kFile, host,
        "cannot send " + request.body_file->string() + ": " + errno_text(outcome.file_error));
  }
  if (outcome.too_large) {
    return failed(HttpFailure::kBroken, host, "the answer is longer than 64 MiB");
  }
  if (outcome.stalled) {
    return failed(HttpFailure::kTimeout, host,
                  "nothing came for " + std::to_string(request.timeout.count()) + " ms (after " +
                      grouped(outcome.received) + " bytes)");
  }
  return failed(kind_of(outcome), host, text_of(outcome, request));
}

}  // namespace mlpipe::platform
