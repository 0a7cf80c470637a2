// SPDX-License-Identifier: MIT
#include "mlpipe/report/study_report.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/metric_format.hpp"

#include "escape.hpp"
#include "study_sections.hpp"
#include "training_sections.hpp"

namespace mlpipe::report {
namespace {

constexpr NumberFormat kProbability{NumberStyle::kNumber, 3};

std::string title_of(const StudyReport& report) {
  const bool lucky = report.honesty.deflated.defined() && *report.honesty.deflated.value < kSkill;
  switch (read_study(report)) {
    case Finding::kNothing:
      return "No result";
    case Finding::kNoGain:
      return "No gain";
    case Finding::kOpen:
      return lucky ? "A gain that luck could explain" : "A gain, not yet confirmed";
    case Finding::kConfirmed:
      return lucky ? "A gain that the final window confirms, though luck could explain it"
                   : "A gain that the final window confirms";
    case Finding::kDenied:
      break;
  }
  return "A gain that the final window does not confirm";
}

CalloutKind kind_of(const StudyReport& report) {
  const auto& honesty = report.honesty;
  const bool lucky = honesty.deflated.defined() && *honesty.deflated.value < kSkill;
  const bool overfit = honesty.overfitting.defined() && *honesty.overfitting.value >= 0.5;
  switch (read_study(report)) {
    case Finding::kNothing:
    case Finding::kDenied:
      return CalloutKind::kWarning;
    case Finding::kConfirmed:
      return lucky || overfit ? CalloutKind::kNote : CalloutKind::kGood;
    case Finding::kNoGain:
    case Finding::kOpen:
      break;
  }
  return CalloutKind::kNote;
}

/// "defaults 0.6815, current best 0.6790"
std::string beside(const StudyReport& report, Quantity StudyCandidate::*score) {
  std::vector<std::string> parts;
  for (const auto& rival : report.rivals) {
    parts.push_back(rival.name + " " + metric_text(report.metric, (rival.*score).value));
  }
  return join(parts, ", ");
}

Highlights tiles(const StudyReport& report) {
  Highlights out;
  const std::string title = metric_title(report.metric);
  if (report.best) {
    out.items.push_back({title + ", search folds",
                         metric_text(report.metric, report.best->search_score.value),
                         beside(report, &StudyCandidate::search_score)});
    if (report.final_window) {
      out.items.push_back({title + ", final window",
                           metric_text(report.metric, report.best->final_score.value),
                           beside(report, &StudyCandidate::final_score)});
    }
  }
  out.items.push_back({"Trials", grouped(report.trials.size()), counts_text(counts_of(report))});
  const auto& honesty = report.honesty;
  if (honesty.sharpe_annual.defined()) {
    const NumberFormat two{NumberStyle::kNumber, 2};
    out.items.push_back(
        {"Sharpe ratio, search folds", format_quantity(honesty.sharpe_annual, two),
         "best of as many without skill " + format_quantity(honesty.expected_annual, two)});
  }
  if (honesty.deflated.defined()) {
    out.items.push_back({"Deflated Sharpe ratio", format_quantity(honesty.deflated, kProbability),
                         deflated_verdict(honesty)});
  }
  if (honesty.overfitting.defined()) {
    out.items.push_back({"Probability of overfitting",
                         format_quantity(honesty.overfitting, kProbability),
                         overfitting_verdict(honesty)});
  }
  return out;
}

void add_verdict(const StudyReport& report, Document& document) {
  document.add(Callout{kind_of(report), title_of(report), {headline(report)}});
  document.add(tiles(report));
  if (!report.best_file.empty()) {
    document.add(Paragraph{report.best_file});
  }
  if (!report.warnings.empty()) {
    Callout warnings{CalloutKind::kWarning, counted(report.warnings.size(), "warning"), {}};
    warnings.paragraphs.assign(report.warnings.begin(), report.warnings.end());
    document.add(std::move(warnings));
  }
}

}  // namespace

double lead(const StudyReport& report, const Quantity& a, const Quantity& b) {
  if (!a.defined() || !b.defined()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return report.direction == optimize::Direction::kMinimize ? *b.value - *a.value
                                                            : *a.value - *b.value;
}

TrialCounts counts_of(const StudyReport& report) {
  TrialCounts out;
  for (const auto& trial : report.trials) {
    switch (trial.state) {
      case optimize::TrialState::kComplete:
        ++out.complete;
        break;
      case optimize::TrialState::kPruned:
        ++out.pruned;
        break;
      case optimize::TrialState::kFail:
        ++out.failed;
        break;
      case optimize::TrialState::kRunning:
        ++out.running;
        break;
      case optimize::TrialState::kWaiting:
        ++out.waiting;
        break;
    }
  }
  return out;
}

std::string counts_text(const TrialCounts& counts) {
  const std::array<std::pair<std::uint64_t, const char*>, 5> all = {{{counts.complete, "complete"},
                                                                     {counts.pruned, "pruned"},
                                                                     {counts.failed, "failed"},
                                                                     {counts.running, "running"},
                                                                     {counts.waiting, "waiting"}}};
  std::vector<std::string> parts;
  for (const auto& [count, name] : all) {
    if (count > 0) {
      parts.push_back(grouped(count) + " " + name);
    }
  }
  return join(parts, ", ");
}

std::string headline(const StudyReport& report) {
  if (!report.best) {
    const std::string counts = counts_text(counts_of(report));
    return "No complete trial" +
           std::string(report.constraints.empty() ? "" : " that holds the constraints") +
           " among " + counted(report.trials.size(), "trial") +
           (counts.empty() ? "" : " (" + counts + ")") + ".";
  }
  const auto& best = *report.best;
  std::string out = best.trial ? "Trial " + std::to_string(*best.trial) + " is the best of "
                               : best.name + " is the best of ";
  return out + counted(report.trials.size(), "trial") + ", " +
         in_sentence(metric_title(report.metric)) + " " +
         metric_text(report.metric, best.search_score.value) + " on the search folds. " +
         finding_text(report) + ".";
}

std::string summary(const StudyReport& report) {
  const auto items = tiles(report).items;
  std::size_t label_width = 0;
  std::size_t value_width = 0;
  for (const auto& item : items) {
    label_width = std::max(label_width, item.label.size());
    value_width = std::max(value_width, item.value.size());
  }
  std::string out = one_line(title_of(report)) + "\n" + one_line(headline(report)) + "\n\n";
  for (const auto& item : items) {
    out += "  " + item.label + std::string(label_width - item.label.size(), ' ') + "  " +
           std::string(value_width - item.value.size(), ' ') + item.value +
           (item.detail.empty() ? "" : "   " + one_line(item.detail)) + "\n";
  }
  if (report.best) {
    out += "\n  Parameters of the best trial\n";
    std::size_t width = 0;
    for (const auto& [name, value] : report.best->params) {
      width = std::max(width, text_width(one_line(name)));
    }
    for (const auto& [name, value] : report.best->params) {
      const std::string line = one_line(name);
      out += "    " + line + std::string(width - text_width(line), ' ') + "  " +
             one_line(param_text(value)) + "\n";
    }
  }
  return report.best_file.empty() ? out : out + "\n  " + one_line(report.best_file) + "\n";
}

Document make_study_report(const StudyReport& report) {
  Document document;
  document.title = "Study " + report.identity.study;
  document.subtitle =
      metric_title(report.metric) + " to be " +
      (report.direction == optimize::Direction::kMinimize ? "minimised" : "maximised") + ", " +
      counted(report.trials.size(), "trial") + ".";
  add_verdict(report, document);
  add_result(report, document);
  add_honesty(report, document);
  add_pictures(report, document);
  add_parameters(report, document);
  add_top_trials(report, document);
  add_study_method(report, document);
  return document;
}

}  // namespace mlpipe::report
