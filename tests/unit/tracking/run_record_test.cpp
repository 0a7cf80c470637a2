// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/run_record.hpp"

#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

#include "record_example.hpp"
#include "support/catch.hpp"
#include "tracking/names.hpp"

using namespace mlpipe;
using namespace mlpipe::tracking;
using fixture::child_of;
using fixture::example;

namespace {

/// As it goes through a file.
RunRecord through_text(const RunRecord& run) {
  return run_from_json(parse_json(to_json_file(to_json(run)), "run.json"), "run.json");
}

/// Equal bits, so that NaN is NaN and -0 is -0; then a field-wise comparison can leave values out.
void require_equal(RunRecord a, RunRecord b) {
  REQUIRE(a.metrics.size() == b.metrics.size());
  for (std::size_t i = 0; i < a.metrics.size(); ++i) {
    const double x = a.metrics[i].value, y = b.metrics[i].value;
    CHECK(((std::isnan(x) && std::isnan(y)) || x == y));
    CHECK(std::signbit(x) == std::signbit(y));
    a.metrics[i].value = b.metrics[i].value = 0.0;
  }
  CHECK(a == b);
}

}  // namespace

TEST_CASE("a record comes back from JSON as it was", "[tracking]") {
  RunRecord run = example();
  require_equal(through_text(run), run);

  RunRecord parent = example();
  parent.metrics.clear();
  parent.children = {child_of(parent, 'b'), child_of(parent, 'c')};
  parent.children[0].children = {child_of(parent.children[0], 'd')};
  CHECK(through_text(parent) == parent);

  RunRecord running;
  running.params = {{"twice", "1"}, {"twice", "2"}, {"", ""}};
  CHECK(through_text(running) == running);
}

TEST_CASE("values that JSON lacks are written as words", "[tracking]") {
  const auto metrics = to_json(example()).at("metrics");
  CHECK(metrics[2][1] == "NaN");
  CHECK(metrics[3][1] == "Infinity");
  CHECK(metrics[4][1] == "-Infinity");
  CHECK(metrics[2][3] == fixture::at(1).time_since_epoch().count());
}

TEST_CASE("what is not a record, or not of this format, is refused", "[tracking]") {
  const auto refused = [](const nlohmann::json& document) {
    CHECK_THROWS_AS(run_from_json(document, "x/run.json"), IntegrityError);
    CHECK_THROWS_WITH(run_from_json(document, "x/run.json"), ContainsSubstring("x/run.json"));
  };
  const auto good = to_json(example());
  (void)run_from_json(good, "x/run.json");
  refused({});
  refused(nlohmann::json::array());
  for (const auto& item : good.items()) {
    INFO(item.key());
    auto less = good;
    less.erase(item.key());
    refused(less);
    auto other = good;
    other[item.key()] = 5.5;
    refused(other);
  }
  auto more = good;
  more["colour"] = "red";
  refused(more);
  more = good;
  more["children"].push_back(good);  // format_version stands at the top alone
  refused(more);
  more = good;
  more["status"] = "SCHEDULED";
  refused(more);
  more = good;
  more["metrics"][0][1] = "inf";
  refused(more);
  more = good;
  more["params"][0].push_back("third");
  refused(more);
  more = good;
  more["format_version"] = 2;
  refused(more);
}

TEST_CASE("a name becomes a key that MLflow takes", "[tracking]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"plain", "plain"},
      {"a.b-c_d e/f", "a.b-c_d e/f"},
      {"ndcg@3", "ndcg_at_3"},
      {"@", "_at_"},
      {"a:b", "a_b"},
      {"a//b///c", "a/b/c"},
      {"/a/", "a"},
      {"..", "__"},
      {".", "_"},
      {"../../etc", "__/__/etc"},
      {"a/./b", "a/_/b"},
      {"...", "..."},
      {"", "_"},
      {"/", "_"},
      {"//", "_"},
      {"\xE6\x97\xA5\xE6\x9C\xAC", "__"},
      {"gr\xC3\xB6\xC3\x9F"
       "e",
       "gr__e"},
      {"a\tb\nc", "a_b_c"},
      {"50% (up)", "50_ _up_"},
      {std::string("a\0b", 3), "a_b"},
      {std::string(300, 'x'), std::string(250, 'x')},
      {std::string(248, 'x') + "/../y", std::string(248, 'x') + "/_"},
      {std::string(249, 'x') + "/y", std::string(249, 'x')}};
  for (const auto& [name, key] : cases) {
    INFO(name);
    CHECK(to_key(name) == key);
    CHECK(to_key(to_key(name)) == to_key(name));
    CHECK(to_key(name).size() <= 250);
  }
}

TEST_CASE("different names of a record get different keys", "[tracking]") {
  const auto keys = distinct_keys({"a:b", "a b", "a?b", "a_b",
                                   "a\xC3\xB6"
                                   "b",
                                   "a:b", std::string(300, 'x'), std::string(299, 'x'), "", "/"});
  CHECK(keys.at("a_b") == "a_b");  // a key as it stands keeps its name wherever it comes
  CHECK(keys.at("a b") == "a b");
  CHECK(keys.at("a:b") == "a_b_2");
  CHECK(keys.at("a?b") == "a_b_3");
  CHECK(keys.at("a\xC3\xB6"
                "b") == "a_b_4");
  CHECK(keys.at(std::string(300, 'x')) == std::string(250, 'x'));
  CHECK(keys.at(std::string(299, 'x')) == std::string(248, 'x') + "_2");
  CHECK(keys.at("") == "_");
  CHECK(keys.at("/") == "__2");
  std::set<std::string> all;
  for (const auto& [name, key] : keys) {
    all.insert(key);
    CHECK(to_key(key) == key);
  }
  CHECK(all.size() == keys.size());
}

TEST_CASE("long text is cut between characters, and says so", "[tracking]") {
  CHECK(cut_visibly("abc", 3) == "abc");
  CHECK(cut_visibly("", 0).empty());
  const std::string text(7000, 'x');
  CHECK(cut_visibly(text, 6000) == std::string(5978, 'x') + " ... (7000 characters)");
  std::string wide;
  for (int i = 0; i < 100; ++i) {
    wide += "\xE6\x97\xA5";
  }
  for (std::size_t most = 0; most <= 300; ++most) {
    const std::string cut = cut_visibly(wide, most);
    CHECK(cut.size() <= most);
    CHECK(is_utf8(cut));
    CHECK(cut.size() + 3 > most);
    CHECK((most < 24 || most == 300 || cut.find(" ... (100 characters)") != std::string::npos));
  }
}

TEST_CASE("text for MLflow is whole UTF-8", "[tracking]") {
  CHECK(clean_text("gut \xC3\xBC") == "gut \xC3\xBC");
  CHECK(clean_text("a\xFF"
                   "b") ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(clean_text("\xC3") == "\xEF\xBF\xBD");
  CHECK(clean_text("\xE6\x97"
                   "a") ==
        "\xEF\xBF\xBD\xEF\xBF\xBD"
        "a");
  CHECK(clean_text(std::string_view("a\0b", 3)) ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(to_artifact_path("a b/\xC3\xBC%41#?\\\n/../c") == "a b/\xC3\xBC_41____/__/c");
  CHECK(to_artifact_path("") == "_");
  CHECK(to_model_name("a/b:c") == "a_b_c");
  CHECK(to_model_name("") == "_");
}

TEST_CASE("a uid is a UUID of version 4 without dashes", "[tracking]") {
  const std::string one = make_uid(std::string(16, '\0'));
  CHECK(one.size() == 32);
  CHECK(one.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(one == make_uid(std::string(16, '\0')));
  std::set<std::string> all;
  for (int i = 0; i < 200; ++i) {
    const std::string uid = make_uid(std::string(15, '\0') + static_cast<char>(i));
    CHECK(uid[12] == '4');
    CHECK(std::string("89ab").find(uid[16]) != std::string::npos);
    all.insert(uid);
  }
  CHECK(all.size() == 200);
}

TEST_CASE("a run's tags begin with those of its fields, which its own do not change",
          "[tracking]") {
  RunRecord run = example();
  run.tags = {{"mlpipe.run_uid", "forged"}, {"b", "1"}, {"a", "2"}};
  const std::vector<std::pair<std::string, std::string>> expected{
      {"mlflow.runName", run.name},
      {"mlflow.user", "ann"},
      {"mlflow.source.type", "LOCAL"},
      {"mlflow.source.name", "mlpipe train"},
      {"mlpipe.run_uid", fixture::uid('a')},
      {"b", "1"},
      {"a", "2"}};
  CHECK(all_tags(run) == expected);
  CHECK(to_string(RunStatus::kRunning) == "RUNNING");
  CHECK(to_string(RunStatus::kFinished) == "FINISHED");
  CHECK(to_string(RunStatus::kFailed) == "FAILED");
  CHECK(to_string(RunStatus::kKilled) == "KILLED");
}
