// SPDX-License-Identifier: MIT
#include "mlpipe/report/validation_report.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/metric_format.hpp"
#include "mlpipe/report/period.hpp"

#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

const gate::MetricDifference* find_difference(const ValidationReport& report,
                                              const std::string& metric) {
  const auto& list = report.comparison.metrics;
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == metric; });
  return found == list.end() ? nullptr : &*found;
}

CalloutKind kind_of(gate::Verdict verdict) {
  return verdict == gate::Verdict::kPromote  ? CalloutKind::kGood
         : verdict == gate::Verdict::kReject ? CalloutKind::kWarning
                                             : CalloutKind::kNote;
}

std::string reason_to_promote(const ValidationReport& report) {
  if (!report.baseline) {
    return "nothing is in production, and every floor holds";
  }
  if (report.policy == "refresh") {
    const bool same = report.candidate.recipe_sha256 == report.baseline->recipe_sha256;
    return "every floor holds, and it is not worse than " + report.baseline->name +
           (same ? ", whose recipe it refreshes" : "");
  }
  return "its forecasts are significantly better than those of " + report.baseline->name + " (p " +
         p_text(report.comparison.primary.p_better) + ", level " + fixed(report.level, 4) + ")";
}

/// ASCII only.
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// The verdict's reason; a clause without a full stop.
std::string reason_of(const ValidationReport& report) {
  const auto* why = gate::deciding(report.checks);
  if (why == nullptr) {
    return reason_to_promote(report);
  }
  const auto failed =
      std::count_if(report.checks.begin(), report.checks.end(),
                    [](const auto& check) { return check.result == gate::CheckResult::kFail; });
  const std::string more = failed == 1 ? ""
                           : failed == 2
                               ? "; 1 more check failed"
                               : "; " + std::to_string(failed - 1) + " more checks failed";
  return in_sentence(why->title) + ": " + why->explanation + more;
}

/// How small a difference could have been found. Empty where nothing was tested.
std::string reach(const ValidationReport& report) {
  std::vector<std::string> least;
  std::string terms;
  for (const auto& found : report.detectable) {
    if (found.metric == report.comparison.primary.metric || found.metric == "sharpe") {
      least.push_back(distance_text(found.metric, found.effect) + " or more in " +
                      in_sentence(metric_title(found.metric)));
      terms = " (one-sided " + format_number(found.alpha, {NumberStyle::kPercent, 0}) + ", power " +
              format_number(found.power, {NumberStyle::kPercent, 0}) + ")";
    }
  }
  return least.empty() ? ""
                       : "So few bars reliably show only a difference of " +
                             join(least, " or of ") + terms + "; a smaller one looks like luck.";
}

/// What a reader has to know beyond the verdict.
BulletList reading(const ValidationReport& report) {
  BulletList out;
  for (const auto& check : report.checks) {
    if (check.result == gate::CheckResult::kFail) {
      out.items.push_back(bold(check.title) + ": " + check.explanation + ".");
    }
  }
  if (const std::string text = reach(report); !text.empty()) {
    out.items.emplace_back(text);
  }
  if (!report.no_returns_reason.empty()) {
    out.items.emplace_back("Return metrics are n/a: " + report.no_returns_reason +
                           ". The gate rests on the forecasts' losses.");
  }
  return out;
}

/// The other number that a metric is to be seen against.
std::string beside(const ValidationReport& report, const gate::MetricDifference& item) {
  if (!report.baseline) {
    const auto yardstick = yardstick_of(report, item.name);
    return yardstick.value ? yardstick.name + " " + metric_text(item.name, yardstick.value)
                           : item.candidate.reason;
  }
  const std::string out = "production " + metric_text(item.name, item.baseline.value);
  return out + (item.p_better ? ", p " + leaning_text(item) : "");
}

Highlights tiles(const ValidationReport& report) {
  Highlights out;
  for (const char* metric :
       {"log_loss", "rmse", "accuracy", "ic", "sharpe", "total_return", "max_drawdown"}) {
    if (const auto* found = find_difference(report, metric)) {
      out.items.push_back({metric_title(metric), metric_text(metric, found->candidate.value),
                           beside(report, *found)});
    }
  }
  return out;
}

/// Of the checks that had to be made.
std::string count_passed(const ValidationReport& report) {
  std::size_t passed = 0;
  std::size_t made = 0;
  for (const auto& check : report.checks) {
    passed += check.result == gate::CheckResult::kPass ? 1U : 0U;
    made += check.result == gate::CheckResult::kNotNeeded ? 0U : 1U;
  }
  return grouped(passed) + " of " + grouped(made) + " checks passed";
}

std::string subtitle_of(const ValidationReport& report) {
  const std::string window = period_text(report.window_from, report.window_to);
  return report.predictions == 0 ? "Nothing could be judged on " + window + "."
                                 : "Judged on " + window + ", " + grouped(report.predictions) +
                                       " scored forecasts on " + grouped(report.moments) + " bars.";
}

}  // namespace

std::string p_text(std::optional<double> p) {
  constexpr double kSmall = 0.0005;
  if (!p) {
    return "n/a";
  }
  return *p < kSmall ? "<0.001" : fixed(*p, 3);
}

std::string leaning_text(const gate::MetricDifference& item) {
  const bool better = *item.p_better <= *item.p_worse;
  return (better ? "better " : "worse ") + p_text(better ? item.p_better : item.p_worse);
}

Yardstick yardstick_of(const ValidationReport& report, const std::string& metric) {
  if (metrics::find_metric(metric).better == metrics::Direction::kNeutral) {
    return {};
  }
  if (const auto base = metrics::value_of(report.base_rate, metric)) {
    return {"base rate", base};
  }
  return {"buy and hold", metrics::value_of(report.buy_and_hold, metric)};
}

bool is_compared(const ValidationReport& report) {
  return report.baseline && report.comparison.moments >= 2;
}

std::string headline(const ValidationReport& report) {
  return gate::to_string(report.verdict) + " " + report.candidate.name + ": " + reason_of(report);
}

std::string summary(const ValidationReport& report) {
  std::string out = headline(report) + "\n\n";
  std::size_t width = 0;
  const auto items = tiles(report).items;
  for (const auto& item : items) {
    width = std::max(width, item.label.size());
  }
  for (const auto& item : items) {
    out += "  " + item.label + std::string(width - item.label.size(), ' ') + "  " + item.value +
           (item.detail.empty() ? "" : "   " + item.detail) + "\n";
  }
  out += items.empty() ? "" : "\n";
  for (const auto& check : report.checks) {
    if (check.result == gate::CheckResult::kFail) {
      out += "  fail  " + check.title + ": " + check.explanation + "\n";
    }
  }
  return out + "  " + count_passed(report) + "\n";
}

void add_judgement(const ValidationReport& report, Document& document) {
  std::string reason = reason_of(report) + ".";
  reason.front() = upper(reason.front());
  document.add(Callout{kind_of(report.verdict), gate::to_string(report.verdict), {Text(reason)}});
  auto highlights = tiles(report);
  if (!highlights.items.empty()) {
    document.add(std::move(highlights));
  }
  auto list = reading(report);
  if (!list.items.empty()) {
    document.add(std::move(list));
  }
  if (!report.warnings.empty()) {
    Callout warnings{
        CalloutKind::kWarning,
        report.warnings.size() == 1 ? "1 warning" : grouped(report.warnings.size()) + " warnings",
        {}};
    warnings.paragraphs.assign(report.warnings.begin(), report.warnings.end());
    document.add(std::move(warnings));
  }
}

Document make_validation_report(const ValidationReport& report) {
  Document document;
  document.title = gate::to_string(report.verdict) + ": " + report.candidate.name +
                   (report.baseline ? " against " + report.baseline->name : ", the first model");
  document.subtitle = subtitle_of(report);
  add_judgement(report, document);
  add_checks(report, document);
  add_comparison(report, document);
  add_tests(report, document);
  add_detectable(report, document);
  add_accounts(report, document);
  add_parts(report, document);
  add_calibrations(report, document);
  add_models(report, document);
  add_method(report, document);
  return document;
}

}  // namespace mlpipe::report
