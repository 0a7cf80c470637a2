// SPDX-License-Identifier: MIT
#include "mlpipe/report/drift_report.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "mlpipe/core/text.hpp"

#include "drift_sections.hpp"
#include "training_sections.hpp"

namespace mlpipe::report {
namespace {

using drift::Verdict;

constexpr NumberFormat kThree{NumberStyle::kNumber, 3};

/// ASCII only.
std::string in_capitals(std::string text) {
  for (char& c : text) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return text;
}

CalloutKind kind_of(const DriftReport& report) {
  return is_alarm(report.verdict)         ? CalloutKind::kWarning
         : report.verdict == Verdict::kOk ? CalloutKind::kGood
                                          : CalloutKind::kNote;
}

/// "vol_20 (higher, wider), ret_5 and 3 more"; empty if nothing alarms.
std::string alarms_text(const DriftReport& report, std::size_t most) {
  std::vector<std::string> names;
  std::size_t more = 0;
  for (const auto* column : by_urgency(report)) {
    if (!is_alarm(column->check.verdict)) {
      continue;
    }
    if (names.size() == most) {
      ++more;
      continue;
    }
    const std::string how = direction_text(column->check);
    names.push_back(short_name(column->check) + (how.empty() ? "" : " (" + how + ")"));
  }
  return join(names, ", ") + (more > 0 ? " and " + grouped(more) + " more" : "");
}

/// Rows at which every feature could be judged, if some could not.
std::optional<std::uint64_t> rows_for_all(const DriftReport& report) {
  std::optional<std::uint64_t> most;
  for (const auto& column : report.features) {
    if (column.check.verdict == Verdict::kCannotTell && column.check.rows_needed) {
      most = std::max(most.value_or(0), *column.check.rows_needed);
    }
  }
  return most;
}

/// What a reader takes away, in one or two sentences.
std::string finding(const DriftReport& report) {
  const auto counts = verdict_counts(report);
  const std::string alarms = alarms_text(report, 5);
  const bool knows_chance = report.options.rule == drift::Rule::kAdjusted;
  std::string out = alarms.empty()
                        ? (counts.ok == 0 ? "No feature could be judged."
                                          : "No feature that could be judged has moved.")
                        : (knows_chance ? "Moved beyond chance: " : "Moved: ") + alarms + ".";
  if (counts.cannot_tell > 0) {
    out += " For " + counted(counts.cannot_tell, "feature") +
           " the rows, now or in training, are too few to tell";
    const auto needed = rows_for_all(report);
    out += needed ? "; " + grouped(*needed) + " rows now would be enough." : ".";
  }
  return out;
}

std::string psi_detail(const DriftColumn& column) {
  return "PSI " + psi_text(column.check, column.check.psi) + ", by chance " +
         psi_text(column.check, column.check.psi_noise);
}

Highlights tiles(const DriftReport& report) {
  const auto counts = verdict_counts(report);
  Highlights out;
  out.items.push_back(
      {"Features that moved",
       grouped(counts.critical + counts.warning) + " of " + grouped(report.features.size()),
       "critical " + grouped(counts.critical) + ", warning " + grouped(counts.warning)});
  if (report.prediction) {
    const auto& check = report.prediction->check;
    out.items.push_back({"Prediction, adjusted PSI", psi_text(check, check.psi_adjusted),
                         drift::to_string(check.verdict) + ", " + psi_detail(*report.prediction)});
  }
  const auto ranked = by_urgency(report);
  if (!ranked.empty() && is_alarm(ranked.front()->check.verdict)) {
    const auto& check = ranked.front()->check;
    out.items.push_back({"Weighs most, adjusted PSI", psi_text(check, check.psi_adjusted),
                         short_name(check) + ", " + psi_detail(*ranked.front())});
  }
  const auto& performance = report.performance;
  if (performance && performance->log_loss_now) {
    out.items.push_back({"Log loss, labels known",
                         format_number(*performance->log_loss_now, kThree),
                         performance->log_loss_before
                             ? "in training " + format_number(*performance->log_loss_before, kThree)
                             : ""});
  }
  out.items.push_back({"Current rows", grouped(report.rows), span_text(report.first, report.last)});
  return out;
}

std::string subtitle_of(const DriftReport& report) {
  const std::string when = span_text(report.first, report.last);
  const std::uint64_t before = reference_rows(report);
  return grouped(report.rows) + (report.rows == 1 ? " row" : " rows") +
         (when.empty() ? "" : " of " + when) + " against " +
         (before == 0 ? "the training data" : "the " + grouped(before) + " that the model knows") +
         "; checked " + to_display(report.made_at) + ".";
}

}  // namespace

const std::string& to_string(FaultKind kind) {
  static const std::array<std::string, 6> kWords = {
      "constant", "infinite", "all missing", "other unit", "swapped columns", "out of range"};
  return kWords[static_cast<std::size_t>(kind)];
}

bool is_alarm(Verdict verdict) {
  return verdict == Verdict::kWarning || verdict == Verdict::kCritical;
}

std::vector<const DriftColumn*> by_urgency(const DriftReport& report) {
  constexpr std::array<int, 4> kPlace = {3, 1, 0, 2};  // by Verdict
  std::vector<const DriftColumn*> out;
  for (const auto& column : report.features) {
    out.push_back(&column);
  }
  const auto key = [&](const DriftColumn* column) {
    const auto& check = column->check;
    return std::tuple(kPlace[static_cast<std::size_t>(check.verdict)],
                      -check.gain * check.psi_adjusted, -check.psi_adjusted);
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const auto* a, const auto* b) { return key(a) < key(b); });
  return out;
}

VerdictCounts verdict_counts(const DriftReport& report) {
  VerdictCounts out;
  for (const auto& column : report.features) {
    switch (column.check.verdict) {
      case Verdict::kOk:
        ++out.ok;
        break;
      case Verdict::kWarning:
        ++out.warning;
        break;
      case Verdict::kCritical:
        ++out.critical;
        break;
      case Verdict::kCannotTell:
        ++out.cannot_tell;
        break;
    }
  }
  return out;
}

std::string verdict_line(const DriftReport& report) {
  const auto counts = verdict_counts(report);
  std::vector<std::string> parts;
  bool has_shouted = false;
  for (const auto& [verdict, count] :
       {std::pair(Verdict::kCritical, counts.critical),
        std::pair(Verdict::kWarning, counts.warning), std::pair(Verdict::kOk, counts.ok),
        std::pair(Verdict::kCannotTell, counts.cannot_tell)}) {
    const bool shouts = verdict == report.verdict && count > 0;
    const std::string& word = drift::to_string(verdict);
    parts.push_back((shouts ? in_capitals(word) : word) + " " + grouped(count));
    has_shouted = has_shouted || shouts;
  }
  std::string out = (has_shouted ? "" : in_capitals(drift::to_string(report.verdict)) + ": ") +
                    join(parts, " / ") + " of " + counted(report.features.size(), "feature");
  if (report.prediction && report.prediction->check.verdict != Verdict::kOk) {
    out += "; prediction " + drift::to_string(report.prediction->check.verdict);
  }
  const auto faults = std::count_if(report.faults.begin(), report.faults.end(),
                                    [](const DriftFault& fault) { return fault.fails; });
  if (faults > 0) {
    out += "; " + counted(static_cast<std::uint64_t>(faults), "fault") + " in the data";
  }
  for (const auto& what : report.overdue) {
    out += "; " + what;
  }
  return out;
}

std::string drift_headline(const DriftReport& report) {
  const std::string alarms = alarms_text(report, 3);
  return verdict_line(report) + (alarms.empty() ? "" : ": " + alarms);
}

std::string retraining_text(const DriftReport& report) {
  return std::string(report.retraining.wanted ? "Retraining is asked for" : "No retraining") +
         (report.retraining.reasons.empty() ? "" : ": " + join(report.retraining.reasons, "; ")) +
         ".";
}

Document make_drift_report(const DriftReport& report) {
  Document document;
  document.title = in_capitals(drift::to_string(report.verdict)) + ": drift check of " +
                   (report.model.empty() ? "the model" : report.model);
  document.subtitle = subtitle_of(report);
  document.add(Callout{kind_of(report), verdict_line(report), {finding(report)}});
  document.add(tiles(report));
  add_consequences(report, document);
  add_faults(report, document);
  add_outcome(report, document);
  add_features(report, document);
  add_alarms(report, document);
  add_windows(report, document);
  add_reading(report, document);
  add_setting(report, document);
  return document;
}

}  // namespace mlpipe::report
