// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>
#include <span>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/period.hpp"

#include "drift_sections.hpp"
#include "escape.hpp"
#include "training_sections.hpp"

namespace mlpipe::report {
namespace {

using drift::Rule;
using drift::Verdict;

constexpr NumberFormat kThree{NumberStyle::kNumber, 3};

std::string exit_text(const DriftReport& report) {
  const std::string status = "Exit status " + std::to_string(report.exit_status);
  switch (report.exit_status) {
    case 0:
      return status + (report.fail_on == drift::FailOn::kNever
                           ? ": no verdict is a failure."
                           : ": nothing at or above " + drift::to_string(report.fail_on) + ".");
    case 4:
      return status + ": nothing could be judged.";
    case 5:
      return status + ": " +
             (drift::fails(report.verdict, report.fail_on)
                  ? "drift at or above " + drift::to_string(report.fail_on)
                  : join(report.overdue, "; ")) +
             ".";
    default:
      return status + ".";
  }
}

std::string worst_text(const DriftWindow& window) {
  std::vector<std::string> parts;
  for (const auto& [name, psi] : window.worst) {
    parts.push_back(shorten(one_line(name), 48) + " " + format_number(psi, kThree));
  }
  return join(parts, ", ");
}

Table windows_table(const std::vector<const DriftWindow*>& windows) {
  Table table;
  table.columns = {{"window", Align::kLeft},
                   {"rows", Align::kRight},
                   {"verdict", Align::kLeft},
                   {"worst features, adjusted PSI", Align::kLeft}};
  for (const auto* window : windows) {
    table.rows.push_back({period_text(window->first, window->last), grouped(window->rows),
                          verdict_text(window->verdict), worst_text(*window)});
  }
  return table;
}

Figure windows_figure(const DriftReport& report) {
  LineChart chart;
  Series worst{"largest adjusted PSI of a feature", {}};
  for (const auto& window : report.windows) {
    chart.time.push_back(window.last);
    worst.values.push_back(window.worst.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                : window.worst.front().second);
  }
  const std::size_t size = chart.time.size();
  chart.series = {std::move(worst),
                  {"critical", std::vector<double>(size, report.options.critical)},
                  {"warning", std::vector<double>(size, report.options.warning)}};
  chart.y_title = "adjusted PSI";
  chart.y_format = {NumberStyle::kNumber, 2};
  return {"Windows over time",
          "At the end of each window. A high value alarms only if it is also "
          "unlikely by chance.",
          std::move(chart)};
}

/// The last sentence of how to read it depends on the rule.
std::string rule_sentence(const DriftReport& report) {
  const std::string critical = shortest(report.options.critical);
  switch (report.options.rule) {
    case Rule::kPlain:
      return "The rule is \"plain\": PSI itself is held against the thresholds, however few the "
             "rows, so that small samples alarm without any drift.";
    case Rule::kEvidently:
      return "The rule is \"evidently\": the verdict is what Evidently 0.7.21 says by default, a "
             "p-value or a distance by the size of the reference; it knows no dependence between "
             "rows and no number of features.";
    case Rule::kAdjusted:
      break;
  }
  return "A feature alarms if its adjusted PSI reaches " + shortest(report.options.warning) +
         " (warning) or " + critical + " (critical) and its q is at most " +
         shortest(report.options.warning_q) +
         (report.options.critical_q == report.options.warning_q
              ? ""
              : " or " + shortest(report.options.critical_q)) +
         "; \"cannot tell\" means that the rows are too few even for a critical change, not that "
         "all is well.";
}

Text digest(const std::string& sha256) {
  return sha256.empty() ? Text("unknown") : code(sha256);
}

std::string thresholds_text(const drift::DecideOptions& options) {
  return "warning " + shortest(options.warning) + ", critical " + shortest(options.critical) +
         "; q at most " + shortest(options.warning_q) + " and " + shortest(options.critical_q) +
         "; at least " + counted(options.smallest_sample, "row");
}

}  // namespace

void add_consequences(const DriftReport& report, Document& document) {
  document.add(Heading{2, "What follows"});
  BulletList list;
  list.items.push_back(report.retraining.wanted ? bold(retraining_text(report))
                                                : Text(retraining_text(report)));
  if (!report.next_check.empty()) {
    list.items.emplace_back("Next check: " + report.next_check + ".");
  }
  list.items.emplace_back(exit_text(report));
  constexpr std::size_t kMostChanges = 20;
  if (!report.changes.empty()) {
    const std::size_t told = std::min(report.changes.size(), kMostChanges);
    const std::size_t more = report.changes.size() - told;
    list.items.emplace_back(
        "Since the last check: " + join(std::span(report.changes).first(told), "; ") +
        (more > 0 ? " and " + grouped(more) + " more" : "") + ".");
  }
  document.add(std::move(list));
}

void add_faults(const DriftReport& report, Document& document) {
  if (report.faults.empty()) {
    return;
  }
  constexpr std::size_t kMostFaults = 50;
  document.add(Heading{2, "Faults in the data"});
  document.add(Paragraph{"Not drift of the market, but something to be put right first."});
  Table table;
  table.columns = {{"fault", Align::kLeft}, {"column", Align::kLeft}, {"", Align::kLeft}};
  for (std::size_t i = 0; i < std::min(report.faults.size(), kMostFaults); ++i) {
    const auto& fault = report.faults[i];
    table.rows.push_back({fault.fails ? bold(to_string(fault.kind)) : Text(to_string(fault.kind)),
                          code(shorten(one_line(fault.column), 48)), fault.sentence});
  }
  document.add(std::move(table));
  if (report.faults.size() > kMostFaults) {
    document.add(
        Paragraph{grouped(report.faults.size() - kMostFaults) + " more faults; the JSON has all."});
  }
}

void add_windows(const DriftReport& report, Document& document) {
  if (report.windows.empty()) {
    return;
  }
  constexpr std::size_t kMostWindows = 40;
  std::vector<const DriftWindow*> told;
  std::size_t alarmed = 0;
  for (const auto& window : report.windows) {
    const bool alarms = is_alarm(window.verdict);
    alarmed += alarms ? 1 : 0;
    if (alarms || report.windows.size() <= kMostWindows) {
      told.push_back(&window);
    }
  }
  document.add(Heading{2, "Windows"});
  const bool is_cut = told.size() > kMostWindows;
  if (is_cut) {
    told.erase(told.begin(), told.end() - static_cast<std::ptrdiff_t>(kMostWindows));
  }
  document.add(Paragraph{grouped(alarmed) + " of " + counted(report.windows.size(), "window") +
                         (alarmed == 1 ? " alarms" : " alarm") +
                         (is_cut ? "; the last " + grouped(kMostWindows) + " of these:"
                          : told.size() < report.windows.size() && alarmed > 0 ? "; these:"
                                                                               : ".")});
  if (report.windows.size() > 2) {
    document.add(windows_figure(report));
  }
  if (!told.empty()) {
    document.add(windows_table(told));
  }
}

void add_reading(const DriftReport& report, Document& document) {
  document.add(Heading{2, "How to read it"});
  document.add(BulletList{
      {"PSI compares the shares of the bins then and now, the missing rows being a bin of their "
       "own: it is 0 where nothing changed, and by convention 0.1 is worth a look and 0.25 is "
       "much.",
       "Few rows, and rows that resemble their neighbours, make PSI large by chance: \"by chance\" "
       "is what to expect of that alone, \"adjusted\" is what remains of PSI without it (half a "
       "row added to each "
       "bin, so that empty ones do not shout), and q is the "
       "share of false alarms if all features of that q or less alarm.",
       rule_sentence(report)}});
}

void add_setting(const DriftReport& report, Document& document) {
  document.add(Heading{2, "Setting"});
  KeyValues list;
  list.entries = {{"Model", report.model.empty() ? Text("unknown") : Text(report.model)},
                  {"Model SHA-256", digest(report.model_sha256)}};
  if (report.reference != nullptr) {
    const std::string when = span_text(report.reference->first, report.reference->last);
    list.entries.emplace_back(
        "Reference", counted(reference_rows(report), "row") + (when.empty() ? "" : ", " + when));
    list.entries.emplace_back("Its data's SHA-256", digest(report.reference->data_sha256));
  }
  const std::string when = span_text(report.first, report.last);
  list.entries.emplace_back("Current rows",
                            grouped(report.rows) + (when.empty() ? "" : ", " + when));
  list.entries.emplace_back("Source", code(report.source));
  list.entries.emplace_back("Source SHA-256", digest(report.source_sha256));
  list.entries.emplace_back("Rule", drift::to_string(report.options.rule));
  list.entries.emplace_back("Thresholds", thresholds_text(report.options));
  list.entries.emplace_back("Fails on", drift::to_string(report.fail_on));
  list.entries.emplace_back("Checked", to_display(report.made_at));
  if (!report.mlpipe_version.empty()) {
    list.entries.emplace_back("mlpipe", report.mlpipe_version);
  }
  document.add(std::move(list));
}

}  // namespace mlpipe::report
