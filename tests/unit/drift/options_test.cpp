// SPDX-License-Identifier: MIT
#include "mlpipe/drift/options.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/rng.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace mlpipe;
using namespace mlpipe::drift;
using Places = std::vector<std::size_t>;

namespace {

std::string shipped() {
  std::ostringstream text;
  text << std::ifstream(testing::source_folder() / "config/drift.json").rdbuf();
  return text.str();
}

DriftOptions parse(const std::string& text) {
  return parse_drift_options(parse_json(text, "drift.json"), "drift.json");
}

ReferenceProfile reference_of(const std::vector<std::pair<std::string, double>>& gains) {
  ReferenceProfile out;
  for (const auto& [name, gain] : gains) {
    out.features.emplace_back().name = name;
    out.features.back().gain = gain;
  }
  return out;
}

const ReferenceProfile kReference = reference_of(
    {{"rsi_14", 3.0}, {"ret_1", 1.0}, {"ret_5", 5.0}, {"volume_ratio", 0.0}, {"rsi_*", 2.0}});

}  // namespace

TEST_CASE("config/drift.json is the default", "[drift]") {
  CHECK(shipped() == to_json_file(write_drift_options({})));
  CHECK(write_drift_options(parse(shipped())) == write_drift_options({}));
  CHECK(write_drift_options(parse("{}")) == write_drift_options({}));
}

TEST_CASE("every setting of drift is read, and written so that it reads the same", "[drift]") {
  const std::string text = R"({"rule": "plain", "warning": 0.2, "critical": 0.4, "warning_q": 0.1,
    "critical_q": 0.02, "smallest_sample": 30, "overrides": {"rsi_*": {"critical": 0.9}},
    "features": ["rsi_?4", "ret_1"], "top_by_gain": 7,
    "tests": {"numeric": ["ks", "missing"], "categorical": ["hellinger"]},
    "windows": [60, "30d"], "step": "1w",
    "retrain": {"feature": false, "top_by_gain": 3, "prediction": false, "q": 0.05},
    "fail_on": "never", "cool_down": "0d", "max_model_age": null, "max_training_age": "30d",
    "history": 12})";
  const auto options = parse(text);
  CHECK(options.decide.rule == Rule::kPlain);
  CHECK(options.decide.of("rsi_*").critical == 0.9);
  CHECK(options.decide.of("rsi_*").warning == 0.2);
  CHECK(options.decide.of("ret_1").critical == 0.4);
  CHECK(options.features == std::vector<std::string>{"rsi_?4", "ret_1"});
  CHECK(options.top_by_gain == std::optional<std::size_t>(7));
  CHECK(options.numeric_tests ==
        std::vector<PrintedTest>{PrintedTest::kKolmogorovSmirnov, PrintedTest::kMissing});
  CHECK(options.windows ==
        std::vector<Duration>{{60, Duration::Unit::kBars}, {30, Duration::Unit::kDays}});
  CHECK(options.step == std::optional(Duration{1, Duration::Unit::kWeeks}));
  CHECK_FALSE(options.retrain.on_feature);
  CHECK(options.fail_on == FailOn::kNever);
  CHECK(options.cool_down.count == 0);
  CHECK_FALSE(options.max_model_age);
  CHECK(options.history == 12);
  CHECK(write_drift_options(options) == nlohmann::ordered_json::parse(text));
}

TEST_CASE("a single window and a single name need no list", "[drift]") {
  CHECK(parse(R"({"windows": 60})").windows.size() == 1);
  CHECK(parse(R"({"features": "ret_*"})").features.size() == 1);
  CHECK(parse(R"({"features": "all"})").features.empty());
}

TEST_CASE("what is wrong with drift's settings is said with its pointer", "[drift]") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"rule": "adjustd"})",
       "/rule: \"adjustd\" is not one of adjusted, plain, evidently (did"},
      {R"({"warning": 0})", "/warning: expected a number from"},
      {R"({"warning": "0.1"})", "/warning: expected a number"},
      {R"({"warning": 0.3})", "/critical: is 0.25 and below warning, which is 0.3"},
      {R"({"warning_q": 1.5})", "/warning_q: expected"},
      {R"({"smallest_sample": 1})", "/smallest_sample: expected a whole number from 2"},
      {R"({"overrides": {"rsi": {}}})", "/overrides/rsi: changes nothing"},
      {R"({"overrides": {"rsi": {"warning": 0.3}}})", "/overrides/rsi/critical: is 0.25 and below"},
      {R"({"overrides": {"rsi": {"warnng": 0.3}}})",
       "/overrides/rsi/warnng: unknown key (did you mean"},
      {R"({"features": []})", "/features: names no feature"},
      {R"({"features": ["a", "a"]})", "/features: names \"a\" twice"},
      {R"({"features": [" "]})", "/features: holds an empty name"},
      {R"({"features": 3})", "/features: expected a list of strings"},
      {R"({"top_by_gain": 0})", "/top_by_gain: expected a whole number from 1"},
      {R"({"tests": {"numeric": ["k"]}})", "/tests/numeric: \"k\" is not one of ks"},
      {R"({"tests": {"categorical": ["ks"]}})", "/tests/categorical: \"ks\" is not one of jensen"},
      {R"({"windows": [60, 60]})", "/windows: holds 60 twice"},
      {R"({"windows": [10]})", "/windows: 10 could never be judged: smallest_sample is 20 rows"},
      {R"({"windows": ["0d"]})", "/windows: 0d could never be judged"},
      {R"({"windows": ["30 parsecs"]})", "/windows: expected a length"},
      {R"({"windows": {"rows": 60}})", "/windows: expected a length"},
      {R"({"step": 0})", "/step: would never"},
      {R"({"retrain": {"q": 0}})", "/retrain/q: expected"},
      {R"({"retrain": true})", "/retrain: expected an object"},
      {R"({"fail_on": "warnings"})", "/fail_on: \"warnings\" is not one of"},
      {R"({"cool_down": 5})", "/cool_down: must be a length of time"},
      {R"({"max_model_age": 5})", "/max_model_age: must be a length of time"},
      {R"({"max_training_age": "0d"})", "/max_training_age: must be"},
      {R"({"history": 0})", "/history: expected a whole number from 1"},
      {R"({"features": [1]})", "/features: expected a list of strings"},
      {R"({"coldown": "7d"})", "/coldown: unknown key (did you mean \"cool_down\"?)"},
      {"[]", "expected a JSON object"}};
  for (const auto& [text, words] : cases) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse(text), ConfigError);
    CHECK_THROWS_WITH(parse(text), ContainsSubstring(words));
  }
  CHECK_THROWS_WITH(parse(R"({"rule": "x", "history": 0})"),
                    ContainsSubstring("/rule") && ContainsSubstring("/history"));
}

TEST_CASE("a star is any text and a question mark one character", "[drift]") {
  CHECK(matches("*", ""));
  CHECK(matches("rsi_*", "rsi_14"));
  CHECK(matches("*_1*", "ret_1_14"));
  CHECK(matches("a*b*c", "a-b-b-c"));
  CHECK(matches("?", "\xC3\xA9"));
  CHECK(matches("*?", "\xE2\x82\xAC"));
  CHECK_FALSE(matches("a*b*c", "a-b-b"));
  CHECK_FALSE(matches("??", "\xC3\xA9"));
  CHECK_FALSE(matches("rsi", "rsi_14"));
  CHECK_FALSE(matches("", "x"));
  CHECK_FALSE(matches("*a*a*a*a*a*a*a*a*a*a*b", std::string(2'000, 'a')));
}

TEST_CASE("features are chosen by name, pattern and gain", "[drift]") {
  DriftOptions options;
  CHECK(monitored(kReference, options) == Places{0, 1, 2, 3, 4});
  options.features = {"ret_?", "rsi_14", "ret_1"};
  CHECK(monitored(kReference, options) == Places{0, 1, 2});
  options.top_by_gain = 2;
  CHECK(monitored(kReference, options) == Places{0, 2});
  options.top_by_gain = 9;
  CHECK(monitored(kReference, options) == Places{0, 1, 2});
  options.features = {"rsi_*"};  // a feature has this very name
  CHECK(monitored(kReference, options) == Places{4});
  CHECK(monitored(reference_of({}), {}).empty());
}

TEST_CASE("all names that the model does not have are said at once", "[drift]") {
  DriftOptions options;
  options.features = {"rsi14", "ret_1", "atr_*"};
  CHECK_THROWS_AS(monitored(kReference, options), ConfigError);
  CHECK_THROWS_WITH(monitored(kReference, options),
                    ContainsSubstring("no feature \"rsi14\" (did you mean \"rsi_14\"?)") &&
                        ContainsSubstring("no feature of the model fits the pattern \"atr_*\""));
  options.decide.overrides["ret1"].warning = 0.2;
  CHECK_THROWS_WITH(decide_options(kReference, options),
                    ContainsSubstring("/overrides: the model has no feature \"ret1\""));
}

TEST_CASE("a name goes over a long pattern, and that over a short one", "[drift]") {
  DriftOptions options;
  options.decide.overrides["*"].critical = 1.0;
  options.decide.overrides["ret_*"].critical = 2.0;
  options.decide.overrides["ret_5"].warning = 0.2;
  const auto decide = decide_options(kReference, options);
  CHECK(decide.of("rsi_14").critical == 1.0);
  CHECK(decide.of("ret_1").critical == 2.0);
  CHECK(decide.of("ret_5").critical == 0.25);
  CHECK(decide.of("ret_5").warning == 0.2);
  CHECK(decide.overrides.size() == 5);
}

TEST_CASE("a check fails from the chosen verdict on", "[drift]") {
  CHECK(fails(Verdict::kWarning, FailOn::kWarning));
  CHECK(fails(Verdict::kCritical, FailOn::kWarning));
  CHECK_FALSE(fails(Verdict::kWarning, FailOn::kCritical));
  CHECK(fails(Verdict::kCritical, FailOn::kCritical));
  CHECK_FALSE(fails(Verdict::kCritical, FailOn::kNever));
  CHECK_FALSE(fails(Verdict::kCannotTell, FailOn::kWarning));
}

TEST_CASE("a test's result is what the check holds", "[drift]") {
  FeatureCheck check;
  CHECK_FALSE(result_of(check, PrintedTest::kJensenShannon).value);
  check.counts = {{50, 50}, {20, 80}};
  check.js_distance = 0.2;
  check.ks = 0.3;
  check.ks_p = 0.01;
  CHECK(result_of(check, PrintedTest::kJensenShannon).value == std::optional(0.2));
  CHECK(result_of(check, PrintedTest::kKolmogorovSmirnov).p == std::optional(0.01));
  CHECK(*result_of(check, PrintedTest::kTotalVariation).value == Approx(0.3));
  CHECK_FALSE(result_of(check, PrintedTest::kMissing).value);
  CHECK_FALSE(result_of(check, PrintedTest::kWasserstein).value);
}

TEST_CASE("a feature's own limits decide on it, and on the rows it needs", "[drift]") {
  auto rng = Rng::stream(43, 1);
  const auto normal = [&](std::size_t rows, double level) {
    std::vector<double> out(rows);
    std::generate(out.begin(), out.end(), [&] { return level + rng.normal(); });
    return out;
  };
  std::vector<FeatureProfile> profiles;
  std::vector<CurrentFeature> current;
  for (const char* name : {"strict", "usual", "lax"}) {
    profiles.push_back(make_feature_profile(name, normal(1'000, 0.0), {}, 1.0));
    current.push_back(describe_current(profiles.back(), normal(250, 0.6)));
  }
  DecideOptions options;
  options.overrides["strict"] = {.critical = 0.12};
  options.overrides["lax"] = {.warning = 5.0, .critical = 9.0};
  options.critical = 3.0;
  auto checks = check_features(profiles, current, options);
  CHECK(checks[0].verdict == Verdict::kCritical);
  CHECK(checks[1].verdict == Verdict::kWarning);
  CHECK(checks[2].verdict == Verdict::kOk);
  options.overrides["strict"] = {.warning_q = 1e-300};
  CHECK(check_features(profiles, current, options)[0].verdict == Verdict::kOk);
  options = {};
  options.overrides["strict"] = {.critical = 0.1};
  for (auto& feature : current) {
    feature = describe_current(profiles[0], normal(30, 0.0));
  }
  checks = check_features(profiles, current, options);
  REQUIRE(checks[0].rows_needed);
  REQUIRE(checks[1].rows_needed);
  CHECK(*checks[0].rows_needed > 2 * *checks[1].rows_needed);
}
