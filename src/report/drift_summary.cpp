// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/core/text.hpp"

#include "drift_sections.hpp"
#include "escape.hpp"
#include "spark.hpp"
#include "training_sections.hpp"
#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

using Cells = std::vector<std::string>;

// 25 lines: headline, blank, 3 of context, prediction and performance, blank, head of the table,
// these, "and more", faults and "and more", the consequence; some are always left out.
constexpr std::size_t kMostAlarms = 7;
constexpr std::size_t kMostFaults = 4;

Cells cells(const DriftColumn& column, const DriftReport& report) {
  constexpr std::size_t kLetters = 28;
  const auto& check = column.check;
  const auto past = history_spark(column, report.options);
  const auto bins = bins_spark(column);
  return {shorten(short_name(check), kLetters),
          drift::to_string(check.verdict),
          psi_text(check, check.psi),
          psi_text(check, check.psi_adjusted),
          check.counts.usable() ? p_text(check.q) : "n/a",
          bins.values.empty() ? "" : spark_text(bins),
          past.values.size() > 1 ? spark_text(past) : "",
          shorten(direction_text(check), kLetters)};
}

/// Numbers to the right, the rest to the left, no blanks at the end of a line.
std::string aligned(const std::vector<Cells>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], text_width(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) {
        continue;
      }
      const std::string blanks(widths[i] - text_width(row[i]), ' ');
      const bool is_number = i >= 2 && i <= 4;
      line += "  " + (is_number ? blanks + row[i] : row[i] + blanks);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string alarms_table(const DriftReport& report) {
  std::vector<Cells> rows{
      {"feature", "verdict", "PSI", "adjusted", "q", "bins then, now", "last checks", ""}};
  std::size_t more = 0;
  for (const auto* column : by_urgency(report)) {
    if (!is_alarm(column->check.verdict)) {
      continue;
    }
    if (rows.size() > kMostAlarms) {
      ++more;
    } else {
      rows.push_back(cells(*column, report));
    }
  }
  if (rows.size() == 1) {
    return "";
  }
  const bool has_past =
      std::any_of(rows.begin() + 1, rows.end(), [](const Cells& row) { return !row[6].empty(); });
  if (!has_past) {
    rows.front()[6].clear();
  }
  return "\n" + aligned(rows) + (more > 0 ? "  and " + grouped(more) + " more\n" : "");
}

std::string outcome_lines(const DriftReport& report) {
  std::string out;
  for (const auto& [name, column] :
       {std::pair("prediction", &report.prediction), std::pair("target", &report.target)}) {
    if (*column) {
      const auto& check = (*column)->check;
      const std::string how = direction_text(check);
      out += std::string("  ") + name + ": " + drift::to_string(check.verdict) + ", PSI " +
             psi_text(check, check.psi) + ", adjusted " + psi_text(check, check.psi_adjusted) +
             (how.empty() ? "" : ", " + how) + "\n";
    }
  }
  if (report.performance && !report.performance->verdict.empty()) {
    out += "  performance: " + one_line(report.performance->verdict) + "\n";
  }
  return out;
}

std::string fault_lines(const DriftReport& report) {
  std::string out;
  for (std::size_t i = 0; i < std::min(report.faults.size(), kMostFaults); ++i) {
    const auto& fault = report.faults[i];
    out += "  " + to_string(fault.kind) + " " + shorten(one_line(fault.column), 48) + ": " +
           one_line(fault.sentence) + "\n";
  }
  return out.empty() ? ""
                     : "\n" + out +
                           (report.faults.size() > kMostFaults
                                ? "  and " + counted(report.faults.size() - kMostFaults, "fault") +
                                      " more\n"
                                : "");
}

}  // namespace

std::string drift_summary(const DriftReport& report) {
  const std::string when = span_text(report.first, report.last);
  const std::uint64_t before = reference_rows(report);
  std::string out = drift_headline(report) + "\n\n";
  out += "  " + counted(report.rows, "row") + (when.empty() ? "" : ", " + when) +
         (before == 0 ? "" : ", against " + grouped(before)) +
         (report.model.empty() ? "" : "; model " + one_line(report.model)) + "\n";
  out += "  rule " + drift::to_string(report.options.rule) + ": warning " +
         shortest(report.options.warning) + ", critical " + shortest(report.options.critical) +
         "; fails on " + drift::to_string(report.fail_on) + "\n";
  out += outcome_lines(report) + alarms_table(report) + fault_lines(report);
  return out + "\n  " + one_line(retraining_text(report)) + "\n";
}

}  // namespace mlpipe::report
