// SPDX-License-Identifier: MIT
#include "notify/github_api.hpp"

#include <algorithm>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"
#include "mlpipe/notify/github_runner.hpp"

namespace mlpipe::notify {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

/// GitHub keeps a version for two years after the next; GitHub Enterprise Server knows it, too.
constexpr const char* kApiVersion = "2022-11-28";
constexpr const char* kPublicApi = "https://api.github.com";
constexpr std::size_t kMostBody = 60'000;  // GitHub takes 65,536 characters
constexpr milliseconds kBetweenWrites{1'000};
constexpr int kMostPages = 50;

/// The address marked rel="next" in a header Link.
std::string next_page(const std::string& link) {
  std::size_t begin = 0;
  while (begin < link.size()) {
    const std::size_t end = std::min(link.find(",", begin), link.size());
    const std::string part = link.substr(begin, end - begin);
    const auto open = part.find('<');
    const auto close = part.find('>');
    if (open != std::string::npos && close != std::string::npos && open < close &&
        part.find("rel=\"next\"", close) != std::string::npos) {
      return part.substr(open + 1, close - open - 1);
    }
    begin = end + 1;
  }
  return "";
}

/// The errors behind "Validation Failed".
std::string details_of(const HttpResponse& response) {
  const auto document = json::parse(response.body, nullptr, false);
  std::string out;
  if (!document.is_object() || !document.contains("errors") || !document["errors"].is_array()) {
    return out;
  }
  for (const auto& error : document["errors"]) {
    const std::string text = error.is_string() ? error.get<std::string>() : error.dump();
    out += (out.empty() ? "" : ", ") + quote(text, 200);
  }
  return out;
}

std::string advice(const HttpResponse& response, const SecretPlace& token,
                   const std::string& permission) {
  const std::string grant = "the job needs `permissions: " + permission + "`";
  switch (response.status) {
    case 401:
      return "; the token of " + token.file.value_or(token.variable) +
             " is not accepted: it has ended, or is none of this server";
    case 403:
      return is_limited(response)
                 ? ""
                 : "; " + grant + "; pull requests from forks get a token that may only read";
    case 404:
      return "; it is not there, or the token may not see it: " + grant;
    case 410:
      return "; issues are switched off in this repository";
    case 422: {
      const std::string details = details_of(response);
      return details.empty() ? "; GitHub does not take what was sent" : "; " + details;
    }
    default:
      return "";
  }
}

}  // namespace

std::string marker(const std::string& kind, const std::string& key) {
  return "<!-- mlpipe:" + kind + ":v1 key=" + key + " -->";
}

std::string text_of(const json& item, const char* key) {
  return item.is_object() && item.contains(key) && item[key].is_string()
             ? item[key].get<std::string>()
             : "";
}

std::string github_body(const Notice& notice, const std::string& marks) {
  std::string text = marks + "\n### " + markdown_title(notice) + "\n\n" + notice.markdown;
  if (!notice.report.empty()) {
    text += "\n<details>\n<summary>Report</summary>\n\n" + notice.report + "\n\n</details>\n";
  }
  return cut_markdown(text, kMostBody);
}

GithubApi::GithubApi(Errand& errand, std::string permission)
    : errand_(errand),
      permission_(std::move(permission)),
      token_(read_secret(errand.doors, errand.mailing.options.github.token)) {
  std::string api = errand.variable("GITHUB_API_URL");
  api = api.empty() ? kPublicApi : api;
  while (api.ends_with('/')) {
    api.pop_back();
  }
  base_ = api + "/repos/" + percent_encode_path(errand.notice.repository);
}

std::string GithubApi::missing() const {
  if (errand_.variable("GITHUB_ACTIONS") != "true") {
    return "GITHUB_ACTIONS is not set: no step of GitHub Actions";
  }
  if (errand_.notice.repository.empty()) {
    return "GITHUB_REPOSITORY is not set";
  }
  return token_.empty() ? absent_text(errand_.mailing.options.github.token) : "";
}

std::string GithubApi::url(const std::string& path) const {
  return base_ + "/" + path;
}

HttpRequest GithubApi::request(const std::string& method, const std::string& url) const {
  HttpRequest out;
  out.method = method;
  out.url = url;
  out.headers = {{"Accept", "application/vnd.github+json"},
                 {"Authorization", "Bearer " + token_.reveal()},
                 {"X-GitHub-Api-Version", kApiVersion}};
  return out;
}

Posted GithubApi::send(const HttpRequest& request, Again again) {
  Posted out = errand_.poster.send(request, again);
  if (!out.ok() && out.response.failure == HttpFailure::kNone) {
    out.problem += errand_.poster.redactor().clean(
        advice(out.response, errand_.mailing.options.github.token, permission_));
  }
  return out;
}

GithubApi::Found GithubApi::find(const std::string& path,
                                 const std::function<bool(const json&)>& is_it) {
  const auto ours = parse_uri(base_);
  std::string page = url(path);
  for (int i = 0; i < kMostPages && !page.empty(); ++i) {
    const auto there = parse_uri(page);
    if (!ours || !there || !there->same_origin(*ours)) {
      return {{}, shown_host(page) + ": the next page is on another host; it is not asked for"};
    }
    const Posted answer = send(request("GET", page), Again::kHarmless);
    if (!answer.ok()) {
      return {{}, answer.problem};
    }
    const auto list = json::parse(answer.response.body, nullptr, false);
    if (!list.is_array()) {
      return {{}, shown_host(page) + ": the answer is no list in JSON"};
    }
    const auto found = std::find_if(list.begin(), list.end(), is_it);
    if (found != list.end()) {
      return {*found, ""};
    }
    page = next_page(answer.response.link);
  }
  return {};
}

Posted GithubApi::write(const std::string& method, const std::string& path,
                        const nlohmann::ordered_json& body) {
  if (last_write_) {
    const auto since = errand_.doors.clock.elapsed() - *last_write_;
    const auto wait = kBetweenWrites - std::chrono::floor<milliseconds>(since);
    if (wait > milliseconds(0) && !errand_.poster.pause(wait)) {
      return {{}, shown_host(base_) + ": no time was left", false};
    }
  }
  HttpRequest out = request(method, url(path));
  out.headers.emplace_back("Content-Type", "application/json");
  out.body = to_json_line(body);
  Posted answer = send(out, method == "POST" ? Again::kNever : Again::kHarmless);
  last_write_ = errand_.doors.clock.elapsed();
  return answer;
}

bool GithubApi::is_ours(const json& item, const std::string& marker) const {
  if (!item.is_object() || !item.contains("user") || !item["user"].is_object()) {
    return false;
  }
  const json& user = item["user"];
  return text_of(user, "type") == "Bot" &&
         text_of(user, "login") == errand_.mailing.options.github.author &&
         text_of(item, "body").starts_with(marker);
}

}  // namespace mlpipe::notify
