// SPDX-License-Identifier: MIT
#include "mlpipe/core/text.hpp"

#include "drift_sections.hpp"
#include "escape.hpp"
#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

using drift::Verdict;

/// For text and attributes. XML 1.0 has no place for U+FFFE and U+FFFF, not even as references.
std::string xml(const std::string& text) {
  std::string out = escape_html(one_line(text));
  for (const char* none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = out.find(none); at != std::string::npos; at = out.find(none, at)) {
      out.replace(at, 3, "\xEF\xBF\xBD");
    }
  }
  return out;
}

struct Suite {
  std::size_t tests = 0, failures = 0, skipped = 0;
  std::string cases;

  /// @param inside  elements, or nothing for a case that passed
  void add(const std::string& group, const std::string& name, const std::string& inside) {
    ++tests;
    cases += "    <testcase classname=\"mlpipe.drift." + group + "\" name=\"" + xml(name) +
             "\" time=\"0\"" + (inside.empty() ? "/>\n" : ">" + inside + "</testcase>\n");
  }
  void fail(const std::string& group, const std::string& name, const std::string& type,
            const std::string& message) {
    ++failures;
    add(group, name, "<failure type=\"" + xml(type) + "\" message=\"" + xml(message) + "\"/>");
  }
};

std::string message_of(const drift::FeatureCheck& check) {
  const std::string how = direction_text(check);
  return drift::to_string(check.verdict) + (how.empty() ? "" : ", " + how) + ": PSI " +
         psi_text(check, check.psi) + ", by chance " + psi_text(check, check.psi_noise) +
         ", adjusted " + psi_text(check, check.psi_adjusted) + ", q " + p_text(check.q);
}

void add_case(const DriftReport& report, const std::string& group, const DriftColumn& column,
              Suite& suite) {
  const auto& check = column.check;
  if (drift::fails(check.verdict, report.fail_on)) {
    suite.fail(group, check.name, drift::to_string(check.verdict), message_of(check));
  } else if (check.verdict == Verdict::kCannotTell) {
    ++suite.skipped;
    const std::string needed =
        check.rows_needed ? "; " + grouped(*check.rows_needed) + " rows would be enough" : "";
    suite.add(group, check.name,
              "<skipped message=\"" + xml("cannot tell: too few rows" + needed) + "\"/>");
  } else {
    suite.add(
        group, check.name,
        is_alarm(check.verdict) ? "<system-out>" + xml(message_of(check)) + "</system-out>" : "");
  }
}

void add_fault(const DriftFault& fault, Suite& suite) {
  const std::string name = to_string(fault.kind) + " " + fault.column;
  if (fault.fails) {
    suite.fail("data", name, to_string(fault.kind), fault.sentence);
  } else {
    suite.add("data", name, "<system-out>" + xml(fault.sentence) + "</system-out>");
  }
}

/// JUnit's times are without a zone.
std::string time_text(Timestamp time) {
  return to_iso8601(time).substr(0, 19);
}

}  // namespace

std::string drift_report_junit(const DriftReport& report) {
  Suite suite;
  for (const auto& column : report.features) {
    add_case(report, "feature", column, suite);
  }
  if (report.prediction) {
    add_case(report, "prediction", *report.prediction, suite);
  }
  if (report.target) {
    add_case(report, "target", *report.target, suite);
  }
  for (const auto& fault : report.faults) {
    add_fault(fault, suite);
  }
  const std::string counts = "tests=\"" + std::to_string(suite.tests) + "\" failures=\"" +
                             std::to_string(suite.failures) + "\" errors=\"0\" skipped=\"" +
                             std::to_string(suite.skipped) + "\" time=\"0\"";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + counts +
         ">\n  <testsuite name=\"" + xml("mlpipe drift " + report.model) + "\" " + counts +
         " timestamp=\"" + time_text(report.made_at) + "\">\n    <properties>\n" +
         "      <property name=\"verdict\" value=\"" + xml(drift::to_string(report.verdict)) +
         "\"/>\n      <property name=\"rule\" value=\"" +
         xml(drift::to_string(report.options.rule)) +
         "\"/>\n      <property name=\"model_sha256\" value=\"" + xml(report.model_sha256) +
         "\"/>\n      <property name=\"headline\" value=\"" + xml(drift_headline(report)) +
         "\"/>\n    </properties>\n" + suite.cases + "  </testsuite>\n</testsuites>\n";
}

}  // namespace mlpipe::report
