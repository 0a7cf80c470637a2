// SPDX-License-Identifier: MIT
#include "mlpipe/report/validation_report.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/report/metric_format.hpp"
#include "mlpipe/report/render.hpp"

#include "sample_validation.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "well_formed.hpp"

using namespace mlpipe;
using namespace mlpipe::report;
using nlohmann::json;

namespace {

std::vector<std::pair<std::string, ValidationReport>> all() {
  return {{"promoted", sample::promoted()},
          {"rejected", sample::rejected()},
          {"first", sample::first_model()},
          {"given_target", sample::given_target()},
          {"too_little", sample::too_little_history()}};
}

std::string markdown(const ValidationReport& report) {
  return to_markdown(make_validation_report(report));
}

std::string text(const ValidationReport& report) {
  return to_text(make_validation_report(report));
}

}  // namespace

TEST_CASE("reports of judgements read as approved", "[report]") {
  for (const auto& [name, report] : all()) {
    check_golden("validation_" + name, "md", markdown(report));
    check_golden("validation_" + name, "txt", summary(report));
  }
  check_golden("validation_promoted", "html", to_html(make_validation_report(sample::promoted())));
  check_golden("validation_rejected", "html", to_html(make_validation_report(sample::rejected())));
}

TEST_CASE("the samples have the verdicts that they are named after", "[report]") {
  CHECK(sample::promoted().verdict == gate::Verdict::kPromote);
  CHECK(sample::first_model().verdict == gate::Verdict::kPromote);
  CHECK(sample::rejected().verdict == gate::Verdict::kReject);
  CHECK(sample::given_target().verdict == gate::Verdict::kInconclusive);
  CHECK(sample::too_little_history().verdict == gate::Verdict::kInconclusive);
}

TEST_CASE("pages of judgements are well-formed whatever was measured", "[report]") {
  auto reports = all();
  reports.emplace_back("nothing", ValidationReport{});
  for (const auto& [name, report] : reports) {
    CAPTURE(name);
    const std::string html = to_html(make_validation_report(report));
    CHECK(html_problem(html) == "");
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find("nan") == std::string::npos);
    CHECK_FALSE(text(report).empty());
    CHECK(markdown(report).find("<script") == std::string::npos);
  }
}

TEST_CASE("the verdict stands first, with the check that decides it", "[report]") {
  const auto begins = [](const ValidationReport& report, const std::string& with) {
    CHECK(headline(report).substr(0, with.size()) == with);
    CHECK(summary(report).substr(0, with.size()) == with);
  };
  begins(sample::promoted(),
         "PROMOTE 20261121T020000Z-3fa9c1: its forecasts are significantly better than those of "
         "v1.2.0 (p 0.004, level 0.0167)");
  begins(sample::first_model(),
         "PROMOTE 20261121T020000Z-3fa9c1: nothing is in production, and every floor holds");
  begins(sample::rejected(),
         "REJECT 20261121T020000Z-<script>: hit rate: could not be checked (no closed trade)");
  begins(sample::given_target(),
         "INCONCLUSIVE 20261121T020000Z-3fa9c1: log loss, test of being better: not shown to be "
         "better than production (p 0.1217; look 3 of a year asks for 0.0083 or less)");
  begins(sample::too_little_history(),
         "INCONCLUSIVE 20261121T020000Z-3fa9c1: labelled rows before the window: too few");
}

TEST_CASE("a refresh is promoted for not being worse", "[report]") {
  auto report = sample::promoted();
  report.baseline->recipe_sha256 = report.candidate.recipe_sha256;
  sample::judge(report, gate::Policy::kRefresh);
  CHECK(headline(report) ==
        "PROMOTE 20261121T020000Z-3fa9c1: every floor holds, and it is not worse than v1.2.0, "
        "whose recipe it refreshes");
  CHECK_THAT(markdown(report), ContainsSubstring("need not be better"));
  CHECK_THAT(markdown(report), !ContainsSubstring("This is look"));
  // Asked for although the recipes differ.
  report.baseline->recipe_sha256 = "another";
  CHECK(headline(report) ==
        "PROMOTE 20261121T020000Z-3fa9c1: every floor holds, and it is not worse than v1.2.0");
}

TEST_CASE("a headline says how many more checks failed, and names people in capitals", "[report]") {
  auto report = sample::rejected();
  CHECK_THAT(headline(report), ContainsSubstring("; 3 more checks failed"));
  report.options.floors.clear();
  report.options.margins = {{"sharpe", 1.0}};
  report.comparison.primary.p_worse = 0.9;
  sample::judge(report, gate::Policy::kRefresh);
  CHECK_THAT(headline(report),
             ContainsSubstring(": Sharpe ratio against production: significantly worse, by 1.5729 "
                               "(p 0.040)"));
  CHECK(headline(report).find("more check") == std::string::npos);
}

TEST_CASE("a summary shows the smaller p-value and counts the checks", "[report]") {
  const std::string rejected = summary(sample::rejected());
  CHECK_THAT(rejected, ContainsSubstring("p worse 0.040"));
  CHECK_THAT(rejected, ContainsSubstring("  fail  Hit rate: could not be checked"));
  CHECK_THAT(rejected, ContainsSubstring("  6 of 10 checks passed\n"));
  CHECK_THAT(summary(sample::promoted()), ContainsSubstring("p better 0.004"));
  CHECK_THAT(summary(sample::first_model()), ContainsSubstring("base rate 0.6891"));
  CHECK_THAT(summary(sample::first_model()), ContainsSubstring("buy and hold 0.751"));
}

TEST_CASE("sections without anything to say are left out", "[report]") {
  const std::string first = markdown(sample::first_model());
  const std::string little = markdown(sample::too_little_history());
  for (const char* section : {"## Paired tests", "## What this window could have found"}) {
    CHECK(first.find(section) == std::string::npos);
    CHECK(little.find(section) == std::string::npos);
  }
  CHECK(first.find("| production |") == std::string::npos);
  CHECK(first.find("bootstrap") == std::string::npos);
  for (const char* section : {"## Comparison", "## Pictures", "## Parts", "## Calibration"}) {
    CHECK(little.find(section) == std::string::npos);
  }
  CHECK_THAT(little, ContainsSubstring("Nothing could be judged on 2026-08-20 to 2026-11-20."));
  const std::string given = markdown(sample::given_target());
  CHECK_THAT(given, ContainsSubstring("Return metrics are n/a: the input has no prices."));
  CHECK(given.find("Equity") == std::string::npos);
  CHECK(given.find("return, candidate") == std::string::npos);
}

TEST_CASE("the JSON of a judgement parses, has its schema and no number that is none", "[report]") {
  auto reports = all();
  reports.emplace_back("nothing", ValidationReport{});
  for (const auto& [name, report] : reports) {
    CAPTURE(name);
    const std::string written = validation_json(report);
    const auto parsed = json::parse(written);
    CHECK(parsed.at("schema") == 1);
    CHECK(parsed.at("verdict") == gate::to_string(report.verdict));
    CHECK(parsed.at("headline") == headline(report));
    CHECK(parsed.at("checks").size() == report.checks.size());
    CHECK(parsed.at("metrics").size() == report.comparison.metrics.size());
    CHECK(parsed.at("baseline").is_null() == !report.baseline);
    CHECK(written.find("NaN") == std::string::npos);
    CHECK(written.find("nan") == std::string::npos);
    CHECK(written.find("Infinity") == std::string::npos);
  }
}

TEST_CASE("the JSON has full precision, and null with a reason where nothing is known",
          "[report]") {
  const auto report = sample::promoted();
  const auto parsed = json::parse(validation_json(report));
  for (const auto& item : parsed.at("metrics")) {
    if (item.at("name") == "log_loss") {
      CHECK(item.at("change").get<double>() == 0.6724 - 0.6815);
      CHECK(item.at("improvement_percent").get<double>() > 0.0);
    }
    if (item.at("name") == "cagr") {
      CHECK(item.at("candidate").is_null());
      CHECK(item.at("candidate_undefined") == "less than half a year of returns");
    }
  }
  const auto given = json::parse(validation_json(sample::given_target()));
  CHECK(given.at("tests").at("ledoit_wolf").is_null());
  CHECK(given.at("no_returns_reason") == "the input has no prices");
  CHECK(given.at("validation").at("margins").at("log_loss") == 0.005);
}

TEST_CASE("changes of shares are percentage points", "[report]") {
  CHECK(metric_text("accuracy", 0.5938) == "59.4%");
  CHECK(change_text("accuracy", 0.031) == "+3.1 pp");
  CHECK(distance_text("max_drawdown", 0.05) == "5.0 pp");
  CHECK(interval_text("accuracy", -0.036, 0.099) == "-3.6 to +9.9 pp");
  CHECK(interval_text("log_loss", -0.01, 0.002) == "-0.0100 to +0.0020");
  CHECK(change_text("sharpe", -1.5) == "-1.500");
  CHECK(metric_text("bars", 1234.0) == "1,234");
  CHECK(metric_text("sharpe", std::nullopt) == "n/a");
  CHECK(change_text("sharpe", std::nullopt) == "n/a");
}

TEST_CASE("titles within a sentence keep acronyms and people's names", "[report]") {
  for (const auto& [title, expected] :
       {std::pair("Log loss", "log loss"), std::pair("RMSE", "RMSE"), std::pair("R2 x", "R2 x"),
        std::pair("F1", "F1"), std::pair("Sharpe ratio", "Sharpe ratio"),
        std::pair("Brier score, test", "Brier score, test"), std::pair("Macro F1", "macro F1"),
        std::pair("", "")}) {
    CHECK(in_sentence(title) == expected);
  }
}
