// SPDX-License-Identifier: MIT
#include "tracking/rest_advice.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

namespace mlpipe::tracking {
namespace {

constexpr std::size_t kMostQuoted = 300;

std::string credentials_advice(const RestStoreOptions& options) {
  if (options.user && options.password) {
    return "it does not accept the user and password given (MLFLOW_TRACKING_USERNAME and "
           "MLFLOW_TRACKING_PASSWORD, the address, or ~/.mlflow/credentials)";
  }
  if (options.token) {
    return "it does not accept the token of MLFLOW_TRACKING_TOKEN";
  }
  return "it wants credentials: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or "
         "MLFLOW_TRACKING_TOKEN";
}

std::string host_advice(const RestStoreOptions& options) {
  const auto uri = parse_uri(options.uri);
  const std::string host = uri ? uri->host : options.uri;
  return "it does not answer to the name \"" + host +
         "\": start it with `mlflow server "
         "--allowed-hosts \"" +
         host + "\"` (or MLFLOW_SERVER_ALLOWED_HOSTS), port included";
}

}  // namespace

std::string describe(const HttpResponse& response, const Redactor& redactor) {
  if (response.failure != HttpFailure::kNone) {
    return redactor.clean(response.problem);
  }
  const std::string status = "HTTP status " + std::to_string(response.status);
  if (is_html(response)) {
    return status + ", and it answers with HTML: is this the address of a tracking server?";
  }
  // Blotted out before the cut, which could leave the half of a secret.
  const std::string message = redactor.clean(server_message(response));
  return status + (message.empty() ? "" : ": " + quote(message, kMostQuoted));
}

std::string advice(const HttpResponse& response, const RestStoreOptions& options) {
  if (response.status == 401) {
    return credentials_advice(options);
  }
  if (response.status == 403) {
    return response.body.find("Invalid Host header") != std::string::npos
               ? host_advice(options)
               : "these credentials may not do that; ask the server's administrator for "
                 "permission, or use others";
  }
  return "";
}

Redactor redactor_of(const RestStoreOptions& options) {
  Redactor out;
  for (const auto& secret : {options.password, options.token}) {
    if (secret) {
      out.add(Secret(*secret));
    }
  }
  if (options.user && options.password) {
    out.add(Secret(*options.user + ":" + *options.password));
  }
  return out;
}

std::string authorization(const RestStoreOptions& options) {
  if (options.user && options.password) {
    return "Basic " + base64(*options.user + ":" + *options.password);
  }
  return options.token ? "Bearer " + *options.token : "";
}

}  // namespace mlpipe::tracking
