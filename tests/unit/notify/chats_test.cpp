// SPDX-License-Identifier: MIT
// Teams, Discord and webhooks of one's own.
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/version.hpp"

#include "notify_world.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;
using Result = notify::Delivery::Result;

namespace {

struct ChatWorld : NotifyWorld {
  ChatWorld() {
    for (const char* name : {"TEAMS_WEBHOOK_URL", "DISCORD_WEBHOOK_URL", "MLPIPE_WEBHOOK_URL"}) {
      variables[name] = kHook;
    }
  }
};

std::string header(const HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) {
      return value;
    }
  }
  return "";
}

}  // namespace

TEST_CASE("a message to Teams is this card", "[notify]") {
  ChatWorld world;
  CHECK(world.deliver_to("teams").result == Result::kSent);
  CHECK(world.posted() == json::parse(R"J({
    "type": "message",
    "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
      "type": "AdaptiveCard", "version": "1.4",
      "body": [
        {"type": "TextBlock", "text": "✅ mlpipe train: v1.3.0 is in production", "wrap": true,
         "size": "Large", "weight": "Bolder", "color": "Good"},
        {"type": "TextBlock", "text": "The candidate is better where it counts.", "wrap": true},
        {"type": "FactSet", "facts": [
          {"title": "Log loss", "value": "0.6931 → 0.6902 (-0.0029), pass"},
          {"title": "Sharpe ratio", "value": "0.412 → 0.530 (+0.118)"
}]
},
        {"type": "TextBlock", "text": "• same features, other data: patch", "wrap": true},
        {"type": "TextBlock", "text": "Next: mlpipe rollback", "wrap": true},
        {"type": "TextBlock", "text": "o/r run 7-1, 2026-11-23 02:00 UTC", "wrap": true,
         "isSubtle": true}],
      "actions": [{"type": "Action.OpenUrl", "title": "Run",
                   "url": "https://github.example/o/r/actions/runs/7"}]
}
}]
})J"));
}

TEST_CASE("a card is never larger than Teams takes", "[notify]") {
  ChatWorld world;
  world.notice = hostile_notice();
  CHECK(world.deliver_to("teams").result == Result::kSent);
  CHECK(world.http.requests.back().body.size() <= 28'000);
  CHECK(is_utf8(world.http.requests.back().body));
  // Each behind a backslash.
  CHECK_THAT(world.http.requests.back().body, !ContainsSubstring("{{DATE") &&
                                                  !ContainsSubstring("[l](http") &&
                                                  !ContainsSubstring(" <script>"));
}

TEST_CASE("a message to Discord is this embed, and calls nobody", "[notify]") {
  ChatWorld world;
  CHECK(world.deliver_to("discord").result == Result::kSent);
  CHECK(world.posted() == json::parse(R"({
    "embeds": [{
      "title": "✅ mlpipe train\\: v1.3.0 is in production",
      "description": "The candidate is better where it counts.\n```\nmetric        production  candidate  change   gate\nLog loss      0.6931      0.6902     -0.0029  pass\nSharpe ratio  0.412       0.530      +0.118   -\n```\n• same features, other data\\: patch\nNext: ```\nmlpipe rollback\n```\n",
      "color": 2991182,
      "timestamp": "2026-11-23T02:00:00Z",
      "fields": [{"name": "Run", "value": "https://github.example/o/r/actions/runs/7",
                  "inline": true}],
      "footer": {"text": "mlpipe o/r run 7-1"}}],
    "allowed_mentions": {"parse": []}})"));
}

TEST_CASE("an embed keeps Discord's limits whatever is in it", "[notify]") {
  ChatWorld world;
  world.notice = hostile_notice();
  CHECK(world.deliver_to("discord").result == Result::kSent);
  const json message = world.posted();
  const json& embed = message["embeds"][0];
  const std::string description = embed["description"];
  const std::string title = embed["title"];
  CHECK(title.size() <= 256);
  CHECK(description.size() <= 4'096);
  std::size_t all = title.size() + description.size();
  for (const auto& field : embed["fields"]) {
    all += field["name"].get<std::string>().size() + field["value"].get<std::string>().size();
    CHECK(field["value"].get<std::string>().size() <= 1'024);
    CHECK(field["name"].get<std::string>().size() <= 256);
  }
  all += embed["footer"]["text"].get<std::string>().size();
  CHECK(all <= 6'000);
  CHECK(message["allowed_mentions"]["parse"].empty());
  CHECK_THAT(title, ContainsSubstring("\\@everyone \\<!channel\\>"));
}

TEST_CASE("a webhook of one's own gets the event, signed over its bytes", "[notify]") {
  ChatWorld world;
  world.variables["MLPIPE_WEBHOOK_SECRET"] = "It's a Secret to Everybody";
  CHECK(world.deliver_to("webhook").result == Result::kSent);
  const auto& request = world.http.requests.back();
  CHECK(header(request, "X-Mlpipe-Event") == "promoted");
  CHECK(header(request, "X-Mlpipe-Signature") ==
        "sha256=" + hmac_sha256_hex("It's a Secret to Everybody", request.body));
  json expected = json::parse(R"({
    "schema": "mlpipe.event/1", "event": "promoted", "events": ["promoted"], "job": "train",
    "pipeline": null,
    "time": "2026-11-23T02:00:00Z", "title": "mlpipe train: v1.3.0 is in production",
    "headline": "The candidate is better where it counts.", "version": "v1.3.0",
    "version_before": "v1.2.0",
    "metrics": [
      {"name": "log_loss", "production": 0.6931, "candidate": 0.6902, "gate": "pass"},
      {"name": "sharpe", "production": 0.412, "candidate": 0.53, "gate": null}],
    "features": [], "reasons": ["same features, other data: patch"], "log": [],
    "links": [{"title": "Run", "url": "https://github.example/o/r/actions/runs/7"}],
    "next": "mlpipe rollback", "repository": "o/r", "run": "7-1"})");
  expected["mlpipe_version"] = kVersion;
  CHECK(json::parse(request.body) == expected);
}

TEST_CASE("without a secret nothing is signed; a secret that cannot be read sends nothing",
          "[notify]") {
  ChatWorld world;
  CHECK(world.deliver_to("webhook").result == Result::kSent);
  CHECK(header(world.http.requests.back(), "X-Mlpipe-Signature").empty());
  for (auto& own : world.mailing.options.destinations) {
    if (own.name == "webhook") {
      own.secret.file = "secret.txt";
    }
  }
  const auto delivery = world.deliver_to("webhook");
  CHECK(delivery.result == Result::kFailed);
  CHECK_THAT(delivery.detail,
             ContainsSubstring("secret.txt") && ContainsSubstring("nothing is sent unsigned"));
  CHECK(world.http.requests.size() == 1);
  world.files.replace("secret.txt", "from a file\n");
  CHECK(world.deliver_to("webhook").result == Result::kSent);
  const auto& request = world.http.requests.back();
  CHECK(header(request, "X-Mlpipe-Signature") ==
        "sha256=" + hmac_sha256_hex("from a file", request.body));
}

TEST_CASE("any destination takes a hostile notice as valid JSON", "[notify]") {
  for (const char* name : {"slack", "teams", "discord", "webhook"}) {
    ChatWorld world;
    world.variables["SLACK_WEBHOOK_URL"] = kHook;
    world.notice = hostile_notice();
    INFO(name);
    CHECK(world.deliver_to(name).result == Result::kSent);
    CHECK_NOTHROW(world.posted());
    CHECK(is_utf8(world.http.requests.back().body));
  }
}

TEST_CASE("a webhook that is gone is told so", "[notify]") {
  for (const char* name : {"teams", "discord"}) {
    ChatWorld world;
    world.http.script({answer(404, R"({"message":"Unknown Webhook","code":10015})")});
    const auto delivery = world.deliver_to(name);
    CHECK(delivery.result == Result::kFailed);
    CHECK_THAT(delivery.detail, ContainsSubstring("make a new one"));
  }
}
