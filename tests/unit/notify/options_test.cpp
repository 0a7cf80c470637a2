// SPDX-License-Identifier: MIT
#include "mlpipe/notify/options.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::notify;
using nlohmann::json;

namespace {

NotifyOptions parse(const json& document) {
  NotifyOptions out;
  JsonReader::read(document, "pipeline.json",
                   [&](JsonReader& reader) { out = parse_notify_options(reader); });
  return out;
}

std::string problem_of(const std::string& text) {
  try {
    (void)parse(json::parse(text));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("notifications are read back as they were written", "[notify]") {
  const auto document = GENERATE(json::object(), json::parse(R"({
        "pipeline": "EUR.USD hourly-2", "budget": "30s", "log_lines": 0,
        "github": {"token_variable": "BOT_TOKEN", "author": "ours[bot]", "label": "ml"},
        "summary": {"events": []},
        "slack": {"enabled": false, "events": ["failed", "drift"], "url_file": "/run/secrets/slack"},
        "webhook": {"events": "all", "secret_variable": "KEY"}})"));
  const auto written = write_notify_options(parse(document));
  CHECK(write_notify_options(parse(json(written))).dump() == written.dump());
}

TEST_CASE("what is said of a destination counts", "[notify]") {
  const auto options = parse(json::parse(
      R"({"slack": {"enabled": false, "events": ["failed", "failed"], "url_variable": "HOOK"}})"));
  for (const auto& own : options.destinations) {
    if (own.name == "slack") {
      CHECK_FALSE(own.enabled);
      CHECK(own.events == std::vector<NoticeEvent>{NoticeEvent::kFailed});
      CHECK(own.url.variable == "HOOK");
    } else {
      CHECK(own.enabled);
    }
  }
}

TEST_CASE("mistakes in notifications are told with what was meant", "[notify]") {
  struct Row {
    const char* text;
    const char* says;
  };
  const auto row = GENERATE(
      Row{R"({"slak": {}})", "/slak: unknown key (did you mean \"slack\"?)"},
      Row{R"({"slack": {"event": []}})", "/slack/event"},
      Row{R"({"slack": {"events": ["faild"]}})", "did you mean \"failed\""},
      Row{R"({"slack": {"events": "never"}})", "\"never\" is not one of all, news, promoted"},
      Row{R"({"summary": {"url_variable": "X"}})", "/summary/url_variable"},
      Row{R"({"budget": "2min"})", "at most 60s"}, Row{R"({"budget": "5"})", "at most 60s"},
      Row{R"({"log_lines": 1000})", "/log_lines"},
      Row{R"({"pipeline": "a --> b"})", "/pipeline: must be a name"},
      Row{R"({"pipeline": " a"})", "/pipeline: must be a name"},
      Row{R"({"github": {"label": "a,b"}})", "/github/label"},
      Row{R"({"slack": {"url_variable": "https://hooks.slack.com/services/T/B/X"}})",
          "a secret itself does not belong"});
  INFO(row.text);
  CHECK_THAT(problem_of(row.text), ContainsSubstring(row.says));
}

TEST_CASE("a secret in the wrong place is not repeated", "[notify]") {
  CHECK_THAT(problem_of(R"({"slack": {"url_variable": "https://hooks.slack.com/services/T/B/X"}})"),
             !ContainsSubstring("T/B/X"));
}
