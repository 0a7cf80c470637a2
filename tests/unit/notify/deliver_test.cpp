// SPDX-License-Identifier: MIT
#include "mlpipe/notify/deliver.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"

#include "fake_github.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using namespace std::chrono_literals;
using notify::NoticeEvent;
using Result = notify::Delivery::Result;

namespace {

void set_all_hooks(NotifyWorld& world) {
  world.variables["SLACK_WEBHOOK_URL"] = "https://slack.example/services/T/B/canary-slack-4711";
  world.variables["TEAMS_WEBHOOK_URL"] = "https://teams.example/hook?sig=canary-teams-4711";
  world.variables["DISCORD_WEBHOOK_URL"] = "https://discord.example/api/webhooks/1/canary-discord";
  world.variables["MLPIPE_WEBHOOK_URL"] = "https://own.example/canary-own-4711";
  world.variables["MLPIPE_WEBHOOK_SECRET"] = "canary-key-4711";
}

std::vector<std::string> told(NotifyWorld& world, NoticeEvent event) {
  world.notice.event = event;
  std::vector<std::string> out;
  for (const auto& delivery : world.deliver()) {
    if (delivery.result == Result::kSent) {
      out.push_back(delivery.name);
    }
  }
  return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("quiet days are in the step summary alone, news goes everywhere", "[notify]") {
  GithubWorld world;
  set_all_hooks(world);
  world.variables["GITHUB_STEP_SUMMARY"] = "summary.md";
  const auto answer_github = world.http.answer_to;
  world.http.answer_to = [&](const HttpRequest& request) {
    return request.url.rfind(FakeGithub::kRoot, 0) == 0 ? answer_github(request)
                                                        : answer(200, "ok");
  };
  CHECK(told(world, NoticeEvent::kQuiet) == Names{"summary"});
  CHECK(told(world, NoticeEvent::kPassed) == Names{"summary"});
  CHECK(told(world, NoticeEvent::kCancelled) == Names{"summary"});
  CHECK(told(world, NoticeEvent::kLasting) == Names{"summary"});
  CHECK(told(world, NoticeEvent::kTrained) == Names{"summary", "annotation", "comment"});
  const Names chats{"slack", "teams", "discord", "webhook"};
  const auto with_chats = [&](Names names) {
    names.insert(names.end(), chats.begin(), chats.end());
    return names;
  };
  CHECK(told(world, NoticeEvent::kPromoted) == with_chats({"summary", "annotation", "comment"}));
  CHECK(told(world, NoticeEvent::kRejected) == with_chats({"summary", "annotation", "comment"}));
  CHECK(told(world, NoticeEvent::kFailed) ==
        with_chats({"issue", "summary", "annotation", "comment"}));
  // The issue is open now: the next good day is a recovery, which the chats hear of.
  CHECK(told(world, NoticeEvent::kQuiet) ==
        with_chats({"issue", "summary", "annotation", "comment"}));
}

TEST_CASE("one destination's failure keeps no other from its notice", "[notify]") {
  NotifyWorld world;
  set_all_hooks(world);
  world.http.answer_to = [](const HttpRequest& request) {
    return request.url.find("slack") != std::string::npos     ? no_answer(HttpFailure::kConnect)
           : request.url.find("teams") != std::string::npos   ? answer(500)
           : request.url.find("discord") != std::string::npos ? answer(404)
                                                              : answer(200);
  };
  const auto all = world.deliver();
  CHECK(NotifyWorld::of(all, "slack").result == Result::kFailed);
  CHECK(NotifyWorld::of(all, "teams").result == Result::kFailed);
  CHECK(NotifyWorld::of(all, "discord").result == Result::kFailed);
  CHECK(NotifyWorld::of(all, "webhook").result == Result::kSent);
}

TEST_CASE("all of it ends within the budget, and each has its share", "[notify]") {
  NotifyWorld world;
  set_all_hooks(world);
  world.http.answer_to = [&](const HttpRequest& request) {
    world.clock.advance(request.longest);  // nobody answers
    return no_answer(HttpFailure::kTimeout);
  };
  const auto all = world.deliver();
  CHECK(world.clock.elapsed() <= 60s);
  Names asked;
  for (const auto& request : world.http.requests) {
    const std::string host = request.url.substr(8, request.url.find('.') - 8);
    if (asked.empty() || asked.back() != host) {
      asked.push_back(host);
    }
  }
  CHECK(asked == Names{"slack", "teams", "discord", "own"});
}

TEST_CASE("only those of --to are told, whatever they are told of otherwise", "[notify]") {
  NotifyWorld world;
  set_all_hooks(world);
  world.notice.event = NoticeEvent::kQuiet;
  world.mailing.to = {"discord", "slack"};
  for (auto& own : world.mailing.options.destinations) {
    own.enabled = false;
  }
  CHECK(told(world, NoticeEvent::kQuiet) == Names{"slack", "discord"});
  world.mailing.to = {"slak"};
  CHECK_THROWS_WITH(world.deliver(), ContainsSubstring("did you mean \"slack\""));
}

TEST_CASE("a destination that is disabled says so", "[notify]") {
  NotifyWorld world;
  set_all_hooks(world);
  for (auto& own : world.mailing.options.destinations) {
    own.enabled = own.name != "slack";
  }
  const auto all = world.deliver();
  CHECK(NotifyWorld::of(all, "slack").detail == "is disabled");
  CHECK(NotifyWorld::of(all, "teams").result == Result::kSent);
}

TEST_CASE("a dry run sends nothing, writes nothing and shows no secret", "[notify]") {
  GithubWorld world;
  set_all_hooks(world);
  world.variables["GITHUB_STEP_SUMMARY"] = "summary.md";
  world.notice.event = NoticeEvent::kFailed;
  world.mailing.dry_run = true;
  std::string shown;
  for (const auto& delivery : world.deliver()) {
    INFO(delivery.name);
    CHECK(delivery.result == Result::kPlanned);
    REQUIRE(delivery.payloads.size() == 1);
    shown += delivery.detail + delivery.payloads[0].target + delivery.payloads[0].body;
  }
  CHECK(world.http.requests.empty());
  CHECK_FALSE(world.files.exists("summary.md"));
  CHECK(world.runner.empty());
  CHECK_THAT(shown, !ContainsSubstring("canary") && !ContainsSubstring("CANARY"));
  CHECK_THAT(shown, ContainsSubstring("https://slack.example/***") &&
                        ContainsSubstring("repos/o/r/issues/5/comments"));
}

TEST_CASE("each secret goes to its own host alone", "[notify]") {
  GithubWorld world;
  set_all_hooks(world);
  world.notice.event = NoticeEvent::kFailed;
  const auto answer_github = world.http.answer_to;
  world.http.answer_to = [&](const HttpRequest& request) {
    return request.url.rfind(FakeGithub::kRoot, 0) == 0 ? answer_github(request)
                                                        : answer(200, "ok");
  };
  (void)world.deliver();
  CHECK(world.http.requests.size() >= 8);
  for (const auto& request : world.http.requests) {
    std::string rest = request.body;
    for (const auto& [name, value] : request.headers) {
      rest += name + value;
    }
    const bool github = request.url.rfind("https://ghe.example/", 0) == 0;
    INFO(request.url);
    CHECK((rest.find("CANARY") != std::string::npos) == github);
    CHECK_THAT(rest, !ContainsSubstring("canary"));  // the key signs, it is not sent
    CHECK(std::count(request.url.begin(), request.url.end(), '\n') == 0);
  }
}

TEST_CASE("GitHub's runner is told what else to hide", "[notify]") {
  NotifyWorld world;
  world.on_github();
  world.variables["SLACK_WEBHOOK_URL"] = kHook;
  (void)world.deliver_to("annotation");
  const auto has = [&](const std::string& text) {
    return std::find(world.runner.begin(), world.runner.end(), "::add-mask::" + text + "\n") !=
           world.runner.end();
  };
  CHECK(has("services/T0/B0/canary-4711-secret"));
  CHECK(has(
      "https%253A%252F%252Fhooks.example.com%252Fservices%252FT0%252FB0%252Fcanary-4711-secret"));
  CHECK_FALSE(has(kHook));
  CHECK(world.runner.back() ==
        "::notice title=mlpipe train%3A v1.3.0 is in production::The candidate is better where it "
        "counts.%0A- same features, other data: patch\n");
}
