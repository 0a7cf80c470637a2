// SPDX-License-Identifier: MIT
#include "tracking/rest_caller.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/uri.hpp"

#include "tracking/rest_advice.hpp"

namespace mlpipe::tracking {
namespace {

using std::chrono::milliseconds;
using Kind = TrackingError::Kind;

constexpr double kLongestWait = 120.0;  // seconds, as the official client

bool honours_retry_after(int status) {
  return status == 413 || status == 429 || status == 503;
}

/// A part of the server that was switched off does not come back by waiting.
bool is_switched_off(const HttpResponse& response) {
  return response.status == 503 && response.body.find("disabled due to") != std::string::npos;
}

std::string in_words(milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s"
                                  : std::to_string(time.count()) + " ms";
}

}  // namespace

RestCaller::RestCaller(RestWorld& world)
    : world_(world),
      rng_(Rng::stream(static_cast<std::uint64_t>(world.clock.now().time_since_epoch().count()),
                       static_cast<std::uint64_t>(world.clock.elapsed().count()))) {}

void RestCaller::start() {
  deadline_ = world_.clock.elapsed() + world_.options.budget;
}

RestAnswer RestCaller::send(const RestCall& call, const Taken& taken) {
  std::string problem;
  for (int attempt = 0;; ++attempt) {
    world_.stop.check();
    if (time_left() <= milliseconds(0)) {
      give_up(call.what, problem);
    }
    const HttpResponse response = world_.http.send(request_for(call));
    if (!may_pass(response)) {
      return judge(call, response);
    }
    problem = describe(response, world_.redactor);
    if (attempt >= world_.options.retries) {
      fail(Kind::kAway,
           call.what + ": " + problem + " (tried " + std::to_string(attempt + 1) + " times)");
    }
    wait(attempt + 1, response, call.what + ": " + problem);
    if (taken && taken()) {
      RestAnswer answer;
      answer.taken = true;
      return answer;
    }
  }
}

RestAnswer RestCaller::post(const std::string& what, const std::string& url,
                            const nlohmann::json& body, const Taken& taken) {
  RestCall call;
  call.what = what;
  call.url = url;
  call.body = to_text(body);
  return send(call, taken);
}

RestAnswer RestCaller::get(const std::string& what, const std::string& url) {
  RestCall call;
  call.what = what;
  call.method = "GET";
  call.url = url;
  call.content_type.clear();
  return send(call);
}

void RestCaller::require(const std::string& what, const RestAnswer& answer) const {
  if (!answer.succeeded() && !answer.taken) {
    refuse(what, answer.problem);
  }
}

void RestCaller::refuse(const std::string& what, const std::string& problem) const {
  fail(Kind::kRefused, what + ": " + problem);
}

HttpRequest RestCaller::request_for(const RestCall& call) const {
  const RestStoreOptions& options = world_.options;
  HttpRequest request;
  request.method = call.method;
  request.url = call.url;
  request.headers = call.headers;
  if (!call.content_type.empty()) {
    request.headers.emplace_back("Content-Type", call.content_type);
  }
  if (call.ours) {
    if (std::string value = authorization(options); !value.empty()) {
      request.headers.emplace_back("Authorization", std::move(value));
    }
    if (options.workspace) {
      request.headers.emplace_back("X-MLFLOW-WORKSPACE", *options.workspace);
    }
    request.tls = options.tls;
  }
  request.body = call.body;
  request.body_file = call.file;
  request.file_offset = call.file_offset;
  request.file_bytes = call.file_bytes;
  request.redirects = options.redirects;
  request.longest = time_left();
  request.timeout = std::min(options.timeout, request.longest);
  return request;
}

bool RestCaller::may_pass(const HttpResponse& response) const {
  if (response.failure != HttpFailure::kNone) {
    return is_transient(response.failure);
  }
  switch (response.status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 504:
      return true;
    case 503:
      return !is_switched_off(response);
    case 413:
      return world_.options.respect_retry_after && response.retry_after.has_value();
    default:
      return false;
  }
}

RestAnswer RestCaller::judge(const RestCall& call, const HttpResponse& response) const {
  RestAnswer answer;
  if (response.failure == HttpFailure::kFile) {
    answer.file_problem = describe(response, world_.redactor);
    answer.problem = answer.file_problem;
    return answer;
  }
  if (response.failure == HttpFailure::kTls) {
    refuse(call.what, response.problem +
                          "; a certificate of your own goes into MLFLOW_TRACKING_SERVER_CERT_PATH, "
                          "and a server without TLS has an address that begins with http://");
  }
  if (response.failure != HttpFailure::kNone) {
    refuse(call.what, response.problem);
  }
  answer.status = response.status;
  answer.etag = response.etag;
  if (!response.succeeded()) {
    answer.problem = describe(response, world_.redactor);
  }
  if (!call.ours) {
    return answer;
  }
  if (const std::string todo = advice(response, world_.options); !todo.empty()) {
    refuse(call.what, answer.problem + "; " + todo);
  }
  const bool unknown = call.optional && response.status >= 404 && response.status <= 405;
  if ((is_html(response) && !unknown) || (response.status >= 300 && response.status <= 399)) {
    refuse(call.what, describe(response, world_.redactor));
  }
  answer.body = nlohmann::json::parse(response.body, nullptr, false);
  if (!answer.body.is_object()) {
    answer.body = nlohmann::json::object();
  }
  if (!response.succeeded()) {
    answer.error_code = text_at(answer.body, "/error_code");
  }
  return answer;
}

/// The n-th wait, n >= 1; the first is none, unless the server asks for one.
void RestCaller::wait(int retry, const HttpResponse& response, const std::string& problem) {
  const RestStoreOptions& options = world_.options;
  double seconds = 0.0;
  if (retry > 1) {
    seconds = options.backoff * std::exp2(retry - 1) + options.jitter * rng_.uniform();
    seconds = std::min(kLongestWait, seconds);
  }
  milliseconds time(static_cast<std::int64_t>(seconds * 1000.0));
  if (options.respect_retry_after && response.retry_after && honours_retry_after(response.status)) {
    time = *response.retry_after;
  }
  if (time <= milliseconds(0)) {
    return;
  }
  if (time >= time_left()) {
    give_up("", problem);
  }
  world_.events.on(Warning{"tracking.retry",
                           world_.redactor.clean(problem + "; trying again in " + in_words(time))});
  world_.sleep(time);
}

milliseconds RestCaller::time_left() const {
  return std::chrono::floor<milliseconds>(deadline_ - world_.clock.elapsed());
}

void RestCaller::give_up(const std::string& what, const std::string& problem) const {
  const std::string where =
      what.empty() || problem.empty() ? what + problem : what + ": " + problem;
  throw TrackingError(Kind::kAway,
                      world_.redactor.clean("the tracking server " + world_.options.uri +
                                            " did not take it within " +
                                            in_words(world_.options.budget) + " (" + where + ")"));
}

void RestCaller::fail(Kind kind, const std::string& text) const {
  throw TrackingError(
      kind, world_.redactor.clean("the tracking server " + world_.options.uri + ": " + text));
}

std::string to_text(const nlohmann::json& body) {
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string text_at(const nlohmann::json& body, const std::string& pointer) {
  const nlohmann::json::json_pointer at(pointer);
  if (!body.contains(at)) {
    return "";
  }
  const nlohmann::json& value = body.at(at);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<std::pair<std::string, std::string>> members_at(const nlohmann::json& body,
                                                            const std::string& pointer) {
  std::vector<std::pair<std::string, std::string>> out;
  const nlohmann::json::json_pointer at(pointer);
  if (body.contains(at) && body.at(at).is_object()) {
    for (const auto& [name, value] : body.at(at).items()) {
      out.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return out;
}

nlohmann::json list_at(const nlohmann::json& body, const std::string& pointer) {
  const nlohmann::json::json_pointer at(pointer);
  const bool there = body.contains(at) && body.at(at).is_array();
  return there ? body.at(at) : nlohmann::json::array();
}

}  // namespace mlpipe::tracking
