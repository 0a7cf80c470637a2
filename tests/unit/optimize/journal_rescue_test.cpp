// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/journal_rescue.hpp"

#include "mlpipe/optimize/journal_write.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

const Timestamp kNoon{std::chrono::microseconds(1'795'000'000'000'250)};

std::string lost_of(const JournalRepair& repair) {
  std::string out;
  for (const auto& fix : repair.fixes) {
    out += std::to_string(fix.line) + "[" + fix.lost + "]";
  }
  return out;
}

const std::string kOne = to_line({"w{", CreateStudy{"s", {Direction::kMinimize}}});
const std::string kTwo =
    to_line({"w", SetStudyAttribute{0, AttributeKind::kUser, "a", R"({"b": {"c": "{"}})"}});

std::string without_end(const std::string& line) {
  return line.substr(0, line.size() - 1);
}

}  // namespace

TEST_CASE("a whole journal needs no repair", "[optimize][journal]") {
  const auto text = golden::read_text("optuna/journal_multi_v5.log");
  const auto repair = repaired(text);
  CHECK(repair.fixes.empty());
  CHECK(repair.text == text);
  CHECK(repaired("").text.empty());
}

TEST_CASE("a record melted with half of another is kept", "[optimize][journal]") {
  const auto repair = repaired(golden::read_text("optuna/journal_glued_after_truncation.log"));
  CHECK(lost_of(repair) == R"(121[{"op_code":6,"worker_id":"36f26e28-c901-])");
  JournalReplay replay("j");
  CHECK(replay.read(repair.text) == repair.text.size());
  CHECK(replay.lines_read() == 122);
  CHECK(replay.studies().at(0).trials.at(7).params.count("eta") == 1);
}

TEST_CASE("half a record at the end is cut off", "[optimize][journal]") {
  for (const char* name : {"journal_truncated_tail", "journal_bad_json_last_line"}) {
    const auto text = golden::read_text("optuna/" + std::string(name) + ".log");
    const auto repair = repaired(text);
    REQUIRE(repair.fixes.size() == 1);
    CHECK(repair.fixes.front().line == 121);
    CHECK(repair.fixes.front().lost.size() == 40);
    CHECK(text.compare(0, repair.text.size(), repair.text) == 0);
  }
}

TEST_CASE("records run together are taken apart, whatever stands between", "[optimize][journal]") {
  CHECK(repaired(without_end(kOne) + kTwo).text == kOne + kTwo);
  CHECK(lost_of(repaired(without_end(kOne) + kTwo)) == "1[]");
  const auto torn = repaired(kOne + R"({"op_code":7,"tri)" + without_end(kTwo) + kOne);
  CHECK(torn.text == kOne + kTwo + kOne);
  CHECK(lost_of(torn) == R"(2[{"op_code":7,"tri])");
  CHECK(lost_of(repaired(kOne + "\n" + kTwo)) == "2[]");
  CHECK(repaired(kOne + "\n" + kTwo).text == kOne + kTwo);
  CHECK(repaired(kOne + "nothing {\"a\":1}\n" + kTwo).text == kOne + kTwo);
}

TEST_CASE("running trials of dead workers fail, others go on", "[optimize][journal]") {
  JournalReplay replay("j");
  Trial running;
  running.started = kNoon;
  Trial waiting;
  waiting.state = TrialState::kWaiting;
  replay.apply({"dead", CreateStudy{"s", {Direction::kMinimize}}});
  replay.apply({"dead", CreateTrial{0, running}});
  replay.apply({"alive", CreateTrial{0, running}});
  replay.apply({"dead", CreateTrial{0, waiting}});
  replay.apply({"alive", CreateTrial{0, waiting}});
  replay.apply({"dead", SetState{3, TrialState::kRunning, {}, kNoon, {}}});
  const auto changes = fail_abandoned(
      replay, replay.studies().at(0), [](const std::string& worker) { return worker == "dead"; },
      kNoon);
  (void)replay.read(to_lines("alive", changes));
  const auto& trials = replay.studies().at(0).trials;
  CHECK(changes.size() == 2);
  CHECK(trials[0].state == TrialState::kFail);
  CHECK(trials[0].completed == kNoon);
  CHECK(trials[1].state == TrialState::kRunning);
  CHECK(trials[2].state == TrialState::kWaiting);
  CHECK(trials[3].state == TrialState::kFail);
}

TEST_CASE("a second attempt remembers the first", "[optimize][journal]") {
  JournalReplay replay("j");
  Trial trial;
  trial.state = TrialState::kFail;
  trial.params = {{"depth", {IntDistribution{2, 10}, 6.0}}};
  trial.intermediate_values = {{0, 0.5}};
  trial.user_attributes = {{"a", "1"}};
  replay.apply({"w", CreateStudy{"s", {Direction::kMinimize}}});
  const auto& study = replay.studies().at(0);
  replay.apply({"w", CreateTrial{0, {}}});
  replay.apply({"w", CreateTrial{0, trial}});
  replay.apply({"w", retry_of(study, study.trials.at(1))});
  replay.apply({"w", retry_of(study, study.trials.at(2))});
  const Trial& third = study.trials.at(3);
  CHECK(third.state == TrialState::kWaiting);
  CHECK(third.params == trial.params);
  CHECK(third.intermediate_values.empty());
  CHECK(third.user_attributes.at("a") == "1");
  CHECK(third.system_attributes.at("failed_trial") == "1");
  CHECK(third.system_attributes.at("retry_history") == "[1, 2]");
  CHECK(attempts_before(third) == 2);
  CHECK(attempts_before(study.trials.at(1)) == 0);
}
