// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <regex>
#include <string>
#include <vector>

#include "notify_world.hpp"

namespace mlpipe::testing {

/// As much of GitHub's API as notices use: comments and issues of one repository, page by page.
class FakeGithub {
 public:
  static constexpr const char* kRoot = "https://ghe.example/api/v3/repos/o/r/";
  std::size_t page_size = 100;
  std::vector<json> comments;  ///< of number 5 and of every issue, with "issue"
  std::vector<json> issues;
  json pulls = json::array();       ///< of any commit
  std::deque<HttpResponse> before;  ///< these go before whatever the API would say
  std::vector<std::string> log;     ///< "POST issues/5/comments"
  bool lose_next_post = false;      ///< taken, and answered by nothing

  static json by(const std::string& login, const std::string& type, const std::string& body) {
    return {{"body", body}, {"user", {{"login", login}, {"type", type}}}};
  }
  static json by_us(const std::string& body) { return by("github-actions[bot]", "Bot", body); }

  json& add_comment(const std::string& issue, json comment) {
    comment["id"] = next_id_++;
    comment["issue"] = issue;
    comment["html_url"] = "https://ghe.example/o/r/issues/" + issue + "#c" + comment["id"].dump();
    return comments.emplace_back(std::move(comment));
  }
  json& add_issue(json issue) {
    issue["number"] = next_id_++;
    issue["state"] = "open";
    issue["html_url"] = "https://ghe.example/o/r/issues/" + issue["number"].dump();
    return issues.emplace_back(std::move(issue));
  }
  std::vector<std::string> bodies_of(const std::string& issue) const {
    std::vector<std::string> out;
    for (const auto& comment : comments) {
      if (comment["issue"] == issue) {
        out.push_back(comment["body"]);
      }
    }
    return out;
  }

  HttpResponse operator()(const HttpRequest& request) {
    const std::string root = kRoot;
    REQUIRE(request.url.rfind(root, 0) == 0);
    const std::string path = request.url.substr(root.size());
    log.push_back(request.method + " " + path.substr(0, path.find('?')));
    if (!before.empty()) {
      const HttpResponse out = before.front();
      before.pop_front();
      return out;
    }
    HttpResponse out = route(request, path);
    if (request.method == "POST" && lose_next_post) {
      lose_next_post = false;
      return no_answer(HttpFailure::kTimeout);
    }
    return out;
  }

 private:
  HttpResponse route(const HttpRequest& request, const std::string& path) {
    std::smatch match;
    if (std::regex_match(path, match, std::regex(R"(issues/(\d+)/comments(\?.*)?)"))) {
      return request.method == "GET" ? page(with_issue(match[1]), path)
                                     : created(add_comment(match[1], checked(request)));
    }
    if (std::regex_match(path, match, std::regex(R"(issues/comments/(\d+))"))) {
      return patch(comments, "id", match[1], request);
    }
    if (std::regex_match(path, match, std::regex(R"(issues(\?.*)?)"))) {
      return request.method == "GET" ? page(open_issues(), path)
                                     : created(add_issue(checked(request)));
    }
    if (std::regex_match(path, match, std::regex(R"(issues/(\d+))"))) {
      return patch(issues, "number", match[1], request);
    }
    if (std::regex_match(path, std::regex(R"(commits/[0-9a-f]+/pulls\?.*)"))) {
      return answer(200, pulls.dump());
    }
    return answer(404, R"({"message":"Not Found"})");
  }
  static json checked(const HttpRequest& request) {
    json out = json::parse(request.body);
    CHECK(out.value("body", "").size() <= 65'536);
    out["user"] = {{"login", "github-actions[bot]"}, {"type", "Bot"}};
    return out;
  }
  static HttpResponse created(const json& item) { return answer(201, item.dump()); }
  static HttpResponse patch(std::vector<json>& list, const char* key, const std::string& id,
                            const HttpRequest& request) {
    for (auto& item : list) {
      if (item[key].dump() == id) {
        item.update(json::parse(request.body));
        return answer(200, item.dump());
      }
    }
    return answer(404, R"({"message":"Not Found"})");
  }
  [[nodiscard]] std::vector<json> with_issue(const std::string& issue) const {
    std::vector<json> out;
    for (const auto& comment : comments) {
      if (comment["issue"] == issue) {
        out.push_back(comment);
      }
    }
    return out;
  }
  [[nodiscard]] std::vector<json> open_issues() const {
    std::vector<json> out;
    for (const auto& issue : issues) {
      if (issue["state"] == "open") {
        out.push_back(issue);
      }
    }
    return out;
  }
  [[nodiscard]] HttpResponse page(const std::vector<json>& all, const std::string& path) const {
    std::smatch match;
    const std::size_t number =
        std::regex_search(path, match, std::regex("[?&]page=(\\d+)")) ? std::stoul(match[1]) : 1;
    json out = json::array();
    for (std::size_t i = (number - 1) * page_size; i < std::min(all.size(), number * page_size);
         ++i) {
      out.push_back(all[i]);
    }
    HttpResponse response = answer(200, out.dump());
    if (number * page_size < all.size()) {
      const std::string base = kRoot + path.substr(0, path.find("&page="));
      response.link = "<" + base + "&page=1>; rel=\"first\", <" + base +
                      "&page=" + std::to_string(number + 1) + ">; rel=\"next\"";
    }
    return response;
  }

  int next_id_ = 1000;
};

struct GithubWorld : NotifyWorld {
  FakeGithub github;

  GithubWorld() {
    on_github();
    mailing.pull = "5";
    http.answer_to = [this](const HttpRequest& request) { return github(request); };
  }
  notify::Delivery run(const std::string& destination, const std::string& run_id,
                       notify::NoticeEvent event) {
    notice = sample_notice();
    notice.run_id = run_id;
    notice.event = event;
    return deliver_to(destination);
  }
};

}  // namespace mlpipe::testing
