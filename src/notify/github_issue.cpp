// SPDX-License-Identifier: MIT
// The status issue: one for each job, open as long as the job is in trouble. Opening and commenting
// sends mail, editing does not: so each failure is a comment, and the issue itself shows the last.
#include <algorithm>

#include "mlpipe/core/uri.hpp"

#include "notify/github_api.hpp"

namespace mlpipe::notify {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kPermission = "issues: write";

class StatusIssue {
 public:
  StatusIssue(Errand& errand, GithubApi& api)
      : errand_(errand),
        api_(api),
        mark_(marker("status", marker_key(errand.notice))),
        run_mark_(marker("run", errand.notice.run_id)) {}

  Delivery trouble() {
    Delivery out;
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (!find()) {
        return failed(problem_);
      }
      if (!number_.empty()) {
        return told_again();
      }
      const Posted answer = api_.write("POST", "issues", opening());
      if (answer.ok()) {
        return sent(url_in(answer), "issue opened");
      }
      out = failed(answer.problem);
      if (!answer.unsure) {
        break;
      }
    }
    return out;
  }

  Delivery recovery() {
    if (!find()) {
      return failed(problem_);
    }
    if (number_.empty()) {
      return skipped("no status issue is open");
    }
    errand_.notice.recovered = true;
    const Delivery told = comment();
    if (told.result == Delivery::Result::kFailed) {
      return told;
    }
    const Posted answer = api_.write("PATCH", "issues/" + number_,
                                     {{"state", "closed"}, {"state_reason", "completed"}});
    return answer.ok() ? sent(url_, "recovered, issue closed") : failed(answer.problem);
  }

  [[nodiscard]] ordered_json opening() const {
    return {{"title", "mlpipe " + marker_key(errand_.notice) + " needs attention"},
            {"body", github_body(errand_.notice, mark_ + "\n" + run_mark_)},
            {"labels", {errand_.mailing.options.github.label}}};
  }

 private:
  bool find() {
    const auto found = api_.find(
        "issues?state=open&labels=" + percent_encode(errand_.mailing.options.github.label) +
            "&per_page=100",
        [this](const json& item) {
          return !item.contains("pull_request") && api_.is_ours(item, mark_);
        });
    problem_ = found.problem;
    if (found.item && found.item->contains("number")) {
      number_ = found.item->at("number").dump();
      url_ = text_of(*found.item, "html_url");
      is_of_this_run_ = text_of(*found.item, "body").find(run_mark_) != std::string::npos;
    }
    return problem_.empty();
  }

  /// One comment a run, also when a step is run twice or an answer is lost.
  Delivery comment() {
    Delivery out;
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto there =
          api_.find("issues/" + number_ + "/comments?per_page=100",
                    [this](const json& item) { return api_.is_ours(item, run_mark_); });
      if (!there.problem.empty()) {
        return failed(there.problem);
      }
      if (there.item) {
        return sent(url_, "told before");
      }
      const Posted answer = api_.write("POST", "issues/" + number_ + "/comments",
                                       {{"body", github_body(errand_.notice, run_mark_)}});
      if (answer.ok()) {
        return sent(url_in(answer));
      }
      out = failed(answer.problem);
      if (!answer.unsure) {
        break;
      }
    }
    return out;
  }

  Delivery told_again() {
    if (is_of_this_run_) {
      return sent(url_, "told before");
    }
    Delivery told = comment();
    if (told.result == Delivery::Result::kFailed) {
      return told;
    }
    ordered_json edit = opening();
    edit.erase("labels");
    const Posted answer = api_.write("PATCH", "issues/" + number_, edit);
    told.detail = "comment on the open issue";
    return answer.ok() ? told : failed(answer.problem);
  }

  static std::string url_in(const Posted& answer) {
    return text_of(json::parse(answer.response.body, nullptr, false), "html_url");
  }

  Errand& errand_;
  GithubApi& api_;
  std::string mark_, run_mark_;
  std::string number_, url_, problem_;
  bool is_of_this_run_ = false;
};

bool is_trouble(const Errand& errand) {
  const auto& events = errand.own.events;
  return std::find(events.begin(), events.end(), errand.notice.event) != events.end() ||
         !is_well(errand.notice.event);
}

}  // namespace

Delivery deliver_issue(Errand& errand) {
  GithubApi api(errand, kPermission);
  if (const std::string why = api.missing(); !why.empty()) {
    return skipped(why);
  }
  StatusIssue issue(errand, api);
  if (errand.mailing.dry_run) {
    return is_trouble(errand)
               ? planned({{"POST", api.url("issues"), issue.opening().dump(2)}})
               : planned(
                     {{"PATCH", api.url("issues/NUMBER"),
                       ordered_json{{"state", "closed"}, {"state_reason", "completed"}}.dump(2)}});
  }
  return is_trouble(errand) ? issue.trouble() : issue.recovery();
}

}  // namespace mlpipe::notify
