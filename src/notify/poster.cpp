// SPDX-License-Identifier: MIT
#include "notify/poster.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

namespace mlpipe::notify {
namespace {

using std::chrono::milliseconds;

constexpr int kTries = 3;
constexpr int kMostRedirects = 3;
constexpr milliseconds kLongestWait{30'000};
constexpr milliseconds kLongestRequest{15'000};
constexpr milliseconds kSlice{100};  // after so long a signal is seen
constexpr std::size_t kMostQuoted = 300;

bool was_sent(HttpFailure failure) {
  return failure == HttpFailure::kTimeout || failure == HttpFailure::kBroken;
}

bool may_pass(const HttpResponse& response) {
  return is_transient(response.failure) || is_limited(response) || response.status == 408 ||
         response.status >= 500;
}

/// Was it taken, although the answer is no success?
bool is_unsure(const HttpResponse& response) {
  return was_sent(response.failure) || response.status >= 500 || response.status == 408;
}

std::string describe(const HttpResponse& response, const std::string& url) {
  if (response.failure != HttpFailure::kNone) {
    return response.problem;
  }
  const std::string message = server_message(response);
  return shown_host(url) + ": HTTP status " + std::to_string(response.status) +
         (message.empty() ? "" : ": " + quote(message, kMostQuoted));
}

std::string in_seconds(milliseconds time) {
  return std::to_string((time.count() + 999) / 1000) + " s";
}

/// Another origin must not see what goes to this one.
HttpResponse refused_redirect(const std::string& to) {
  HttpResponse out;
  out.failure = HttpFailure::kUrl;
  out.problem = "redirects to " + shown_host(to) + ", where nothing of this is sent";
  return out;
}

}  // namespace

bool is_limited(const HttpResponse& response) {
  if (response.status == 429) {
    return true;
  }
  return response.status == 403 && (response.retry_after || response.requests_left == 0 ||
                                    lower(response.body).find("rate limit") != std::string::npos);
}

std::string refuse_address(const std::string& url) {
  const auto uri = parse_uri(url);
  if (!uri || !uri->is_http() || uri->host.empty()) {
    return "it is no https address";
  }
  return uri->scheme == "https" || is_loopback(*uri)
             ? ""
             : "it begins with http://, so that others could read along; use https";
}

std::string shown_host(const std::string& url) {
  const auto uri = parse_uri(url);
  return uri && !uri->host.empty() ? uri->host : "(no host)";
}

Poster::Poster(const NotifyDoors& doors, const Redactor& redactor)
    : doors_(doors),
      redactor_(redactor),
      rng_(Rng::stream(static_cast<std::uint64_t>(doors.clock.now().time_since_epoch().count()),
                       static_cast<std::uint64_t>(doors.clock.elapsed().count()))) {}

void Poster::start(milliseconds time) {
  deadline_ = doors_.clock.elapsed() + time;
}

milliseconds Poster::time_left() const {
  return std::chrono::floor<milliseconds>(deadline_ - doors_.clock.elapsed());
}

bool Poster::pause(milliseconds time) {
  if (time >= time_left()) {
    return false;
  }
  while (time > milliseconds(0)) {
    doors_.stop.check();
    const auto slice = std::min(time, kSlice);
    doors_.sleep(slice);
    time -= slice;
  }
  doors_.stop.check();
  return true;
}

HttpResponse Poster::follow(HttpRequest request) {
  const auto origin = parse_uri(request.url);
  for (int hops = 0;; ++hops) {
    request.longest = std::min(time_left(), kLongestRequest);
    request.timeout = std::min(request.timeout, request.longest);
    HttpResponse response = doors_.http.send(request);
    if (response.status < 300 || response.status > 399 || response.location.empty()) {
      return response;
    }
    const auto to = parse_uri(response.location);
    if (!origin || !to || !to->same_origin(*origin) || hops == kMostRedirects) {
      HttpResponse refused = refused_redirect(response.location);
      refused.problem.insert(0, shown_host(request.url) + " ");
      return refused;
    }
    request.url = response.location;
  }
}

/// Why there is no further attempt; empty: the wait is over.
std::string Poster::wait_before(int attempt, const HttpResponse& response) {
  constexpr milliseconds kSecondaryLimit{60'000};
  milliseconds time(static_cast<std::int64_t>(1000 * (1 << (attempt - 1)) + 500 * rng_.uniform()));
  if (response.retry_after) {
    time = *response.retry_after;
  } else if (response.limit_ends && response.requests_left == 0) {
    time = std::max(milliseconds(0),
                    std::chrono::ceil<milliseconds>(*response.limit_ends - doors_.clock.now()));
  } else if (response.status == 403) {
    time = kSecondaryLimit;
  }
  if (time > kLongestWait) {
    return "; it asks to wait " + in_seconds(time) + ", which is too long";
  }
  return pause(time) ? "" : "; there was no time to wait " + in_seconds(time);
}

Posted Poster::send(HttpRequest request, Again again) {
  request.redirects = false;
  if (const std::string why = refuse_address(request.url); !why.empty()) {
    return {{}, shown_host(request.url) + ": the address is not used: " + why, false};
  }
  Posted out;
  for (int attempt = 1;; ++attempt) {
    doors_.stop.check();
    if (time_left() <= milliseconds(0)) {
      out.problem = out.problem.empty() ? shown_host(request.url) + ": no time was left"
                                        : out.problem + "; no time was left";
      return out;
    }
    out.response = follow(request);
    if (out.response.succeeded()) {
      return {out.response, "", false};
    }
    out.unsure = out.unsure || is_unsure(out.response);
    out.problem = redactor_.clean(describe(out.response, request.url));
    if (!may_pass(out.response) || (out.unsure && again == Again::kNever)) {
      return out;
    }
    if (attempt == kTries) {
      out.problem += " (tried " + std::to_string(kTries) + " times)";
      return out;
    }
    if (const std::string why = wait_before(attempt, out.response); !why.empty()) {
      out.problem += why;
      return out;
    }
  }
}

}  // namespace mlpipe::notify
