// SPDX-License-Identifier: MIT
#include "notify_world.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using Result = notify::Delivery::Result;

namespace {

struct SlackWorld : NotifyWorld {
  SlackWorld() { variables["SLACK_WEBHOOK_URL"] = kHook; }
};

/// Every text of the blocks.
std::vector<std::string> texts(const json& message) {
  std::vector<std::string> out;
  for (const auto& block : message["blocks"]) {
    if (block.contains("text")) {
      out.push_back(block["text"]["text"]);
    }
    for (const auto& element : block.value("elements", json::array())) {
      out.push_back(element["text"]);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("a message to Slack is these blocks", "[notify]") {
  SlackWorld world;
  CHECK(world.deliver_to("slack").result == Result::kSent);
  REQUIRE(world.http.requests.size() == 1);
  CHECK(world.http.requests[0].url == kHook);
  CHECK(world.http.requests[0].method == "POST");
  CHECK(world.posted() == json::parse(R"({
    "text": "✅ mlpipe train: v1.3.0 is in production\nThe candidate is better where it counts.",
    "blocks": [
      {"type": "header", "text": {"type": "plain_text", "emoji": false,
       "text": "✅ mlpipe train: v1.3.0 is in production"}},
      {"type": "section", "text": {"type": "mrkdwn", "verbatim": true,
       "text": "The candidate is better where it counts."}},
      {"type": "section", "text": {"type": "mrkdwn", "verbatim": true,
       "text": "```\nmetric        production  candidate  change   gate\nLog loss      0.6931      0.6902     -0.0029  pass\nSharpe ratio  0.412       0.530      +0.118   -\n```"}},
      {"type": "section", "text": {"type": "mrkdwn", "verbatim": true,
       "text": "• same features, other data: patch\n"}},
      {"type": "section", "text": {"type": "mrkdwn", "verbatim": true,
       "text": "Next: `mlpipe rollback`"}},
      {"type": "context", "elements": [{"type": "mrkdwn", "verbatim": true,
       "text": "<https://github.example/o/r/actions/runs/7|Run> · o/r · run 7-1 · 2026-11-23 02:00 UTC"}]}
    ]})"));
}

TEST_CASE("nothing in a message to Slack is longer than Slack takes, or a command", "[notify]") {
  SlackWorld world;
  world.notice = hostile_notice();
  CHECK(world.deliver_to("slack").result == Result::kSent);
  const json message = world.posted();
  CHECK(message["blocks"].size() <= 50);
  CHECK(message["text"].get<std::string>().size() < 4'000);
  CHECK(message["blocks"][0]["text"]["text"].get<std::string>().size() <= 150);
  for (const auto& text : texts(message)) {
    INFO(text);
    CHECK(text.size() <= 3'000);
  }
  for (std::size_t i = 1; i < message["blocks"].size(); ++i) {
    const std::string text = message["blocks"][i].dump();
    CHECK_THAT(text, !ContainsSubstring("<!channel>") && !ContainsSubstring("<@U1>") &&
                         !ContainsSubstring("<script>"));
  }
  CHECK_THAT(message["text"].get<std::string>(), !ContainsSubstring("<!channel>"));
}

TEST_CASE("a header of just the limit stays whole, one byte more is cut", "[notify]") {
  SlackWorld world;
  const std::size_t icon = std::string("✅ ").size();
  world.notice.title = std::string(150 - icon, 't');
  world.deliver_to("slack");
  CHECK(world.posted()["blocks"][0]["text"]["text"] == "✅ " + world.notice.title);
  world.notice.title += "t";
  world.deliver_to("slack");
  const std::string cut = world.posted()["blocks"][0]["text"]["text"];
  CHECK(cut.size() == 150);
  CHECK_THAT(cut, EndsWith("…"));
}

TEST_CASE("Slack's words are explained", "[notify]") {
  const auto says = [](int status, const std::string& word) {
    SlackWorld world;
    world.http.script({answer(status, word)});
    const auto delivery = world.deliver_to("slack");
    CHECK(delivery.result == Result::kFailed);
    CHECK(world.http.requests.size() == 1);
    return delivery.detail;
  };
  CHECK(says(403, "action_prohibited") ==
        "hooks.example.com: HTTP status 403: \"action_prohibited\"; an administrator of the "
        "workspace has forbidden it");
  CHECK_THAT(says(404, "no_service"), ContainsSubstring("make a new one"));
  CHECK_THAT(says(410, "channel_is_archived"), ContainsSubstring("archived"));
  CHECK_THAT(says(400, "invalid_payload"), ContainsSubstring("report"));
}

TEST_CASE("without an address Slack is left out", "[notify]") {
  NotifyWorld world;
  const auto delivery = world.deliver_to("slack");
  CHECK(delivery.result == Result::kSkipped);
  CHECK(delivery.detail == "SLACK_WEBHOOK_URL is not set");
  CHECK(world.http.requests.empty());
}
