// SPDX-License-Identifier: MIT
#include "mlpipe/core/http.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"

namespace mlpipe {
namespace {

/// Each run of white space as one blank.
std::string squeezed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n";
  std::string out;
  for (const char c : text) {
    const bool white = kWhite.find(c) != kWhite.npos;
    if (!white) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

}  // namespace

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
  // A document is told whole, on one line; its first line says nothing ("{", "<?xml ...?>").
  if (!document.is_discarded()) {
    return document.dump();
  }
  std::string_view body = trim(response.body);
  if (!body.starts_with('<')) {
    return std::string(trim(body.substr(0, body.find('\n'))));
  }
  if (const auto end = body.find("?>"); body.starts_with("<?xml") && end != body.npos) {
    body = trim(body.substr(end + 2));
  }
  return squeezed(body);
}

}  // namespace mlpipe
