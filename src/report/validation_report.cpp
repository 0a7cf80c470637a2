// SPDX-License-Identifier: MIT
#include "mlpipe/report/validation_report.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/text.hpp"

#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

NumberFormat format_of(const metrics::Metric& metric) {
  if (metric.unit == "fraction") {
    return {NumberStyle::kPercent, 2};
  }
  const bool counts = metric.unit == "bars" || metric.unit == "rows" || metric.unit == "trades";
  return counts ? NumberFormat{NumberStyle::kCount, 0} : NumberFormat{NumberStyle::kNumber, 4};
}

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
    return "every floor holds, and it is not worse than " + report.baseline->name +
           ", whose recipe it refreshes";
  }
  return "its forecasts are significantly better than those of " + report.baseline->name + " (p " +
         p_text(report.comparison.primary.p_better) + ", level " + fixed(report.level, 4) + ")";
}

/// What a reader has to know beyond the verdict.
BulletList reading(const ValidationReport& report) {
  BulletList out;
  for (const auto& check : report.checks) {
    if (check.result == gate::CheckResult::kFail) {
      out.items.push_back(bold(check.title) + ": " + check.explanation + ".");
    }
  }
  for (const auto& found : report.detectable) {
    if (found.metric == report.comparison.primary.metric || found.metric == "sharpe") {
      out.items.push_back(Text("This window could only have found a difference in ") +
                          metric_title(found.metric) + " of " +
                          metric_text(found.metric, found.effect) + " or more (one-sided " +
                          format_number(found.alpha, {NumberStyle::kPercent, 0}) + ", power " +
                          format_number(found.power, {NumberStyle::kPercent, 0}) + ").");
    }
  }
  if (!report.no_returns_reason.empty()) {
    out.items.emplace_back("Return metrics are n/a: " + report.no_returns_reason +
                           ". The gate rests on the forecasts' losses.");
  }
  return out;
}

Highlights tiles(const ValidationReport& report) {
  Highlights out;
  const auto add = [&](const std::string& metric) {
    const auto* found = find_difference(report, metric);
    if (found == nullptr) {
      return;
    }
    std::string detail = found->candidate.reason;
    if (report.baseline) {
      detail = "production " + metric_text(metric, found->baseline.value);
      detail += found->p_better ? ", p better " + p_text(found->p_better) : "";
    }
    out.items.push_back(
        {metric_title(metric), metric_text(metric, found->candidate.value), detail});
  };
  for (const char* metric :
       {"log_loss", "rmse", "accuracy", "ic", "sharpe", "total_return", "max_drawdown"}) {
    add(metric);
  }
  return out;
}

}  // namespace

std::string metric_title(const std::string& metric) {
  return std::string(metrics::find_metric(metric).title);
}

std::string metric_text(const std::string& metric, std::optional<double> value) {
  return value ? format_number(*value, format_of(metrics::find_metric(metric))) : "n/a";
}

std::string change_text(const std::string& metric, std::optional<double> value) {
  return value ? format_signed(*value, format_of(metrics::find_metric(metric))) : "n/a";
}

std::string p_text(std::optional<double> p) {
  constexpr double kSmall = 0.0005;
  if (!p) {
    return "n/a";
  }
  return *p < kSmall ? "<0.001" : fixed(*p, 3);
}

std::string headline(const ValidationReport& report) {
  const auto* why = gate::deciding(report.checks);
  const std::string reason = why == nullptr ? reason_to_promote(report)
                                            : lower(why->title.substr(0, 1)) +
                                                  why->title.substr(1) + ": " + why->explanation;
  return gate::to_string(report.verdict) + " " + report.candidate.name + ": " + reason;
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
  std::size_t passed = 0;
  for (const auto& check : report.checks) {
    passed += check.result == gate::CheckResult::kPass ? 1U : 0U;
    if (check.result == gate::CheckResult::kFail) {
      out += "  fail  " + check.title + ": " + check.explanation + "\n";
    }
  }
  return out + "  " + std::to_string(passed) + " checks passed\n";
}

void add_judgement(const ValidationReport& report, Document& document) {
  document.add(Callout{
      kind_of(report.verdict), gate::to_string(report.verdict), {Text(headline(report) + ".")}});
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
  document.subtitle = "Judged on " + to_display(report.window_from) + " to " +
                      to_display(report.window_to) + ", " + grouped(report.predictions) +
                      " scored forecasts on " + grouped(report.moments) + " bars.";
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
