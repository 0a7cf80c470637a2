// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/journal_write.hpp"

#include <limits>

#include "mlpipe/core/error.hpp"
#include "mlpipe/optimize/journal_replay.hpp"

#include "journal_fixture.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;
using fixture::study_json;

namespace {

constexpr const char* kWorker = "mlpipe-1";

const Timestamp kNoon{std::chrono::microseconds(1'795'000'000'000'250)};

/// Of everything that can stand in a trial.
Trial trial_of_all_kinds() {
  Trial trial;
  trial.params = {{"eta", {FloatDistribution{0.001, 0.5, true}, 0.25}},
                  {"gamma", {FloatDistribution{0.0, 2.0, false, 0.25}, 1.0}},
                  {"depth", {IntDistribution{2, 10}, 6.0}},
                  {"scale", {CategoricalDistribution{{Value(), true, 7, 1.5, "z\xC3\xA9"}}, 4.0}}};
  trial.user_attributes = {{"note", R"("a \"b\"\n")"}, {"deep", R"({"a": [1, 2.5, null]})"}};
  trial.system_attributes = {{"constraints", "[0.5, -Infinity]"}, {"x", "NaN"}};
  trial.started = kNoon;
  return trial;
}

/// The lines of a trial's whole life, as a worker appends them.
std::string life(std::int64_t study_id, const Trial& trial) {
  Trial begun = trial;
  begun.values.clear();
  begun.completed.reset();
  begun.intermediate_values.clear();
  begun.user_attributes.clear();
  begun.state = is_finished(trial.state) ? TrialState::kRunning : trial.state;
  std::vector<JournalChange> changes = {CreateTrial{study_id, begun}};
  for (const auto& [step, value] : trial.intermediate_values) {
    changes.emplace_back(Report{trial.id, step, value});
  }
  auto last = final_changes(begun, trial);
  if (!is_finished(trial.state)) {
    last.pop_back();
  }
  changes.insert(changes.end(), last.begin(), last.end());
  return to_lines(kWorker, changes);
}

std::string lives(const Study& study) {
  std::vector<JournalChange> changes = {CreateStudy{study.name, study.directions}};
  for (const auto& [key, value] : study.user_attributes) {
    changes.emplace_back(SetStudyAttribute{study.id, AttributeKind::kUser, key, value});
  }
  for (const auto& [key, value] : study.system_attributes) {
    changes.emplace_back(SetStudyAttribute{study.id, AttributeKind::kSystem, key, value});
  }
  std::string out = to_lines(kWorker, changes);
  for (const auto& trial : study.trials) {
    out += life(study.id, trial);
  }
  return out;
}

}  // namespace

TEST_CASE("a study is written in the words of Optuna", "[optimize][journal]") {
  CHECK(
      to_line({kWorker, CreateStudy{"s\xC3\xA9", {Direction::kMaximize, Direction::kMinimize}}}) ==
      R"({"op_code":0,"worker_id":"mlpipe-1","study_name":"s\u00e9","directions":[2,1]})"
      "\n");
  CHECK(to_line({kWorker, DeleteStudy{3}}) == R"({"op_code":1,"worker_id":"mlpipe-1","study_id":3})"
                                              "\n");
  CHECK(
      to_line({kWorker, SetStudyAttribute{3, AttributeKind::kSystem, "study:metric_names",
                                          R"(["logloss"])"}}) ==
      R"({"op_code":3,"worker_id":"mlpipe-1","study_id":3,"system_attr":{"study:metric_names":["logloss"]}})"
      "\n");
}

TEST_CASE("a new trial is one line, with every parameter and without a value",
          "[optimize][journal]") {
  Trial trial;
  trial.started = kNoon;
  trial.params = {{"booster", {CategoricalDistribution{{"gbtree", "dart"}}, 1.0}},
                  {"depth", {IntDistribution{2, 10}, 6.0}}};
  trial.user_attributes = {{"folds", "6"}};
  CHECK(
      to_line({kWorker, CreateTrial{0, trial}}) ==
      R"({"op_code":4,"worker_id":"mlpipe-1","study_id":0,"datetime_start":"2026-11-18T11:06:40.000250+00:00","state":0,)"
      R"("distributions":{"booster":"{\"name\": \"CategoricalDistribution\", \"attributes\": {\"choices\": [\"gbtree\", \"dart\"]}}",)"
      R"("depth":"{\"name\": \"IntDistribution\", \"attributes\": {\"log\": false, \"step\": 1, \"low\": 2, \"high\": 10}}"},)"
      R"("params":{"booster":1,"depth":6.0},"user_attrs":{"folds":6},"system_attrs":{},"intermediate_values":{}})"
      "\n");
}

TEST_CASE("a trial ends with its new attributes, then its state", "[optimize][journal]") {
  Trial before = trial_of_all_kinds();
  before.id = 7;
  Trial now = before;
  now.user_attributes["sharpe"] = "1.5";
  now.system_attributes["x"] = "1";
  now.state = TrialState::kComplete;
  now.values = {9.0};
  now.completed = kNoon + std::chrono::seconds(1);
  CHECK(
      to_lines(kWorker, final_changes(before, now)) ==
      R"({"op_code":8,"worker_id":"mlpipe-1","trial_id":7,"user_attr":{"sharpe":1.5}})"
      "\n"
      R"({"op_code":9,"worker_id":"mlpipe-1","trial_id":7,"system_attr":{"x":1}})"
      "\n"
      R"({"op_code":6,"worker_id":"mlpipe-1","trial_id":7,"state":1,"values":[9.0],"datetime_start":"2026-11-18T11:06:40.000250+00:00","datetime_complete":"2026-11-18T11:06:41.000250+00:00"})"
      "\n");
  now.state = TrialState::kFail;
  now.values.clear();
  CHECK_THAT(to_line({kWorker, final_changes(before, now).back()}),
             ContainsSubstring(R"("state":3,"values":null,)"));
}

TEST_CASE("reports are written as Python writes numbers", "[optimize][journal]") {
  CHECK(to_line({kWorker, Report{4, 2, 1.0}}) ==
        R"({"op_code":7,"worker_id":"mlpipe-1","trial_id":4,"step":2,"intermediate_value":1.0})"
        "\n");
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK_THAT(to_line({kWorker, Report{4, 2, -kInfinity}}), ContainsSubstring(":-Infinity}"));
}

TEST_CASE("studies replayed, written in our style and replayed again are the same",
          "[optimize][journal]") {
  for (const std::string name : {"journal_mixed_v5", "journal_mixed_v4_9"}) {
    JournalReplay original("j");
    (void)original.read(golden::read_text("optuna/" + name + ".log"));
    const Study& study = original.studies().at(0);
    JournalReplay again("j");
    const std::string text = lives(study);
    CHECK(again.read(text) == text.size());
    CHECK(study_json(again.studies().at(0)).dump(1) == study_json(study).dump(1));
  }
}

TEST_CASE("every kind of change reads back as it was written", "[optimize][journal]") {
  Trial whole = trial_of_all_kinds();
  whole.state = TrialState::kComplete;
  whole.values = {1.0, std::numeric_limits<double>::infinity()};
  whole.intermediate_values = {{-3, 0.5}, {10, std::numeric_limits<double>::quiet_NaN()}};
  whole.completed = kNoon;
  Trial waiting;
  waiting.state = TrialState::kWaiting;
  const std::vector<JournalChange> changes = {
      CreateStudy{"gone", {Direction::kMinimize}},
      DeleteStudy{0},
      CreateStudy{"s", {Direction::kMinimize}},
      CreateTrial{1, whole},
      CreateTrial{1, waiting},
      NoChange{},
      SetState{1, TrialState::kRunning, {}, kNoon, {}},
      SetParam{1, "scale", whole.params.at("scale")},
      SetTrialAttribute{1, AttributeKind::kSystem, "constraints:a", "0.5"},
      Report{1, 3, 0.25},
      SetState{1, TrialState::kPruned, {0.25}, {}, kNoon}};
  JournalReplay told("j");
  for (const auto& change : changes) {
    told.apply({kWorker, change});
  }
  JournalReplay read("j");
  (void)read.read(to_lines(kWorker, changes));
  REQUIRE(told.studies().size() == 1);
  CHECK(study_json(read.studies().at(1)).dump(1) == study_json(told.studies().at(1)).dump(1));
  const Trial& second = read.studies().at(1).trials.at(1);
  CHECK(second.state == TrialState::kPruned);
  CHECK(second.started == kNoon);
  CHECK(second.constraints.at("a") == 0.5);
}

TEST_CASE("one value of a finished trial is written alone, several as a list",
          "[optimize][journal]") {
  Trial trial;
  trial.state = TrialState::kComplete;
  trial.values = {2.0};
  CHECK_THAT(to_line({kWorker, CreateTrial{0, trial}}), ContainsSubstring(R"("value":2.0,)"));
  trial.values = {2.0, 3.0};
  CHECK_THAT(to_line({kWorker, CreateTrial{0, trial}}),
             ContainsSubstring(R"("values":[2.0,3.0],)"));
}

TEST_CASE("times go into a journal as those that are there", "[optimize][journal]") {
  const std::chrono::minutes offset(-300);
  const JournalTimes local{offset};
  Trial trial;
  trial.started = kNoon;
  const std::string text = to_line({kWorker, CreateStudy{"s", {Direction::kMinimize}}}, local) +
                           to_line({kWorker, CreateTrial{0, trial}}, local);
  CHECK_THAT(text, ContainsSubstring(R"("2026-11-18T06:06:40.000250")"));
  JournalReplay replay("j", offset);
  (void)replay.read(text);
  CHECK(replay.saw_local_time());
  CHECK(replay.studies().at(0).trials.at(0).started == kNoon);
}

TEST_CASE("an attribute that is no JSON is not written", "[optimize][journal]") {
  CHECK_THROWS_AS(to_line({kWorker, SetTrialAttribute{0, AttributeKind::kUser, "a", "{\"torn"}}),
                  IntegrityError);
}
