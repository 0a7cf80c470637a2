// SPDX-License-Identifier: MIT
#include "mlpipe/report/drift_report.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <regex>

#include <nlohmann/json.hpp>

#include "mlpipe/report/render.hpp"

#include "sample_drift.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "well_formed.hpp"

using namespace mlpipe;
using namespace mlpipe::report;
using drift::Verdict;
using nlohmann::json;

namespace {

std::string markdown(const DriftReport& report) {
  return to_markdown(make_drift_report(report));
}

std::string html(const DriftReport& report) {
  return to_html(make_drift_report(report));
}

/// XML is checked by the checker for pages, which knows no prologue.
std::string xml_problem(const std::string& xml) {
  const std::string prologue = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  return xml.substr(0, prologue.size()) == prologue ? html_problem(xml.substr(prologue.size()))
                                                    : "no prologue";
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++out;
  }
  return out;
}

/// Every form of it, with what must hold for all.
void check_forms(const DriftReport& report) {
  const std::string page = html(report);
  CHECK(html_problem(page) == "");
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("http://") == page.find("http://www.w3.org"));
  // Between backticks it is code.
  CHECK(std::regex_replace(markdown(report), std::regex("`[^`\n]*`"), "").find("<script") ==
        std::string::npos);
  CHECK_FALSE(to_text(make_drift_report(report)).empty());
  CHECK(xml_problem(drift_report_junit(report)) == "");
  CHECK(count_of(drift_summary(report), "\n") <= 25);
  CHECK(drift_headline(report).find('\n') == std::string::npos);
  const std::string written = drift_report_json(report);
  const auto parsed = json::parse(written);
  CHECK(parsed.at("schema_version") == kDriftSchema);
  CHECK(parsed.at("features").size() == report.features.size());
  for (const char* none : {"NaN", "nan", "Infinity", ": inf"}) {
    CHECK(written.find(none) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("reports of drift read as approved", "[report]") {
  const auto drifted = sample::drifted();
  check_golden("drift_drifted", "md", markdown(drifted.report));
  check_golden("drift_drifted", "html", html(drifted.report));
  check_golden("drift_drifted", "txt", drift_summary(drifted.report));
  check_golden("drift_drifted", "xml", drift_report_junit(drifted.report));
  check_golden("drift_quiet", "md", markdown(sample::quiet().report));
  check_golden("drift_quiet", "txt", drift_summary(sample::quiet().report));
  check_golden("drift_too_few", "md", markdown(sample::too_few().report));
  check_golden("drift_too_few", "txt", drift_summary(sample::too_few().report));
}

TEST_CASE("the samples of drift have the verdicts that they are named after", "[report]") {
  CHECK(sample::drifted().report.verdict == Verdict::kCritical);
  CHECK(sample::quiet().report.verdict == Verdict::kOk);
  CHECK(sample::too_few().report.verdict == Verdict::kCannotTell);
}

TEST_CASE("every form of a drift report is well-formed whatever was found", "[report]") {
  check_forms(sample::drifted().report);
  check_forms(sample::quiet().report);
  check_forms(sample::too_few().report);
  check_forms(sample::many(40).report);
  check_forms(DriftReport{});
}

TEST_CASE("names of columns do no harm in any form", "[report]") {
  auto sample = sample::quiet();
  auto& check = sample.report.features[0].check;
  const std::string hostile =
      "\x1B[31m</td>|`*_\"'&<script>\n]]>\xEF\xBF\xBF\xC3(" + std::string(300, 'w');
  check.name = hostile;
  check.verdict = Verdict::kCritical;
  check.swapped_with = hostile;
  check.new_categories = {hostile, "a\tb"};
  sample.report.verdict = Verdict::kCritical;
  sample.report.model = sample.report.source = hostile;
  sample.report.changes = sample.report.retraining.reasons = {hostile};
  sample.report.faults = {{FaultKind::kConstant, hostile, hostile, true}};
  sample.report.windows = {{sample::at("2026-01-01T00:00:00Z"),
                            sample::at("2026-02-01T00:00:00Z"),
                            60,
                            Verdict::kCritical,
                            {{hostile, 0.3}}}};
  check_forms(sample.report);
  const std::string junit = drift_report_junit(sample.report);
  CHECK(junit.find('\x1B') == std::string::npos);
  CHECK(junit.find("\xEF\xBF\xBF") == std::string::npos);
  CHECK(drift_summary(sample.report).find('\x1B') == std::string::npos);
  CHECK(drift_headline(sample.report).find('\x1B') == std::string::npos);
}

TEST_CASE("the headline counts the verdicts and shouts the one that holds", "[report]") {
  CHECK(drift_headline(sample::quiet().report) ==
        "critical 0 / warning 0 / OK 3 / cannot tell 0 of 3 features");
  CHECK(drift_headline(sample::too_few().report) ==
        "critical 0 / warning 0 / ok 0 / CANNOT TELL 2 of 2 features");
  auto sample = sample::quiet();
  sample.report.verdict = Verdict::kCritical;
  sample.report.prediction->check.verdict = Verdict::kCritical;
  CHECK(drift_headline(sample.report) ==
        "CRITICAL: critical 0 / warning 0 / ok 3 / cannot tell 0 of 3 features; prediction "
        "critical");
  CHECK_THAT(drift_headline(sample::many(50).report), ContainsSubstring(" more"));
  CHECK_THAT(
      drift_headline(sample::drifted().report),
      ContainsSubstring(
          "features; prediction critical; 2 faults in the data: vol_20 (higher, wider), ret_1"
          " (wider)"));
}

TEST_CASE("alarms come first, by gain times adjusted PSI", "[report]") {
  auto sample = sample::quiet();
  auto& features = sample.report.features;
  for (auto& column : features) {
    column.check.verdict = Verdict::kCritical;
    column.check.psi_adjusted = 0.5;
  }
  features[1].check.gain = 300.0;
  features[2].check.verdict = Verdict::kWarning;
  features[2].check.gain = 9'000.0;
  const std::string text = drift_summary(sample.report);
  CHECK(text.find("\n  vol_20") < text.find("\n  ret_1"));
  CHECK(text.find("\n  ret_1") < text.find("\n  gap"));
}

TEST_CASE("the JSON holds what PSI and its noise are worked out from", "[report]") {
  const auto sample = sample::drifted();
  const auto parsed = json::parse(drift_report_json(sample.report));
  for (const auto& feature : parsed.at("features")) {
    CAPTURE(feature.at("name"));
    const auto& bins = feature.at("bins");
    const auto before = bins.at("reference").get<std::vector<std::uint64_t>>();
    const auto now = bins.at("current").get<std::vector<std::uint64_t>>();
    const auto n = bins.at("n").get<double>();
    const auto m = bins.at("m").get<double>();
    CHECK(std::accumulate(before.begin(), before.end(), 0.0) == n);
    CHECK(std::accumulate(now.begin(), now.end(), 0.0) == m);
    CHECK(bins.at("names").size() == now.size());
    double psi = 0.0;
    for (std::size_t i = 0; i < now.size(); ++i) {
      const double p = std::max(1e-4, static_cast<double>(before[i]) / n);
      const double q = std::max(1e-4, static_cast<double>(now[i]) / m);
      psi += before[i] + now[i] == 0 ? 0.0 : (q - p) * std::log(q / p);
    }
    CHECK(std::abs(feature.at("psi").get<double>() - psi) < 1e-12);
    CHECK(feature.at("psi_adjusted").get<double>() ==
          std::max(0.0,
                   feature.at("psi_half").get<double>() - feature.at("psi_noise").get<double>()));
  }
  CHECK(parsed.at("features")[0].at("bins").at("edges").size() == 9);
  CHECK(parsed.at("features")[0].at("since") == "2026-07-24T21:00:00Z");
  CHECK(parsed.at("counts").at("features") == 7);
  CHECK(parsed.at("exit_status") == 5);
  CHECK(parsed.at("retraining").at("wanted") == true);
  CHECK(parsed.at("performance").at("roc_auc").at("now") == 0.512);
  CHECK(parsed.at("reference").at("rows") == 1'000);
}

TEST_CASE("reports say under which rule they were made", "[report]") {
  auto sample = sample::quiet();
  CHECK_THAT(markdown(sample.report), ContainsSubstring("its q is at most 0.05"));
  auto& check = sample.report.features[0].check;
  check.verdict = Verdict::kCritical;
  CHECK_THAT(markdown(sample.report), ContainsSubstring("Moved beyond chance: ret\\_1"));
  sample.report.options.rule = drift::Rule::kPlain;
  CHECK_THAT(markdown(sample.report), ContainsSubstring("Moved: ret\\_1"));
  CHECK_THAT(markdown(sample.report), ContainsSubstring("small samples alarm without any drift"));
  sample.report.options.rule = drift::Rule::kEvidently;
  check.evidently = {drift::EvidentlyMethod::kWasserstein, std::numeric_limits<double>::quiet_NaN(),
                     0.1, true};
  check_forms(sample.report);
  CHECK_THAT(markdown(sample.report), ContainsSubstring("| wasserstein n/a |"));
  const auto parsed = json::parse(drift_report_json(sample.report));
  CHECK(parsed.at("features")[0].at("tests").at("evidently").at("score").is_null());
}

TEST_CASE("JUnit fails what fail-on names, and skips what cannot be told", "[report]") {
  auto sample = sample::quiet();
  auto& features = sample.report.features;
  features[0].check.verdict = Verdict::kWarning;
  features[1].check.verdict = Verdict::kCritical;
  features[2].check.verdict = Verdict::kCannotTell;
  const auto counts = [&](drift::FailOn fail_on, std::size_t failures) {
    CAPTURE(drift::to_string(fail_on));
    sample.report.fail_on = fail_on;
    const std::string xml = drift_report_junit(sample.report);
    CHECK(count_of(xml, "<testcase ") == 4);
    CHECK(count_of(xml, "<failure ") == failures);
    CHECK(count_of(xml, "<skipped ") == 1);
    CHECK_THAT(xml, ContainsSubstring("tests=\"4\" failures=\"" + std::to_string(failures) +
                                      "\" errors=\"0\" skipped=\"1\""));
  };
  counts(drift::FailOn::kCritical, 1);
  counts(drift::FailOn::kWarning, 2);
  counts(drift::FailOn::kNever, 0);
  sample.report.faults = {{FaultKind::kOutOfRange, "x", "Nobody reads it.", false},
                          {FaultKind::kConstant, "y", "The model needs it.", true}};
  const std::string xml = drift_report_junit(sample.report);
  CHECK(count_of(xml, "<testcase ") == 6);
  CHECK(count_of(xml, "<failure ") == 1);
}

TEST_CASE("a check that fails for age alone says so, and not that there is drift", "[report]") {
  auto sample = sample::quiet();
  sample.report.overdue = {"the model is of 2025-01-01, more than 1y ago"};
  sample.report.exit_status = 5;
  const std::string text = markdown(sample.report);
  CHECK_THAT(text, ContainsSubstring("Exit status 5: the model is of 2025-01-01") &&
                       !ContainsSubstring("drift at or above"));
  CHECK_THAT(drift_headline(sample.report), ContainsSubstring("; the model is of 2025-01-01"));
}

TEST_CASE("a page of 50 features takes less than 200 KB, of 300 less than 1 MB", "[report]") {
  auto fifty = sample::many(50);
  CHECK(html(fifty.report).size() < 200'000);
  for (auto& column : fifty.report.features) {
    column.check.verdict = Verdict::kCritical;
  }
  CHECK(html(fifty.report).size() < 200'000);
  const auto three_hundred = sample::many(300);
  CHECK(html(three_hundred.report).size() < 1'000'000);
  CHECK_THAT(markdown(three_hundred.report), ContainsSubstring("The first 20 of "));
}

TEST_CASE("a spark shows both sides on one scale, and a gap where nothing is", "[report]") {
  Document document;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  document.add(Paragraph{spark("a <b>", {.values = {0.0, nan, 1.0}, .before = {0.5, 0.5, 0.0}})});
  document.add(Paragraph{spark("past", {.values = {0.25, 0.5}, .top = 1.0})});
  document.add(Paragraph{spark("nothing", {})});
  const std::string text = to_text(document);
  CHECK_THAT(text, ContainsSubstring("▅▅▁ → ▁ █"));
  CHECK_THAT(text, ContainsSubstring("▃▅"));
  const std::string page = to_html(document);
  CHECK(html_problem(page) == "");
  CHECK_THAT(page, ContainsSubstring("aria-label=\"a &lt;b&gt;\""));
  CHECK(count_of(page, "<path class=\"then\"") == 1);
  CHECK(count_of(page, "<path class=\"now\"") == 2);
}

// MLPIPE_SHOW_REPORT=folder writes pages to be looked at.
TEST_CASE("drift pages can be looked at", "[report]") {
  const char* folder = std::getenv("MLPIPE_SHOW_REPORT");
  if (folder == nullptr) {
    return;
  }
  const std::filesystem::path base = folder;
  std::ofstream(base / "drift.html") << html(sample::drifted().report);
  std::ofstream(base / "drift_quiet.html") << html(sample::quiet().report);
  std::ofstream(base / "drift_300.html") << html(sample::many(300).report);
  std::ofstream(base / "drift_50.html") << html(sample::many(50).report);
}
