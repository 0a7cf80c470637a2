// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/metric_format.hpp"
#include "mlpipe/report/period.hpp"

#include "study_sections.hpp"
#include "training_sections.hpp"

namespace mlpipe::report {
namespace {

/// Both leads over one rival; NaN where they are not known.
struct Leads {
  const StudyCandidate* rival;
  double search;
  double final;
};

std::vector<Leads> leads_of(const StudyReport& report) {
  std::vector<Leads> out;
  for (const auto& rival : report.rivals) {
    out.push_back({&rival, lead(report, report.best->search_score, rival.search_score),
                   lead(report, report.best->final_score, rival.final_score)});
  }
  return out;
}

Finding read_leads(const Leads& leads) {
  if (leads.search <= 0.0) {
    return Finding::kNoGain;
  }
  // A rival without a score on the search folds can still be met on the final window.
  if (std::isnan(leads.final)) {
    return Finding::kOpen;
  }
  return leads.final > 0.0 ? Finding::kConfirmed : Finding::kDenied;
}

/// The rival that decides, and null if there is none.
const Leads* deciding(const std::vector<Leads>& leads) {
  for (const auto finding :
       {Finding::kDenied, Finding::kNoGain, Finding::kOpen, Finding::kConfirmed}) {
    for (const auto& item : leads) {
      if (read_leads(item) == finding) {
        return &item;
      }
    }
  }
  return nullptr;
}

/// "0.6724 against 0.6815"
std::string against(const StudyReport& report, const StudyCandidate& rival,
                    Quantity StudyCandidate::*score) {
  return metric_text(report.metric, ((*report.best).*score).value) + " against " +
         metric_text(report.metric, (rival.*score).value);
}

std::string why_open(const StudyReport& report) {
  if (!report.no_final_reason.empty()) {
    return report.no_final_reason;
  }
  const std::string& reason = report.best ? report.best->final_score.reason : "";
  return reason.empty() ? "nothing was scored on a final window" : reason;
}

std::vector<const StudyCandidate*> candidates_of(const StudyReport& report) {
  std::vector<const StudyCandidate*> out{&*report.best};
  for (const auto& rival : report.rivals) {
    out.push_back(&rival);
  }
  return out;
}

void add_scores(const StudyReport& report, Document& document) {
  Reasons reasons;
  Table table;
  table.columns = {{"", Align::kLeft},
                   {"trial", Align::kRight},
                   {"search folds", Align::kRight},
                   {"final window", Align::kRight}};
  const NumberFormat format = metric_format(metrics::find_metric(report.metric));
  for (const auto* candidate : candidates_of(report)) {
    table.rows.push_back(
        {candidate->name, candidate->trial ? std::to_string(*candidate->trial) : "",
         reasons.cell(candidate->search_score, format, "search folds of " + candidate->name),
         reasons.cell(candidate->final_score, format, "final window of " + candidate->name)});
  }
  document.add(std::move(table));
  reasons.add_to(document);
  if (report.final_window) {
    document.add(Paragraph{
        "The final window is " + period_text(report.final_window->from, report.final_window->to) +
        ", " + counted(report.final_window->rows, "row") + " that no trial was scored on."});
  }
}

void add_fold_count(const StudyReport& report, Document& document) {
  for (const auto& rival : report.rivals) {
    std::uint64_t ahead = 0;
    std::uint64_t shared = 0;
    const std::size_t n = std::min(rival.fold_scores.size(), report.best->fold_scores.size());
    for (std::size_t i = 0; i < n; ++i) {
      const double gain = lead(report, report.best->fold_scores[i], rival.fold_scores[i]);
      shared += std::isnan(gain) ? 0U : 1U;
      ahead += gain > 0.0 ? 1U : 0U;
    }
    if (shared > 0) {
      document.add(Paragraph{"The best trial is ahead of the " + rival.name + " in " +
                             grouped(ahead) + " of " + counted(shared, "search fold") + "."});
    }
  }
}

void add_folds(const StudyReport& report, Document& document) {
  Table table;
  table.columns = {{"fold", Align::kLeft}};
  std::size_t folds = 0;
  const auto candidates = candidates_of(report);
  for (const auto* candidate : candidates) {
    table.columns.push_back({candidate->name, Align::kRight});
    folds = std::max(folds, candidate->fold_scores.size());
  }
  if (folds == 0) {
    return;
  }
  for (std::size_t i = 0; i < folds; ++i) {
    std::vector<Text> cells{std::to_string(i + 1)};
    for (const auto* candidate : candidates) {
      cells.emplace_back(i < candidate->fold_scores.size()
                             ? metric_text(report.metric, candidate->fold_scores[i].value)
                             : "");
    }
    table.rows.push_back(std::move(cells));
  }
  add_fold_count(report, document);
  document.add(Details{metric_title(report.metric) + " fold by fold", {Block{std::move(table)}}});
}

std::string tries_text(const StudyHonesty& honesty) {
  return grouped(static_cast<std::uint64_t>(std::llround(std::max(honesty.trials, 0.0))));
}

void add_honesty_table(const StudyHonesty& honesty, Document& document) {
  Reasons reasons;
  Table table;
  table.columns = {{"", Align::kLeft}, {"value", Align::kRight}, {"meaning", Align::kLeft}};
  const std::string tries = tries_text(honesty);
  table.rows.push_back({"Trials counted", tries, "each was a chance to look good by luck"});
  const auto add = [&](const std::string& name, const Quantity& quantity, int digits,
                       const std::string& meaning) {
    table.rows.push_back(
        {name, reasons.cell(quantity, {NumberStyle::kNumber, digits}, in_sentence(name)), meaning});
  };
  add("Sharpe ratio a bar", honesty.sharpe, 4, "of the best trial on the search folds");
  add("Sharpe ratio a year", honesty.sharpe_annual, 2, "the same");
  add("Expected best a bar", honesty.expected, 4, "of " + tries + " trials without any skill");
  add("Expected best a year", honesty.expected_annual, 2, "the same");
  add("Deflated Sharpe ratio", honesty.deflated, 3, deflated_verdict(honesty));
  add("Probability of overfitting", honesty.overfitting, 3, overfitting_verdict(honesty));
  add("Probability of loss", honesty.loss, 3,
      "the chosen trial loses on the half that did not choose it");
  document.add(std::move(table));
  reasons.add_to(document);
  if (honesty.splits > 0) {
    document.add(Paragraph{"Overfitting was asked of " + grouped(honesty.splits) +
                           " splits of the search folds' bars into two halves."});
  }
}

}  // namespace

Finding read_study(const StudyReport& report) {
  if (!report.best) {
    return Finding::kNothing;
  }
  const auto leads = leads_of(report);
  const auto* item = deciding(leads);
  return item == nullptr ? Finding::kOpen : read_leads(*item);
}

std::string finding_text(const StudyReport& report) {
  if (!report.best) {
    return "There is nothing to judge";
  }
  const auto leads = leads_of(report);
  const auto* item = deciding(leads);
  if (item == nullptr) {
    return "There is nothing to hold it against";
  }
  const auto& rival = *item->rival;
  const std::string searched = against(report, rival, &StudyCandidate::search_score);
  const std::string held = against(report, rival, &StudyCandidate::final_score);
  switch (read_leads(*item)) {
    case Finding::kNoGain:
      return "No trial is better than the " + rival.name + " there (" + searched + ")";
    case Finding::kOpen:
      return "That is better than the " + rival.name + " there (" + searched +
             "), but not confirmed: " + why_open(report);
    case Finding::kConfirmed:
      return "The final window confirms the gain over the " + rival.name + ": " + held +
             " there, " + searched + " on the search folds";
    case Finding::kDenied:
    case Finding::kNothing:
      break;
  }
  return "The final window does not confirm the gain over the " + rival.name + ": " + held +
         " there, though " + searched + " on the search folds";
}

std::string deflated_verdict(const StudyHonesty& honesty) {
  const std::string tries = tries_text(honesty);
  if (!honesty.deflated.defined()) {
    return "";
  }
  return *honesty.deflated.value < kSkill
             ? "below 0.95: " + tries + " tries at random would often look as good"
             : "0.95 or more: " + tries + " tries at random would seldom look as good";
}

std::string overfitting_verdict(const StudyHonesty& honesty) {
  constexpr double kLittle = 0.1;
  constexpr double kHalf = 0.5;
  if (!honesty.overfitting.defined()) {
    return "";
  }
  const double probability = *honesty.overfitting.value;
  return probability < kLittle ? "what is chosen on one half mostly does well on the other"
         : probability < kHalf ? "what is chosen on one half does well on the other only in part"
                               : "what is chosen on one half does no better than the median on the "
                                 "other: the search chooses noise";
}

void add_result(const StudyReport& report, Document& document) {
  document.add(Heading{2, "Result"});
  if (!report.best) {
    document.add(
        Paragraph{"No set of parameters can be named, so nothing was scored on the final "
                  "window."});
    return;
  }
  add_scores(report, document);
  add_folds(report, document);
}

void add_honesty(const StudyReport& report, Document& document) {
  if (!report.best) {
    return;
  }
  document.add(Heading{2, "How much of it is luck"});
  const auto& honesty = report.honesty;
  if (!honesty.deflated.defined() && !honesty.overfitting.defined()) {
    const std::string& why = honesty.deflated.reason;
    document.add(Paragraph{"Not known" + (why.empty() ? "" : ": " + why) + ". The best of " +
                           counted(report.trials.size(), "trial") +
                           " looks better than it is; only bars that no trial saw can tell."});
    return;
  }
  add_honesty_table(honesty, document);
}

}  // namespace mlpipe::report
