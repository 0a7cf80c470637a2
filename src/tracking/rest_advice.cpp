// SPDX-License-Identifier: MIT
#include "tracking/rest_advice.hpp"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

namespace mlpipe::tracking {
namespace {

constexpr std::size_t kMostQuoted = 300;

/// MLflow's message, or the first line of another text.
std::string message_of(const HttpResponse& response) {
  const auto document = nlohmann::json::parse(response.body, nullptr, false);
  if (document.is_object() && document.contains("message") && document["message"].is_string()) {
    return document["message"].get<std::string>();
  }
  const std::string_view body = trim(response.body);
  return std::string(trim(body.substr(0, body.find('\n'))));
}

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

bool is_html(const HttpResponse& response) {
  const std::string start = lower(trim(response.body).substr(0, 15));
  return lower(response.content_type).starts_with("text/html") ||
         start.starts_with("<!doctype html") || start.starts_with("<html");
}

std::string describe(const HttpResponse& response, const RestStoreOptions& options) {
  if (response.failure != HttpFailure::kNone) {
    return without_secrets(response.problem, options);
  }
  const std::string status = "HTTP status " + std::to_string(response.status);
  if (is_html(response)) {
    return status + ", and it answers with HTML: is this the address of a tracking server?";
  }
  // Blotted out before the cut, which could leave the half of a secret.
  const std::string message = without_secrets(message_of(response), options);
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

std::string without_secrets(std::string text, const RestStoreOptions& options) {
  constexpr std::size_t kShortest = 4;  // a shorter one would blot out half of the text
  std::vector<std::string> secrets;
  for (const auto& secret : {options.password, options.token}) {
    if (secret) {
      secrets.push_back(*secret);
      secrets.push_back(percent_encode(*secret));
    }
  }
  if (options.user && options.password) {
    secrets.push_back(base64(*options.user + ":" + *options.password));
  }
  for (const auto& secret : secrets) {
    for (auto at = text.find(secret); secret.size() >= kShortest && at != std::string::npos;
         at = text.find(secret, at + 3)) {
      text.replace(at, secret.size(), "***");
    }
  }
  return text;
}

std::string authorization(const RestStoreOptions& options) {
  if (options.user && options.password) {
    return "Basic " + base64(*options.user + ":" + *options.password);
  }
  return options.token ? "Bearer " + *options.token : "";
}

}  // namespace mlpipe::tracking
