// SPDX-License-Identifier: MIT
#include "mlpipe/core/text.hpp"

#include "fake_github.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using notify::NoticeEvent;
using Result = notify::Delivery::Result;

namespace {

const std::string kMark = "<!-- mlpipe:report:v1 key=train -->";

}  // namespace

TEST_CASE("five runs leave one comment, with what the last one said", "[notify]") {
  GithubWorld world;
  for (int run = 1; run <= 5; ++run) {
    world.notice.markdown = "run " + std::to_string(run) + "\n";
    const auto delivery = world.deliver_to("comment");
    CHECK(delivery.result == Result::kSent);
    CHECK(delivery.detail == (run == 1 ? "new comment" : "comment updated"));
    CHECK_THAT(delivery.url, ContainsSubstring("https://ghe.example/o/r/issues/5#c"));
  }
  REQUIRE(world.github.comments.size() == 1);
  CHECK(world.github.comments[0]["body"] ==
        kMark + "\n### ✅ mlpipe train: v1.3.0 is in production\n\nrun 5\n");
}

TEST_CASE("two pipelines of a repository have a comment each", "[notify]") {
  GithubWorld world;
  for (const char* pipeline : {"", "eurusd", "", "eurusd"}) {
    world.notice.pipeline = pipeline;
    CHECK(world.deliver_to("comment").result == Result::kSent);
  }
  REQUIRE(world.github.comments.size() == 2);
  CHECK_THAT(world.github.comments[1]["body"].get<std::string>(),
             ContainsSubstring("<!-- mlpipe:report:v1 key=train/eurusd -->"));
}

TEST_CASE("a request to GitHub says what it has to", "[notify]") {
  GithubWorld world;
  world.deliver_to("comment");
  for (const auto& request : world.http.requests) {
    const auto header = [&](const std::string& name) {
      for (const auto& [key, value] : request.headers) {
        if (key == name) {
          return value;
        }
      }
      return std::string();
    };
    CHECK(header("Authorization") == "Bearer ghs_0123456789abcdefCANARY");
    CHECK(header("Accept") == "application/vnd.github+json");
    CHECK(header("X-GitHub-Api-Version") == "2022-11-28");
    CHECK_FALSE(request.redirects);
  }
  CHECK(world.http.requests[0].url ==
        "https://ghe.example/api/v3/repos/o/r/issues/5/comments?per_page=100");
}

TEST_CASE("a comment of somebody else with our marker is left alone", "[notify]") {
  GithubWorld world;
  world.github.add_comment("5", FakeGithub::by("eve", "User", kMark + "\nfake"));
  world.github.add_comment("5", FakeGithub::by("other[bot]", "Bot", kMark + "\nfake"));
  world.github.add_comment("5", FakeGithub::by("github-actions[bot]", "User", kMark + "\nfake"));
  world.github.add_comment("5", FakeGithub::by_us("quotes " + kMark));
  world.github.add_comment("5",
                           FakeGithub::by_us("<!-- mlpipe:report:v1 key=drift -->\nother job"));
  const auto before = world.github.comments;
  CHECK(world.deliver_to("comment").detail == "new comment");
  REQUIRE(world.github.comments.size() == before.size() + 1);
  CHECK(std::equal(before.begin(), before.end(), world.github.comments.begin()));
}

TEST_CASE("our comment is found on a later page", "[notify]") {
  GithubWorld world;
  for (int i = 0; i < 230; ++i) {
    world.github.add_comment("5", FakeGithub::by("ada", "User", "talk"));
  }
  world.github.add_comment("5", FakeGithub::by_us(kMark + "\nold"));
  CHECK(world.deliver_to("comment").detail == "comment updated");
  CHECK(world.github.comments.size() == 231);
  CHECK(world.http.requests.size() == 4);
}

TEST_CASE("a next page on another host is not asked for", "[notify]") {
  GithubWorld world;
  HttpResponse page = answer(200, "[]");
  page.link = "<https://evil.example/repos/o/r/issues/5/comments?page=2>; rel=\"next\"";
  world.github.before.push_back(page);
  const auto delivery = world.deliver_to("comment");
  CHECK(delivery.result == Result::kFailed);
  CHECK(delivery.detail == "evil.example: the next page is on another host; it is not asked for");
  CHECK(world.http.requests.size() == 1);
}

TEST_CASE("a comment whose answer was lost is not made twice", "[notify]") {
  GithubWorld world;
  world.github.lose_next_post = true;
  CHECK(world.deliver_to("comment").result == Result::kSent);
  CHECK(world.github.comments.size() == 1);
  CHECK(world.github.log.back().rfind("PATCH", 0) == 0);
}

TEST_CASE("a body just within GitHub's limit is whole, a longer one ends at a line", "[notify]") {
  GithubWorld world;
  world.notice.markdown = "x\n";
  world.notice.report.clear();
  for (int i = 0; i < 3'000; ++i) {
    world.notice.report += "line " + std::to_string(i) + " é\n";
    world.notice.report += i == 100 ? "```sh\n" : "";
  }
  while (world.notice.report.size() < 200'000) {
    world.notice.report += "ééééééééééééééééééééééé\n";
  }
  world.deliver_to("comment");
  const std::string body = world.github.comments.at(0)["body"];
  CHECK(body.size() <= 60'500);
  CHECK(body.rfind(kMark, 0) == 0);
  CHECK(is_utf8(body));
  // The open block of code and the details are closed.
  CHECK_THAT(body, EndsWith("\n```\n\n</details>\n\nThe rest is in the report among the run's "
                            "artifacts.\n"));
}

TEST_CASE("the pull request is that of the event, else the open one of the commit", "[notify]") {
  GithubWorld world;
  world.mailing.pull.reset();
  CHECK(world.deliver_to("comment").detail == "no open pull request belongs to this run");

  world.variables["GITHUB_SHA"] = "abc123";
  world.github.pulls = {{{"number", 3}, {"state", "closed"}}, {{"number", 8}, {"state", "open"}}};
  CHECK(world.deliver_to("comment").result == Result::kSent);
  CHECK(world.github.bodies_of("8").size() == 1);

  world.files.replace("event.json", R"({"pull_request":{"number":9}})");
  world.variables["GITHUB_EVENT_PATH"] = "event.json";
  CHECK(world.deliver_to("comment").result == Result::kSent);
  CHECK(world.github.bodies_of("9").size() == 1);

  world.files.replace("event.json", "{\"pull_request\":");
  world.github.pulls = json::array();
  CHECK(world.deliver_to("comment").result == Result::kSkipped);
}

TEST_CASE("what a token may not do is told with the permission it needs", "[notify]") {
  const auto says = [](const HttpResponse& response) {
    GithubWorld world;
    world.github.before.push_back(response);
    const auto delivery = world.deliver_to("comment");
    CHECK(delivery.result == Result::kFailed);
    CHECK(world.http.requests.size() == 1);
    CHECK_THAT(delivery.detail, !ContainsSubstring("CANARY"));
    return delivery.detail;
  };
  CHECK_THAT(says(answer(401, R"({"message":"Bad credentials"})")),
             ContainsSubstring("\"Bad credentials\"; the token of GITHUB_TOKEN is not accepted"));
  CHECK_THAT(
      says(answer(403, R"({"message":"Resource not accessible by integration"})")),
      ContainsSubstring("`permissions: pull-requests: write`") && ContainsSubstring("forks"));
  CHECK_THAT(says(answer(404, R"({"message":"Not Found"})")),
             ContainsSubstring("the job needs `permissions: pull-requests: write`"));
  CHECK_THAT(says(answer(422, R"({"message":"Validation Failed","errors":[{"code":"too_long"}]})")),
             ContainsSubstring("too_long"));
  CHECK_THAT(says(answer(200, "{not json")), ContainsSubstring("no list in JSON"));
}

TEST_CASE("outside GitHub, or without a token, there is no comment", "[notify]") {
  NotifyWorld world;
  CHECK_THAT(world.deliver_to("comment").detail, ContainsSubstring("GITHUB_ACTIONS is not set"));
  world.on_github();
  world.notice.repository = "o/r";
  world.variables.erase("GITHUB_TOKEN");
  CHECK(world.deliver_to("comment").detail == "GITHUB_TOKEN is not set");
  CHECK(world.http.requests.empty());
}

TEST_CASE("between two writes to GitHub is a second", "[notify]") {
  GithubWorld world;
  world.run("issue", "1-1", NoticeEvent::kFailed);
  world.run("issue", "2-1", NoticeEvent::kFailed);  // a comment, then the issue itself
  CHECK(world.waited() == std::chrono::seconds(1));
}
