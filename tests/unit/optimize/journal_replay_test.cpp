// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/journal_replay.hpp"

#include "mlpipe/core/error.hpp"

#include "journal_fixture.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;
using fixture::study_json;
using fixture::trial_json;
using nlohmann::json;

namespace {

std::string log_text(const std::string& name) {
  return golden::read_text("optuna/" + name + ".log");
}

JournalReplay replayed(const std::string& text) {
  JournalReplay replay("j");
  (void)replay.read(text);
  return replay;
}

/// Of `found` what `expected` has too, so that both can be compared as texts.
std::string same_keys(const json& found, const json& expected) {
  auto out = json::object();
  for (const auto& [key, value] : expected.items()) {
    if (found.contains(key)) {
      out[key] = found.at(key);
    }
  }
  return out.dump(1);
}

/// The expectation's own fields, less what follows from the others.
json reduced(json expected) {
  for (const char* key : {"state", "last_step", "trials", "directions", "n_trials", "state_counts",
                          "best_trial", "pareto_front_numbers"}) {
    expected.erase(key);
  }
  if (expected.contains("constraints") && expected.at("constraints").is_null()) {
    expected.erase("constraints");  // 4.9 does not tell
  }
  return expected;
}

void check_as_optuna(const std::string& name) {
  const auto expected = golden::read_json("optuna/" + name + ".expected.json");
  const auto text = log_text(name);
  JournalReplay replay("j");
  CHECK(replay.read(text) == text.size());
  CHECK(replay.lines_read() == expected.at("log_lines").get<std::size_t>());
  REQUIRE(replay.studies().size() == expected.at("studies").size());
  for (const auto& study : expected.at("studies")) {
    const auto& found = replay.studies().at(study.at("study_id").get<std::int64_t>());
    CHECK(same_keys(study_json(found), reduced(study)) == reduced(study).dump(1));
    REQUIRE(found.trials.size() == study.at("trials").size());
    for (std::size_t i = 0; i < found.trials.size(); ++i) {
      const json trial = reduced(study.at("trials").at(i));
      CHECK(same_keys(trial_json(found.trials[i]), trial) == trial.dump(1));
    }
  }
}

constexpr const char* kStudy = R"({"op_code":0,"worker_id":"a","study_name":"s","directions":[1]})"
                               "\n";
constexpr const char* kTrial =
    R"({"op_code":4,"worker_id":"a","study_id":0,"datetime_start":"2026-11-23T15:42:12.015835+00:00"})"
    "\n";

std::string report(int step, const std::string& value) {
  return R"({"op_code":7,"worker_id":"a","trial_id":0,"step":)" + std::to_string(step) +
         R"(,"intermediate_value":)" + value + "}\n";
}

std::string with_x(int trial, const std::string& attributes) {
  const json text = R"({"name": "FloatDistribution", "attributes": )" + attributes + "}";
  return R"({"op_code":5,"worker_id":"a","trial_id":)" + std::to_string(trial) +
         R"(,"param_name":"x","param_value_internal":0.5,"distribution":)" + text.dump() + "}\n";
}

}  // namespace

TEST_CASE("a journal of Optuna 5 gives the trials that Optuna reads", "[optimize][journal]") {
  check_as_optuna("journal_mixed_v5");
}

TEST_CASE("a journal of Optuna 4.9 gives the trials that Optuna reads", "[optimize][journal]") {
  check_as_optuna("journal_mixed_v4_9");
}

TEST_CASE("studies of two workers in one journal are those that Optuna reads",
          "[optimize][journal]") {
  check_as_optuna("journal_multi_v5");
}

TEST_CASE("the best trial of a replayed study is Optuna's", "[optimize][journal]") {
  const auto mixed = replayed(log_text("journal_mixed_v5"));
  const Study* study = mixed.find("mlpipe-fixture-mixed");
  REQUIRE(study != nullptr);
  CHECK(best_trial(history_of(*study)) == 36);
  const auto multi = replayed(log_text("journal_multi_v5"));
  CHECK(best_trial(history_of(multi.studies().at(2))) == 0);
  CHECK(best_trial(history_of(multi.studies().at(3))) == 1);
  CHECK(multi.find("nothing") == nullptr);
}

TEST_CASE("the first claim of a waiting trial owns it", "[optimize][journal]") {
  const auto replay = replayed(log_text("journal_multi_v5"));
  CHECK(replay.worker_of(27) == "worker-one-1");
  CHECK(replay.next_study_id() == 4);
  CHECK(replay.next_trial_id() == 29);
  CHECK(replay.worker_of(29).empty());
  CHECK(replay.worker_of(-1).empty());
}

TEST_CASE("a damaged last line is left for later", "[optimize][journal]") {
  const auto expected = golden::read_json("optuna/journal_damaged.expected.json").at("files");
  for (const std::string name : {"journal_truncated_tail", "journal_bad_json_last_line"}) {
    const auto& file = expected.at(name + ".log");
    const auto text = log_text(name);
    JournalReplay replay("j");
    const std::size_t bytes = replay.read(text);
    CHECK(text[bytes - 1] == '\n');
    CHECK(text.size() - bytes == (name == "journal_truncated_tail" ? 40 : 41));
    CHECK(replay.lines_read() == file.at("log_records_applied").get<std::size_t>());
    std::map<int, int> counts;
    for (const auto& trial : replay.studies().at(0).trials) {
      ++counts[static_cast<int>(trial.state)];
    }
    CHECK(counts == std::map<int, int>{{0, 1}, {1, 4}, {2, 1}, {3, 1}});
  }
}

TEST_CASE("a damaged line with another behind it names itself", "[optimize][journal]") {
  JournalReplay replay("study.log");
  CHECK_THROWS_WITH(replay.read(log_text("journal_glued_after_truncation")),
                    ContainsSubstring("study.log:121: "));
  CHECK(replay.lines_read() == 120);
  // Part of a line is a line behind it too; so is an empty one.
  CHECK_THROWS_AS(replayed(std::string(kStudy) + "{\"op\n{"), IntegrityError);
  CHECK_THROWS_AS(replayed(std::string(kStudy) + "\n" + kTrial), IntegrityError);
  CHECK(replayed(std::string(kStudy) + "\n").lines_read() == 1);
}

TEST_CASE("a journal read in pieces gives what it gives read at once", "[optimize][journal]") {
  const auto text = log_text("journal_multi_v5");
  const auto whole = replayed(text);
  JournalReplay pieces("j");
  std::size_t read = 0;
  for (std::size_t size = 0; read < text.size(); size = std::min(size + 997, text.size())) {
    read += pieces.read(std::string_view(text).substr(read, size - read));
  }
  REQUIRE(pieces.studies().size() == whole.studies().size());
  for (const auto& [id, study] : whole.studies()) {
    CHECK(study_json(pieces.studies().at(id)).dump(1) == study_json(study).dump(1));
  }
}

TEST_CASE("whole lines end before what a killed writer left", "[optimize][journal]") {
  CHECK(whole_lines("") == 0);
  CHECK(whole_lines("{\"op") == 0);
  CHECK(whole_lines("{}\n{}\n") == 6);
  CHECK(whole_lines("{}\n{\"op") == 3);
}

TEST_CASE("a step reported twice keeps the last value, and null is NaN", "[optimize][journal]") {
  const auto replay = replayed(std::string(kStudy) + kTrial + report(1, "0.5") +
                               report(1, "-Infinity") + report(2, "null"));
  const auto& reports = replay.studies().at(0).trials.at(0).intermediate_values;
  CHECK(reports.size() == 2);
  CHECK(reports.at(1) == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(reports.at(2)));
}

TEST_CASE("a running trial can be put back in the queue", "[optimize][journal]") {
  const auto replay =
      replayed(std::string(kStudy) + kTrial + report(1, "0.5") +
               R"({"op_code":6,"worker_id":"b","trial_id":0,"state":4,"values":null})" + "\n");
  CHECK(replay.studies().at(0).trials.at(0).state == TrialState::kWaiting);
  CHECK(replay.studies().at(0).trials.at(0).started.has_value());
}

TEST_CASE("a parameter is compared with the first trial by number", "[optimize][journal]") {
  const std::string plain = R"({"low": 0.0, "high": 1.0, "log": false, "step": null})";
  const std::string wider = R"({"low": 0.0, "high": 2.0, "log": false, "step": 0.5})";
  const std::string log = R"({"low": 0.1, "high": 1.0, "log": true, "step": null})";
  const auto replay = replayed(std::string(kStudy) + kTrial + kTrial + kTrial + with_x(1, plain) +
                               with_x(0, log) + with_x(0, wider) + with_x(2, log));
  const auto& trials = replay.studies().at(0).trials;
  CHECK(trials[0].params.at("x").distribution ==
        Distribution(FloatDistribution{0.0, 2.0, false, 0.5}));
  CHECK(trials[1].params.size() == 1);
  CHECK(trials[2].params.empty());
}

TEST_CASE("trials of a deleted study no longer change anything", "[optimize][journal]") {
  const auto replay =
      replayed(std::string(kStudy) + kTrial + R"({"op_code":1,"worker_id":"a","study_id":0})" +
               "\n" + report(1, "0.5") + kTrial + kStudy);
  REQUIRE(replay.studies().size() == 1);
  CHECK(replay.studies().at(1).trials.empty());
  CHECK(replay.next_trial_id() == 1);
}
