// SPDX-License-Identifier: MIT
#include "history_records.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::drift;
using history_records::check_on;
using history_records::day;
using Words = std::vector<std::string>;

namespace {

constexpr Verdict kOk = Verdict::kOk;
constexpr Verdict kWarning = Verdict::kWarning;
constexpr Verdict kCritical = Verdict::kCritical;
constexpr Verdict kUnknown = Verdict::kCannotTell;
constexpr Duration kWeek = {7, Duration::Unit::kDays};

/// What alert() says each day of one feature whose verdicts these are, a day each.
std::vector<std::string> told(const std::vector<Verdict>& verdicts,
                              const Duration& cool_down = kWeek) {
  std::vector<CheckRecord> records;
  std::vector<std::string> out;
  for (const auto verdict : verdicts) {
    records.push_back(check_on(static_cast<int>(records.size()), verdict));
    const auto alarm = alert(records, records.back().time, cool_down);
    out.push_back(alarm.changes.empty() ? (alarm.held_back > 0 ? "held" : "")
                                        : describe(alarm.changes[0]));
  }
  return out;
}

}  // namespace

TEST_CASE("changes of state are against the last check that could tell", "[drift]") {
  std::vector<CheckRecord> records = {check_on(1, kOk), check_on(2, kWarning),
                                      check_on(3, kUnknown), check_on(4, kWarning)};
  CHECK(state_changes(records).empty());
  CHECK(state_changes({}).empty());
  records.push_back(check_on(5, kCritical));
  CHECK(state_changes(records) == std::vector<StateChange>{{"rsi", false, kWarning, kCritical}});
  records.push_back(check_on(6, kUnknown));
  CHECK(state_changes(records).empty());
  records.push_back(check_on(7, kOk));
  REQUIRE(state_changes(records).size() == 1);
  CHECK(describe(state_changes(records)[0]) == "rsi: back to ok");
  CHECK(state_changes(std::span(records).subspan(4, 1)) ==
        std::vector<StateChange>{{"rsi", false, kOk, kCritical}});
}

TEST_CASE("another model and another window are other histories", "[drift]") {
  std::vector<CheckRecord> records = {check_on(1, kCritical), check_on(2, kCritical)};
  CHECK(state_changes(records).empty());
  records[1].model = "v1.3.0";
  CHECK(state_changes(records).size() == 1);
  CHECK(alert(records, day(2), kWeek).changes.size() == 1);
  records[1] = check_on(2, kCritical);
  records[1].window = "250";
  CHECK(state_changes(records).size() == 1);
  CHECK(alert(records, day(2), kWeek).changes.size() == 1);
}

TEST_CASE("a prediction is not the feature of its name", "[drift]") {
  std::vector<CheckRecord> records = {check_on(1, kWarning, "p"), check_on(2, kWarning, "p")};
  records[0].prediction = FeatureRecord{"p", 0.0, 0.0, 1.0, 1.0, 0.0, kOk};
  records[1].prediction = FeatureRecord{"p", 0.9, 0.8, 0.0, 0.0, 0.0, kCritical};
  const auto alarm = alert(records, day(2), kWeek);
  REQUIRE(alarm.changes.size() == 1);
  CHECK(describe(alarm.changes[0]) == "prediction: ok -> critical");
}

TEST_CASE("only changes of state are told", "[drift]") {
  CHECK(told({kOk, kWarning, kWarning, kCritical, kCritical, kUnknown, kCritical, kOk, kOk}) ==
        Words{"", "rsi: ok -> warning", "", "rsi: warning -> critical", "", "", "",
              "rsi: back to ok", ""});
  CHECK(told({kCritical, kWarning, kWarning}) == Words{"rsi: ok -> critical", "", ""});
  CHECK(told({kUnknown, kUnknown}) == Words{"", ""});
  // Worse again after a relief that was no news: news, once the cool-down is over.
  std::vector<Verdict> eased(8, kWarning);
  eased.front() = kCritical;
  eased[6] = kCritical;
  eased.push_back(kCritical);
  const auto words = told(eased);
  CHECK(words[6] == "held");
  CHECK(words.back() == "rsi: warning -> critical");
}

TEST_CASE("a feature that flaps is told of once within the cool-down", "[drift]") {
  CHECK(told({kWarning, kOk, kWarning, kOk, kWarning, kOk, kWarning}) ==
        Words{"rsi: ok -> warning", "rsi: back to ok", "held", "", "held", "", "held"});
  CHECK(told({kWarning, kOk, kWarning, kOk}, {0, Duration::Unit::kDays}) ==
        Words{"rsi: ok -> warning", "rsi: back to ok", "rsi: ok -> warning", "rsi: back to ok"});
}

TEST_CASE("what was held back and still stands is told when the cool-down is over", "[drift]") {
  CHECK(told({kWarning, kOk, kWarning, kWarning, kWarning, kWarning, kWarning, kWarning,
              kWarning}) == Words{"rsi: ok -> warning", "rsi: back to ok", "held", "held", "held",
                                  "held", "held", "rsi: ok -> warning", ""});
  // A worse state is told at once, a state that is less bad than one just told is not.
  CHECK(told({kWarning, kOk, kCritical}).back() == "rsi: ok -> critical");
  CHECK(told({kCritical, kOk, kWarning}).back() == "held");
}

TEST_CASE("the worst change is told first, and a clock that went back mutes nothing", "[drift]") {
  std::vector<CheckRecord> records = {check_on(1, kOk), check_on(2, kWarning, "a")};
  records[1].features.push_back({"b", 1.0, 1.0, 0.0, 0.0, 0.0, kCritical});
  const auto alarm = alert(records, day(2), kWeek);
  REQUIRE(alarm.changes.size() == 2);
  CHECK(alarm.changes[0].feature == "b");
  const std::vector<CheckRecord> jumped = {check_on(3'000, kWarning), check_on(3'001, kOk),
                                           check_on(5, kWarning)};
  CHECK(alert(jumped, day(5), kWeek).changes.size() == 1);
  CHECK(alert({}, day(5), kWeek).changes.empty());
}

TEST_CASE("a new training is asked for once within the cool-down, whatever the window", "[drift]") {
  std::vector<CheckRecord> records;
  std::string asked;
  for (int i = 0; i < 16; ++i) {
    records.push_back(check_on(i, kCritical));
    records.back().retrain = i != 1;
    records.back().window = i % 2 == 0 ? "60" : "250";
    records.back().model = i < 4 ? "v1" : "v2";
    asked += alert(records, records.back().time, kWeek).retrain ? "x" : ".";
  }
  CHECK(asked == "x......x......x.");
  CHECK_FALSE(alert({}, day(1), kWeek).retrain);
}
