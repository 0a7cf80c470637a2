// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/notify/deliver.hpp"

#include "support/catch.hpp"
#include "support/service_world.hpp"

namespace mlpipe::testing {

using Catch::Matchers::EndsWith;
using nlohmann::json;

inline HttpResponse answer(int status, const std::string& body = "") {
  HttpResponse out;
  out.status = status;
  out.body = body;
  return out;
}

inline HttpResponse no_answer(HttpFailure failure) {
  HttpResponse out;
  out.failure = failure;
  out.problem = "host: gone";
  return out;
}

/// Answers as a test says, and keeps what it was asked.
class ScriptedHttp final : public HttpTransport {
 public:
  std::function<HttpResponse(const HttpRequest&)> answer_to = [](const HttpRequest&) {
    return answer(200, "ok");
  };
  std::vector<HttpRequest> requests;

  [[nodiscard]] HttpResponse send(const HttpRequest& request) override {
    requests.push_back(request);
    return answer_to(request);
  }
  /// These in order, the last one for ever.
  void script(std::vector<HttpResponse> answers) {
    answer_to = [answers = std::move(answers), next = std::size_t{0}](const HttpRequest&) mutable {
      return answers[std::min(next++, answers.size() - 1)];
    };
  }
};

inline const std::string kHook = "https://hooks.example.com/services/T0/B0/canary-4711-secret";

inline notify::Notice sample_notice() {
  notify::Notice notice;
  notice.job = "train";
  notice.event = notify::NoticeEvent::kPromoted;
  notice.title = "mlpipe train: v1.3.0 is in production";
  notice.title_markdown = notice.title;
  notice.headline = "The candidate is better where it counts.";
  notice.version = "v1.3.0";
  notice.production_before = "v1.2.0";
  notice.metrics = {{"log_loss", "Log loss", "0.6931", "0.6902", "-0.0029", "pass", 0.6931, 0.6902},
                    {"sharpe", "Sharpe ratio", "0.412", "0.530", "+0.118", "", 0.412, 0.53}};
  notice.reasons = {"same features, other data: patch"};
  notice.links = {{"Run", "https://github.example/o/r/actions/runs/7"}};
  notice.next = "mlpipe rollback";
  notice.markdown = "The candidate is better where it counts.\n";
  notice.repository = "o/r";
  notice.run_id = "7-1";
  notice.time = Timestamp(std::chrono::seconds(1795399200));
  return notice;
}

/// Whatever a name, a message or a log line can hold.
inline std::string hostile_text() {
  return "@everyone <!channel> <script>alert(1)</script> a|b `x` ```y``` #123 *b* _i_ ~s~ "
         "[l](http://evil.example) <@U1> & {{DATE()}}\nsecond line\r\n::error::x \x01 \xff " +
         std::string(10'000, 'z') + "é";
}

inline notify::Notice hostile_notice() {
  notify::Notice notice = sample_notice();
  const std::string text = hostile_text();
  notice.title = "mlpipe train: " + text;
  notice.headline = text;
  notice.reasons.assign(50, text);
  notice.next = text;
  notice.log.assign(50, text);
  notice.features.assign(40, {text, "critical", "1.000", text, 1.0});
  notice.metrics.assign(40, {text, text, text, text, text, text, 1.0, 2.0});
  notice.links.push_back({text, "https://github.example/" + std::string(5'000, 'u')});
  notice.repository = text;
  return notice;
}

/// Notices in a world that only moves when told.
struct NotifyWorld : ServiceWorld {
  ScriptedHttp http;
  std::vector<std::string> runner;  ///< lines for GitHub's runner
  notify::Notice notice = sample_notice();
  notify::Mailing mailing;

  [[nodiscard]] notify::NotifyDoors doors() {
    return {service_doors(http), [this](const std::string& name) { return variable(name); },
            [this](const std::string& line) { runner.push_back(line); }};
  }
  std::vector<notify::Delivery> deliver() { return notify::deliver(notice, mailing, doors()); }
  /// What became of it at one destination.
  notify::Delivery deliver_to(const std::string& name) {
    mailing.to = {name};
    return of(deliver(), name);
  }
  static notify::Delivery of(const std::vector<notify::Delivery>& all, const std::string& name) {
    for (const auto& delivery : all) {
      if (delivery.name == name) {
        return delivery;
      }
    }
    FAIL("no destination " << name);
    return {};
  }
  void on_github() {
    variables["GITHUB_ACTIONS"] = "true";
    variables["GITHUB_REPOSITORY"] = "o/r";
    variables["GITHUB_API_URL"] = "https://ghe.example/api/v3";
    variables["GITHUB_TOKEN"] = "ghs_0123456789abcdefCANARY";
  }
  /// What was posted last, as JSON.
  [[nodiscard]] json posted() const { return json::parse(http.requests.back().body); }
};

inline std::string to_text(notify::Delivery::Result result) {
  return notify::to_string(result);
}

}  // namespace mlpipe::testing
