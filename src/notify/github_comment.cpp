// SPDX-License-Identifier: MIT
// One comment on a pull request, written anew by each run.
#include <charconv>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/uri.hpp"

#include "notify/github_api.hpp"

namespace mlpipe::notify {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kPermission = "pull-requests: write";
constexpr std::size_t kLargestEvent = 32U << 20U;

std::string number_at(const json& document, const char* pointer) {
  const json::json_pointer at(pointer);
  return document.contains(at) && document.at(at).is_number_unsigned() ? document.at(at).dump()
                                                                       : "";
}

/// Of the event that started the run.
std::string pull_of_event(const Errand& errand) {
  const std::string file = errand.variable("GITHUB_EVENT_PATH");
  if (file.empty()) {
    return "";
  }
  try {
    const auto event = json::parse(errand.doors.files.read(file, kLargestEvent), nullptr, false);
    if (!event.is_object()) {
      return "";
    }
    const std::string number = number_at(event, "/pull_request/number");
    return number.empty() ? number_at(event, "/workflow_run/pull_requests/0/number") : number;
  } catch (const Error&) {
    return "";
  }
}

struct Pull {
  std::string number;  ///< empty: there is none
  std::string problem;
};

/// The open one that the commit belongs to. One that was merged long ago needs no comment.
Pull pull_of_commit(Errand& errand, GithubApi& api) {
  const std::string commit = errand.variable("GITHUB_SHA");
  if (commit.empty()) {
    return {};
  }
  const auto found =
      api.find("commits/" + percent_encode(commit) + "/pulls?per_page=100", [](const json& pull) {
        return text_of(pull, "state") == "open" && !number_at(pull, "/number").empty();
      });
  return {found.item ? number_at(*found.item, "/number") : "", found.problem};
}

Pull find_pull(Errand& errand, GithubApi& api) {
  if (errand.mailing.pull) {
    return {*errand.mailing.pull, ""};
  }
  const std::string number = pull_of_event(errand);
  return number.empty() && !errand.mailing.dry_run ? pull_of_commit(errand, api) : Pull{number, ""};
}

/// Writes into the comment that is there, or makes one. When nobody knows whether a new one was
/// taken, it is looked for before another is made.
Delivery put(GithubApi& api, const std::string& pull, const std::string& mark,
             const ordered_json& body) {
  const std::string list = "issues/" + pull + "/comments";
  std::string problem;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto own =
        api.find(list + "?per_page=100", [&](const json& item) { return api.is_ours(item, mark); });
    if (!own.problem.empty()) {
      return failed(own.problem);
    }
    const std::string id = own.item ? number_at(*own.item, "/id") : "";
    const Posted answer = id.empty() ? api.write("POST", list, body)
                                     : api.write("PATCH", "issues/comments/" + id, body);
    if (answer.ok()) {
      return sent(text_of(json::parse(answer.response.body, nullptr, false), "html_url"),
                  id.empty() ? "new comment" : "comment updated");
    }
    problem = answer.problem;
    const bool gone = !id.empty() && answer.response.status == 404;  // deleted meanwhile
    if (!answer.unsure && !gone) {
      break;
    }
  }
  return failed(problem);
}

}  // namespace

Delivery deliver_comment(Errand& errand) {
  GithubApi api(errand, kPermission);
  if (const std::string why = api.missing(); !why.empty()) {
    return skipped(why);
  }
  const Pull pull = find_pull(errand, api);
  if (!pull.problem.empty()) {
    return failed(pull.problem);
  }
  const std::string mark = marker("report", marker_key(errand.notice));
  const ordered_json body{{"body", github_body(errand.notice, mark)}};
  if (errand.mailing.dry_run) {
    return planned(
        {{"POST", api.url("issues/" + (pull.number.empty() ? "NUMBER" : pull.number) + "/comments"),
          body.dump(2)}});
  }
  return pull.number.empty() ? skipped("no open pull request belongs to this run")
                             : put(api, pull.number, mark, body);
}

}  // namespace mlpipe::notify
