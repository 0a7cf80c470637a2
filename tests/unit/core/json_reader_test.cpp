// SPDX-License-Identifier: MIT
#include "mlpipe/core/json_reader.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_survey.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string error_of(const std::string& text) {
  try {
    JsonReader::read(parse_json(text, "pipeline.json"), "pipeline.json", [](JsonReader& root) {
      (void)root.string("source", "");
      root.object("walk_forward", [](JsonReader& wf) {
        (void)wf.integer("folds", 5, 1, 100);
        (void)wf.duration("test", {63, Duration::Unit::kBars});
        (void)wf.boolean("partial", false);
      });
    });
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("an unknown key is refused with its pointer and the nearest known key", "[core]") {
  const auto what = error_of(R"({"walk_forward": {"fodls": 3}})");
  CHECK_THAT(what,
             ContainsSubstring(
                 "pipeline.json: /walk_forward/fodls: unknown key (did you mean \"folds\"?)"));
}

TEST_CASE("all problems of a file are told at once", "[core]") {
  const auto what = error_of(
      R"({"sorce": "x", "walk_forward": {"folds": 0, "test": "3 parsecs", "partial": "yes"}})");
  CHECK_THAT(what, ContainsSubstring("/sorce: unknown key"));
  CHECK_THAT(
      what,
      ContainsSubstring(
          "/walk_forward/folds: expected a whole number from 1 to 100, found the whole number 0"));
  CHECK_THAT(what, ContainsSubstring("/walk_forward/test: expected a length"));
  CHECK_THAT(what, ContainsSubstring("/walk_forward/partial: expected true or false"));
}

TEST_CASE("broken JSON is told with line and column", "[core]") {
  CHECK_THAT(error_of("{\n  \"source\": ,\n}"),
             ContainsSubstring("pipeline.json: not valid JSON: parse error at line 2, column 13"));
  CHECK_THAT(error_of("{} x"), ContainsSubstring("not valid JSON"));
  CHECK_THAT(error_of(""), ContainsSubstring("not valid JSON"));
  CHECK_THAT(error_of("[1]"), ContainsSubstring("expected a JSON object"));
}

TEST_CASE("a document with bytes that are no UTF-8 is written, and reads back", "[core]") {
  const nlohmann::ordered_json document = {{"source", "b\xff.csv"}};
  CHECK(to_json_line(document) == "{\"source\":\"b\xEF\xBF\xBD.csv\"}");
  CHECK(to_json_file(document) == "{\n  \"source\": \"b\xEF\xBF\xBD.csv\"\n}\n");
  CHECK(parse_json(to_json_file(document), "x").at("source") == "b\xEF\xBF\xBD.csv");
}

TEST_CASE("a key given twice is refused", "[core]") {
  CHECK_THAT(error_of(R"({"source": "a", "source": "b"})"),
             ContainsSubstring("\"source\" stands twice"));
}

TEST_CASE("bottomless nesting is refused", "[core]") {
  CHECK_THAT(error_of(std::string(100000, '[')), ContainsSubstring("nested more than 100 deep"));
}

TEST_CASE("a number that no double holds is a configuration error", "[core]") {
  CHECK_THROWS_AS(parse_json(R"({"eta": 1e999})", "c.json"), ConfigError);
  CHECK_THROWS_WITH(
      parse_json(R"({"eta": 1e999})", "c.json"),
      ContainsSubstring("c.json: a number is too large") && ContainsSubstring("1e999"));
}

TEST_CASE("a survey gives all that a reader asks, whatever words its choices have", "[core]") {
  const std::vector<std::string> kinds = {"file", "list"};
  const auto body = [&](JsonReader& root) {
    const std::string kind = root.choice("kind", "file", kinds);
    if (kind == "list") {
      (void)root.strings("names", {});
    } else if (root.has("path") && !root.raw("path").is_null()) {
      (void)root.string("path", "");
    }
    root.object("limits", [](JsonReader& limits) {
      for (const auto& [name, unused] : limits.entries()) {
        limits.object(name, [](JsonReader& limit) { (void)limit.integer("most", 1, 0, 9); });
      }
    });
    root.problem("kind", "is not told: there is no document");
  };
  const auto read = [&] { JsonReader::read(nlohmann::json::object(), "", body); };
  const auto questions = survey_keys(read);
  std::vector<std::string> told;
  for (const auto& question : questions) {
    told.push_back(question.pointer + ": " + question.type + " " + question.allowed);
  }
  CHECK(told == std::vector<std::string>{"/kind: word \"file\", \"list\"", "/path: string ",
                                         "/limits: object ", "/limits/NAME: object ",
                                         "/limits/NAME/most: whole number from 0 to 9",
                                         "/names: list of strings "});
  // Afterwards documents are read as they are, also if a reader threw.
  CHECK_THROWS_AS(survey_keys([] { throw DataError("x"); }), DataError);
  CHECK_THROWS_AS(read(), ConfigError);
}
