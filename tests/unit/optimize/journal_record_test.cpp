// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/journal_record.hpp"

#include <cmath>
#include <utility>

#include "mlpipe/core/error.hpp"

#include "optimize/journal_time.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

JournalRecord parsed(const std::string& fields) {
  JournalParser parser;
  return parser.parse(R"({"worker_id":"w",)" + fields + "}\r").value();
}

std::string time_of(std::string_view text) {
  const auto time = parse_journal_time(text);
  return time ? to_iso8601(time->time) : "none";
}

}  // namespace

TEST_CASE("a line that is no JSON is told from one that makes no sense", "[optimize][journal]") {
  JournalParser parser;
  CHECK_FALSE(parser.parse("").has_value());
  CHECK_FALSE(parser.parse(R"({"op_code":1,"worker_id":"w","study_id")").has_value());
  CHECK_FALSE(parser.parse("{\"op_code\":1,\"worker_id\":\"\xC3\",\"study_id\":0}").has_value());
  CHECK_THROWS_AS(parser.parse("7"), IntegrityError);
}

TEST_CASE("a field that Optuna could not read is named", "[optimize][journal]") {
  const std::pair<const char*, const char*> bad[] = {
      {R"("op_code":11)", "\"op_code\": 11"},
      {R"("op":1)", "\"op_code\": is missing"},
      {R"("op_code":0,"study_name":"s","directions":[])", "\"directions\""},
      {R"("op_code":0,"study_name":"s","directions":[0])", "\"directions\""},
      {R"("op_code":0,"study_name":7,"directions":[1])", "\"study_name\": expected a text"},
      {R"("op_code":0,"study_name":NaN,"directions":[1])", "\"study_name\": expected a text"},
      {R"("op_code":2,"study_id":0)", "\"user_attr\": is missing"},
      {R"("op_code":1,"study_id":"0")", "\"study_id\": expected a whole number"},
      {R"("op_code":2,"study_id":0,"user_attr":{"a":1,"b":2})", "one key"},
      {R"("op_code":4,"study_id":0)", "\"datetime_start\": is missing"},
      {R"("op_code":4,"study_id":0,"datetime_start":null,"state":5)", "5 is no state"},
      {R"("op_code":4,"study_id":0,"datetime_start":null,"value":1.0,"values":[1.0])", "\"value\""},
      {R"("op_code":4,"study_id":0,"datetime_start":null,"params":{"x":1.0})", "\"x\""},
      {R"("op_code":4,"study_id":0,"datetime_start":null,"intermediate_values":{"1x":1.0})",
       "\"1x\" is no step"},
      {R"("op_code":5,"trial_id":0,"param_name":"x","param_value_internal":1.0,"distribution":"{}")",
       "\"distribution\""},
      {R"("op_code":6,"trial_id":0,"state":1,"values":[1.0])", "\"datetime_complete\""},
      {R"("op_code":6,"trial_id":0,"state":0,"values":null)", "\"datetime_start\""},
      {R"("op_code":6,"trial_id":0,"state":4)", "\"values\": is missing"},
      {R"("op_code":7,"trial_id":0,"step":1.5,"intermediate_value":1.0)", "\"step\""},
      {R"("op_code":7,"trial_id":0,"step":1,"intermediate_value":"1")", "expected a number"}};
  for (const auto& [fields, message] : bad) {
    CAPTURE(fields);
    CHECK_THROWS_WITH(parsed(fields), ContainsSubstring(message));
    CHECK_THROWS_AS(parsed(fields), IntegrityError);
  }
  JournalParser parser;
  CHECK_THROWS_WITH(parser.parse(R"({"op_code":1,"study_id":0})"), ContainsSubstring("worker_id"));
}

TEST_CASE("unknown keys are skipped, and so is Rustuna's operation", "[optimize][journal]") {
  const auto record = parsed(R"("op_code":1,"study_id":2,"more":[1])");
  CHECK(record.worker == "w");
  CHECK(std::get<DeleteStudy>(record.change).study_id == 2);
  CHECK(std::holds_alternative<NoChange>(parsed(R"("op_code":10,"trial_ids":[1])").change));
}

TEST_CASE("times are read as Python writes them", "[optimize][journal]") {
  CHECK(time_of("2026-11-23T15:42:12.015835+00:00") == "2026-11-23T15:42:12.015835Z");
  CHECK(time_of("2026-11-23T15:42:12.015835") == "2026-11-23T15:42:12.015835Z");
  CHECK(time_of("2026-11-23T15:42:12.015") == "2026-11-23T15:42:12.015000Z");
  CHECK(time_of("2026-11-23T15:42:12+05:30") == "2026-11-23T10:12:12Z");
  CHECK(time_of("2026-11-23T15:42:12-01:00") == "2026-11-23T16:42:12Z");
  CHECK(time_of("2026-11-23T15:42:12Z") == "2026-11-23T15:42:12Z");
  for (const char* bad : {"", "2026-11-23", "2026-11-23T15:42", "2026-13-23T15:42:12",
                          "2026-11-23T15:42:12.", "2026-11-23T15:42:12.01", "2026-11-23T15:42:12+1",
                          "2026-11-23T15:42:12.015835+00:60", "2026-11-23T15:42:12x"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_journal_time(bad).has_value());
  }
}

TEST_CASE("a time before 1970 keeps its six digits", "[optimize][journal]") {
  const Timestamp time{std::chrono::microseconds(-1)};
  CHECK(journal_time(time, true) == "1969-12-31T23:59:59.999999+00:00");
  CHECK(parse_journal_time(journal_time(time, false))->time == time);
}

TEST_CASE("what Python writes beside standard JSON is read", "[optimize][journal]") {
  const auto attribute = [](const std::string& value) {
    const auto record = parsed(R"("op_code":8,"trial_id":0,"user_attr":{"a":)" + value + "}");
    return std::get<SetTrialAttribute>(record.change).value;
  };
  CHECK(attribute("[NaN,-Infinity,{\"NaN\":Infinity}]") == "[NaN, -Infinity, {\"NaN\": Infinity}]");
  CHECK(attribute("18446744073709551615") == "18446744073709551615");
  CHECK(attribute("36893488147419103232") == "3.6893488147419103e+19");  // beyond 64 bits: a double
  CHECK(attribute("[36893488147419103232,\"\x7f\",1e-7,-0.0,true,null]") ==
        "[3.6893488147419103e+19, \"\\u007f\", 1e-07, -0.0, true, null]");
  CHECK(attribute(R"({"z":1,"a":"\u00e9\ud83d\ude00\"\\"})") ==
        R"({"z": 1, "a": "\u00e9\ud83d\ude00\"\\"})");  // keys stay in their order
  CHECK(std::isinf(
      std::get<Report>(
          parsed(R"("op_code":7,"trial_id":0,"step":1,"intermediate_value":-Infinity)").change)
          .value));
}

TEST_CASE("of a key given twice the last counts, as in Python", "[optimize][journal]") {
  const auto record = parsed(R"("op_code":1,"study_id":2,"study_id":3)");
  CHECK(std::get<DeleteStudy>(record.change).study_id == 3);
}
