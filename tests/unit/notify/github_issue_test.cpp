// SPDX-License-Identifier: MIT
#include "fake_github.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using notify::NoticeEvent;
using Result = notify::Delivery::Result;

TEST_CASE("a status issue opens, gathers failures, and closes with the recovery", "[notify]") {
  GithubWorld world;
  CHECK(world.run("issue", "1-1", NoticeEvent::kFailed).detail == "issue opened");
  REQUIRE(world.github.issues.size() == 1);
  const json& issue = world.github.issues[0];
  const std::string number = issue["number"].dump();
  CHECK(issue["title"] == "mlpipe train needs attention");
  CHECK(issue["labels"] == json::array({"mlpipe"}));
  CHECK_THAT(
      issue["body"].get<std::string>(),
      ContainsSubstring("<!-- mlpipe:status:v1 key=train -->\n<!-- mlpipe:run:v1 key=1-1 -->"));
  CHECK(world.github.comments.empty());  // opening sends its own mail

  CHECK(world.run("issue", "2-1", NoticeEvent::kFailed).detail == "comment on the open issue");
  CHECK(world.run("issue", "3-1", NoticeEvent::kDrift).result == Result::kSent);
  CHECK(world.github.issues.size() == 1);
  CHECK(world.github.bodies_of(number).size() == 2);
  CHECK_THAT(world.github.issues[0]["body"].get<std::string>(),
             ContainsSubstring("key=train -->\n<!-- mlpipe:run:v1 key=3-1 -->"));

  CHECK(world.run("issue", "4-1", NoticeEvent::kPromoted).detail == "recovered, issue closed");
  CHECK(world.notice.recovered);
  CHECK(world.github.issues[0]["state"] == "closed");
  CHECK(world.github.issues[0]["state_reason"] == "completed");
  CHECK_THAT(world.github.bodies_of(number).back(), ContainsSubstring("(recovered)"));

  CHECK(world.run("issue", "5-1", NoticeEvent::kPromoted).detail == "no status issue is open");
  CHECK_FALSE(world.notice.recovered);
  CHECK(world.run("issue", "6-1", NoticeEvent::kFailed).detail == "issue opened");
  CHECK(world.github.issues.size() == 2);
}

TEST_CASE("each job has an issue of its own", "[notify]") {
  GithubWorld world;
  world.run("issue", "1-1", NoticeEvent::kFailed);
  world.notice = sample_notice();
  world.notice.job = "drift";
  world.notice.event = NoticeEvent::kDrift;
  CHECK(world.deliver_to("issue").detail == "issue opened");
  world.notice.event = NoticeEvent::kQuiet;
  CHECK(world.deliver_to("issue").detail == "recovered, issue closed");
  CHECK(world.github.issues[0]["state"] == "open");
  CHECK(world.github.issues[1]["state"] == "closed");
}

TEST_CASE("a run tells its issue once, however often it says so", "[notify]") {
  GithubWorld world;
  world.run("issue", "1-1", NoticeEvent::kFailed);
  CHECK(world.run("issue", "1-1", NoticeEvent::kFailed).detail == "told before");
  world.run("issue", "2-1", NoticeEvent::kFailed);
  world.run("issue", "2-1", NoticeEvent::kFailed);
  CHECK(world.github.issues.size() == 1);
  CHECK(world.github.comments.size() == 1);
}

TEST_CASE("an issue or a comment whose answer was lost is not made twice", "[notify]") {
  GithubWorld world;
  world.github.lose_next_post = true;
  CHECK(world.run("issue", "1-1", NoticeEvent::kFailed).result == Result::kSent);
  CHECK(world.github.issues.size() == 1);
  world.github.lose_next_post = true;
  CHECK(world.run("issue", "2-1", NoticeEvent::kFailed).result == Result::kSent);
  CHECK(world.github.comments.size() == 1);
}

TEST_CASE("issues of others, and pull requests, are none of ours", "[notify]") {
  GithubWorld world;
  const std::string mark = "<!-- mlpipe:status:v1 key=train -->";
  world.github.add_issue(FakeGithub::by("eve", "User", mark));
  world.github.add_issue(FakeGithub::by_us(mark))["pull_request"] = json::object();
  world.github.add_issue(FakeGithub::by_us("<!-- mlpipe:status:v1 key=drift -->"));
  CHECK(world.run("issue", "1-1", NoticeEvent::kPromoted).detail == "no status issue is open");
  CHECK(world.run("issue", "1-1", NoticeEvent::kFailed).detail == "issue opened");
  CHECK(world.github.comments.empty());
}

TEST_CASE("a job that was cancelled, or still drifts, leaves its issue open", "[notify]") {
  for (const auto event : {NoticeEvent::kCancelled, NoticeEvent::kLasting, NoticeEvent::kWarning,
                           NoticeEvent::kCannotTell}) {
    GithubWorld world;
    world.run("issue", "1-1", NoticeEvent::kFailed);
    const auto requests = world.http.requests.size();
    world.notice.event = event;
    world.mailing.to.clear();
    const auto delivery = NotifyWorld::of(world.deliver(), "issue");
    CHECK(delivery.result == Result::kSkipped);
    CHECK(world.github.issues[0]["state"] == "open");
    // The comment on the pull request is another matter.
    CHECK(world.github.log.size() >= requests);
    CHECK(world.github.bodies_of(world.github.issues[0]["number"].dump()).empty());
  }
}

TEST_CASE("switched-off issues are said to be so", "[notify]") {
  GithubWorld world;
  world.github.before.push_back(answer(410, R"({"message":"Issues are disabled for this repo"})"));
  CHECK_THAT(world.run("issue", "1-1", NoticeEvent::kFailed).detail,
             ContainsSubstring("issues are switched off in this repository"));
  world.github.before.push_back(answer(403, "{}"));
  CHECK_THAT(world.run("issue", "1-1", NoticeEvent::kFailed).detail,
             ContainsSubstring("`permissions: issues: write`"));
}
