// SPDX-License-Identifier: MIT
#include "mlpipe/core/http.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"

namespace mlpipe {

bool is_transient(HttpFailure failure) noexcept {
  switch (failure) {
    case HttpFailure::kResolve:
    case HttpFailure::kConnect:
    case HttpFailure::kTimeout:
    case HttpFailure::kBroken:
      return true;
    case HttpFailure::kNone:
    case HttpFailure::kUrl:
    case HttpFailure::kTls:
    case HttpFailure::kFile:
      break;
  }
  return false;
}

bool is_html(const HttpResponse& response) {
  const std::string start = lower(trim(response.body).substr(0, 15));
  return lower(response.content_type).starts_with("text/html") ||
         start.starts_with("<!doctype html") || start.starts_with("<html");
}

std::string server_message(const HttpResponse& response) {
  if (is_html(response)) {
    return "";
  }
  const auto document = nlohmann::json::parse(response.body, nullptr, false);
  if (document.is_object() && document.contains("message") && document["message"].is_string()) {
    return document["message"].get<std::string>();
  }
  const std::string_view body = trim(response.body);
  return std::string(trim(body.substr(0, body.find('\n'))));
}

}  // namespace mlpipe
