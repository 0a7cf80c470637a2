// SPDX-License-Identifier: MIT
#include "mlpipe/commands/notify.hpp"

#include <regex>

#include "job_world.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using namespace mlpipe::testing;
using notify::NoticeEvent;

TEST_CASE("what became of a training follows from its outcome and its documents", "[commands]") {
  struct Row {
    JobOutcome outcome;
    std::vector<json> documents;
    NoticeEvent event;
    const char* title;
  };
  const auto failed = error_document("train", 6, "data", "prices.csv: line 7: no number");
  const std::vector<Row> rows{
      {JobOutcome::kSuccess,
       {train_document(), validate_document("PROMOTE"), promote_document()},
       NoticeEvent::kPromoted,
       "mlpipe train: v1.3.0 is in production"},
      {JobOutcome::kSuccess,
       {train_document(), validate_document("PROMOTE")},
       NoticeEvent::kTrained,
       "mlpipe train: PROMOTE, not carried out; production stays v1.2.0"},
      {JobOutcome::kSuccess,
       {train_document()},
       NoticeEvent::kTrained,
       "mlpipe train: a new candidate; nothing is in production"},
      {JobOutcome::kFailure,
       {train_document(), validate_document("REJECT")},
       NoticeEvent::kRejected,
       "mlpipe train: REJECT; production stays v1.2.0"},
      {JobOutcome::kFailure,
       {train_document(), validate_document("INCONCLUSIVE")},
       NoticeEvent::kInconclusive,
       "mlpipe train: INCONCLUSIVE; production stays v1.2.0"},
      {JobOutcome::kFailure,
       {failed},
       NoticeEvent::kFailed,
       "mlpipe train: failed at train (data)"},
      {JobOutcome::kFailure,
       {train_document(), validate_document("PROMOTE"),
        error_document("version", 7, "busy", "locked")},
       NoticeEvent::kFailed,
       "mlpipe train: failed at version (busy)"},
      {JobOutcome::kFailure, {}, NoticeEvent::kFailed, "mlpipe train: failed"},
      {JobOutcome::kCancelled,
       {train_document()},
       NoticeEvent::kCancelled,
       "mlpipe train: cancelled"},
      {JobOutcome::kSuccess, {}, NoticeEvent::kPassed, "mlpipe train: passed"},
  };
  for (const auto& row : rows) {
    JobWorld world;
    world.config.outcome = row.outcome;
    for (const auto& document : row.documents) {
      world.with(std::to_string(world.config.results.size()) + ".json", document);
    }
    const auto notice = world.notice();
    CHECK(notify::to_string(notice.event) == notify::to_string(row.event));
    CHECK(notice.title == row.title);
  }
}

TEST_CASE("a rollback by hand is told as one", "[commands]") {
  JobWorld world;
  world.with("rollback.json", {{"schema", "mlpipe.rollback/1"},
                               {"from", "v1.3.0"},
                               {"to", "v1.2.0"},
                               {"switched", true},
                               {"dry_run", false}});
  const auto notice = world.notice();
  CHECK(notice.event == NoticeEvent::kRolledBack);
  CHECK(notice.title == "mlpipe train: v1.2.0 is in production again");
  world.config.mailing.options.pipeline = "eurusd";
  CHECK(world.notice().title == "eurusd: mlpipe train: v1.2.0 is in production again");
  CHECK(notice.version == "v1.2.0");
  CHECK(notice.production_before == "v1.3.0");
}

TEST_CASE("drift is news once within its cool-down", "[commands]") {
  struct Row {
    JobOutcome outcome;
    json document;
    NoticeEvent event;
  };
  json overdue = drift_document("ok", true, json::array());
  overdue["check"]["overdue"] = {"the last training is 9 days old"};
  json asks = drift_document("critical", true, json::array());
  asks["ask_for_training"] = true;
  json unsure = drift_document("cannot tell", false, json::array());
  unsure["exit_code"] = 4;
  const std::vector<Row> rows{
      {JobOutcome::kSuccess, drift_document("critical", true, {"vol: ok -> critical"}),
       NoticeEvent::kDrift},
      {JobOutcome::kFailure, drift_document("critical", true, {"vol: ok -> critical"}),
       NoticeEvent::kDrift},
      {JobOutcome::kSuccess, drift_document("critical", true, json::array()),
       NoticeEvent::kLasting},
      {JobOutcome::kSuccess, asks, NoticeEvent::kDrift},
      {JobOutcome::kSuccess, overdue, NoticeEvent::kDrift},
      {JobOutcome::kSuccess, drift_document("warning", false, json::array()),
       NoticeEvent::kWarning},
      {JobOutcome::kSuccess, drift_document("ok", false, json::array()), NoticeEvent::kQuiet},
      {JobOutcome::kFailure, unsure, NoticeEvent::kCannotTell},
      {JobOutcome::kSuccess, unsure, NoticeEvent::kCannotTell},
      {JobOutcome::kFailure, drift_document("ok", false, json::array()), NoticeEvent::kFailed},
      {JobOutcome::kFailure, error_document("drift", 8, "not_found", "no model"),
       NoticeEvent::kFailed},
  };
  for (const auto& row : rows) {
    JobWorld world;
    world.config.job = NotifyJob::kDrift;
    world.config.outcome = row.outcome;
    world.with("drift.json", row.document);
    INFO(row.document.dump());
    CHECK(notify::to_string(world.notice().event) == notify::to_string(row.event));
  }
}

TEST_CASE("the features that moved are told, the worst first", "[commands]") {
  JobWorld world;
  world.config.job = NotifyJob::kDrift;
  world.with("drift.json", drift_document("critical", true, {"vol: ok -> critical"}));
  const auto notice = world.notice();
  std::vector<std::string> names;
  for (const auto& row : notice.features) {
    names.push_back(row.feature + " " + row.psi);
  }
  CHECK(names ==
        std::vector<std::string>{"prediction 1.500", "ret 1.100", "vol 0.900", "warm 0.200"});
  CHECK(notice.reasons ==
        std::vector<std::string>{"vol is critical", "changed: vol: ok -> critical"});
  CHECK(notice.next == "mlpipe train --use-best");
}

TEST_CASE("the table holds the key metrics and what a check is about", "[commands]") {
  JobWorld world;
  world.config.outcome = JobOutcome::kFailure;
  world.with("train.json", train_document()).with("validate.json", validate_document("REJECT"));
  const auto notice = world.notice();
  REQUIRE(notice.metrics.size() == 2);
  CHECK(notice.metrics[0].title == "Log loss");
  CHECK(notice.metrics[0].production == "0.6931");
  CHECK(notice.metrics[0].candidate == "0.6902");
  CHECK(notice.metrics[0].change == "-0.0029");
  CHECK(notice.metrics[0].gate == "pass");
  CHECK(notice.metrics[1].name == "max_drawdown");
  CHECK(notice.metrics[1].gate == "fail");
  CHECK(notice.reasons == std::vector<std::string>{"Maximum drawdown: too deep"});
  CHECK(notice.headline == "REJECT: because.");
}

TEST_CASE("a file that is missing or cut is a step that did not get so far", "[commands]") {
  JobWorld world;
  world.config.outcome = JobOutcome::kFailure;
  world.with("train.json", train_document());
  world.files.replace("validate.json", validate_document("REJECT").dump().substr(0, 40));
  world.config.results.insert(world.config.results.end(), {"validate.json", "out/promote.json"});
  const auto notice = world.notice();
  CHECK(notice.event == NoticeEvent::kFailed);
  CHECK(notice.reasons == std::vector<std::string>{"validate.json: this step did not get so far",
                                                   "promote.json: this step did not get so far"});
}

TEST_CASE("documents of any shape make a notice", "[commands]") {
  for (const char* text : {"", "null", "[]", "3", R"({"schema": 1})", R"({"schema": "other/1"})",
                           R"({"schema": "mlpipe.drift/1", "check": [], "alerts": {}})",
                           R"({"schema": "mlpipe.validate/1", "judgement": {"metrics": [1, {}],
                               "checks": {"a": 1}, "tests": []}})",
                           R"({"schema": "mlpipe.train/1", "scores": [1], "error": "x"})"}) {
    for (const auto job : {NotifyJob::kTrain, NotifyJob::kDrift, NotifyJob::kCi}) {
      JobWorld world;
      world.config.job = job;
      world.files.replace("any.json", text);
      world.config.results = {"any.json"};
      INFO(text);
      CHECK_FALSE(world.notice().title.empty());
    }
  }
}

TEST_CASE("a failure shows the last lines of its log, without secrets", "[commands]") {
  JobWorld world;
  world.variables["SLACK_WEBHOOK_URL"] = "https://hooks.example/services/canary-4711-secret";
  world.config.outcome = JobOutcome::kFailure;
  world.config.log = "train.log";
  std::string log;
  for (int i = 0; i < 30'000; ++i) {
    log += "line " + std::to_string(i) + "\n";
  }
  log += "\x1b[1;31merror: \x1b[0mno\n\n";
  log += "POST https://hooks.example/services/canary-4711-secret\n";
  log += "Authorization: Bearer abcdefghijklmnop\n" + std::string(5'000, 'x');
  world.files.replace("train.log", log);
  const auto notice = world.notice();
  REQUIRE(notice.log.size() == 20);
  CHECK(notice.log[15] == "line 29999");
  CHECK(notice.log[16] == "error: no");
  CHECK(notice.log[17] == "POST ***");
  CHECK(notice.log[18] == "Authorization: Bearer ***");
  CHECK(notice.log[19].size() == 400);

  world.config.outcome = JobOutcome::kSuccess;
  CHECK(world.notice().log.empty());
  world.config.outcome = JobOutcome::kFailure;
  world.config.log = "absent.log";
  CHECK(world.notice().log.empty());
}

TEST_CASE("what comes from data cannot be markup on GitHub", "[commands]") {
  JobWorld world;
  const std::string name = "@everyone|<script>`x`#123 [l](http://evil.example)\nnew line";
  world.config.job = NotifyJob::kDrift;
  json document = drift_document("critical", true, {name});
  document["headline"] = name;
  document["model"] = name;
  document["check"]["features"][2]["name"] = name;
  world.with("drift.json", document);
  const auto notice = world.notice();
  for (const auto& markdown : {notice.markdown, notice.title_markdown}) {
    // Between backticks nothing is markup; a line end would end them.
    const std::string text = std::regex_replace(markdown, std::regex("``[^\n]*``"), "");
    INFO(markdown);
    CHECK_THAT(text, !ContainsSubstring("<script>") && !ContainsSubstring("@everyone|") &&
                         !ContainsSubstring("\nnew line") && !ContainsSubstring("l](http"));
  }
  CHECK_THAT(notice.title_markdown, ContainsSubstring("<span>@</span>everyone\\|") &&
                                        ContainsSubstring("<span>#</span>123"));
}

TEST_CASE("links are the run's own, unless others are given", "[commands]") {
  JobWorld world;
  world.variables = {{"GITHUB_SERVER_URL", "https://github.example"},
                     {"GITHUB_REPOSITORY", "o/r"},
                     {"GITHUB_RUN_ID", "77"},
                     {"GITHUB_RUN_ATTEMPT", "2"}};
  world.config.artifact_url = "https://github.example/a/1";
  const auto notice = world.notice();
  REQUIRE(notice.links.size() == 2);
  CHECK(notice.links[0].url == "https://github.example/o/r/actions/runs/77");
  CHECK(notice.links[1].url == "https://github.example/a/1");
  CHECK(notice.run_id == "77-2");
  world.config.run_url = "https://ci.example/5";
  CHECK(world.notice().links[0].url == "https://ci.example/5");
}

TEST_CASE("a notice that does not arrive counts only where that is asked for", "[commands]") {
  JobWorld world;
  world.variables["SLACK_WEBHOOK_URL"] = "https://hooks.example/x";
  world.config.mailing.to = {"slack"};
  auto outcome = run_notify(world.app, world.config, world.doors());
  CHECK(outcome.exit_code == ExitCode::kOk);
  CHECK(outcome.failure.empty());
  REQUIRE(world.events.all<Warning>().size() == 1);
  CHECK(world.events.all<Warning>()[0].action == "notify.slack");
  world.config.strict = true;
  outcome = run_notify(world.app, world.config, world.doors());
  CHECK(outcome.exit_code == ExitCode::kNotify);
  CHECK_THAT(outcome.failure, ContainsSubstring("slack: hooks.example: HTTP status 500"));
}
