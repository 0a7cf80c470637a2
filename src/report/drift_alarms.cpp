// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <numeric>

#include "mlpipe/core/text.hpp"

#include "axis.hpp"
#include "drift_sections.hpp"
#include "escape.hpp"
#include "training_sections.hpp"
#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

using drift::FeatureCheck;

constexpr NumberFormat kPercent{NumberStyle::kPercent, 1};
constexpr NumberFormat kThree{NumberStyle::kNumber, 3};

std::string share_text(std::uint64_t part, std::uint64_t rows) {
  return format_number(static_cast<double>(part) / static_cast<double>(rows), kPercent);
}

/// Which bins to show: all, or those that move PSI most, in their order.
std::vector<std::size_t> chosen_bins(const std::vector<double>& terms) {
  constexpr std::size_t kMostBins = 14;
  std::vector<std::size_t> out(terms.size());
  std::iota(out.begin(), out.end(), 0);
  if (out.size() > kMostBins) {
    std::stable_sort(out.begin(), out.end(),
                     [&](std::size_t a, std::size_t b) { return terms[a] > terms[b]; });
    out.resize(kMostBins);
    std::sort(out.begin(), out.end());
  }
  return out;
}

/// Bins that are not shown, as one.
void add_rest(const FeatureCheck& check, const std::vector<std::size_t>& bins, Table& table) {
  if (bins.size() == check.psi_terms.size()) {
    return;
  }
  std::uint64_t before = check.counts.reference_rows();
  std::uint64_t now = check.counts.current_rows();
  double term = std::accumulate(check.psi_terms.begin(), check.psi_terms.end(), 0.0);
  for (const std::size_t i : bins) {
    before -= check.counts.reference[i];
    now -= check.counts.current[i];
    term -= check.psi_terms[i];
  }
  table.rows.push_back({grouped(check.psi_terms.size() - bins.size()) + " more bins",
                        share_text(before, check.counts.reference_rows()),
                        share_text(now, check.counts.current_rows()),
                        format_number(std::max(0.0, term), kThree)});
}

Table bins_table(const DriftColumn& column) {
  const auto& check = column.check;
  const auto names = bin_names(column);
  Table table;
  table.columns = {{"bin", Align::kLeft},
                   {"reference", Align::kRight},
                   {"now", Align::kRight},
                   {"part of PSI", Align::kRight}};
  const auto bins = chosen_bins(check.psi_terms);
  for (const std::size_t i : bins) {
    table.rows.push_back({shorten(one_line(names[i]), 48),
                          share_text(check.counts.reference[i], check.counts.reference_rows()),
                          share_text(check.counts.current[i], check.counts.current_rows()),
                          format_number(check.psi_terms[i], kThree)});
  }
  add_rest(check, bins, table);
  return table;
}

std::vector<Text> moments_row(const std::string& name, const drift::SampleMoments& moments) {
  std::vector<Text> out{name};
  for (const double value :
       {moments.min, moments.quantiles[0], moments.quantiles[2], moments.quantiles[3],
        moments.quantiles[4], moments.quantiles[6], moments.max, moments.mean, moments.deviation}) {
    out.emplace_back(moments.n == 0 ? "n/a" : value_text(Axis{}, value));
  }
  return out;
}

Table quantiles_table(const DriftColumn& column) {
  Table table;
  table.columns = {{"quantiles", Align::kLeft}};
  for (const char* name :
       {"lowest", "1%", "25%", "median", "75%", "99%", "highest", "mean", "deviation"}) {
    table.columns.push_back({name, Align::kRight});
  }
  table.rows.push_back(moments_row("reference", column.profile->moments));
  table.rows.push_back(moments_row("now", column.current.moments));
  return table;
}

std::string psi_fact(const FeatureCheck& check) {
  const std::string how = direction_text(check);
  return drift::to_string(check.verdict) + (how.empty() ? "" : ", " + how) + ": PSI " +
         psi_text(check, check.psi) + " where chance alone makes " +
         psi_text(check, check.psi_noise) + "; adjusted " + psi_text(check, check.psi_adjusted) +
         ", q " + p_text(check.q) + ", p " + p_text(check.p) + ".";
}

/// Whether the training data had stretches like this one.
std::string inside_fact(const FeatureCheck& check) {
  if (check.inside_length == 0 || check.inside_reference.highest <= 0.0) {
    return "";
  }
  return "Highest PSI inside the training data for windows of " + grouped(check.inside_length) +
         " rows: " + format_number(check.inside_reference.highest, kThree) +
         "; 99% of them are at most " + format_number(check.inside_reference.p99, kThree) + ".";
}

std::string models_fact(const FeatureCheck& check) {
  return "Highest PSI of one walk-forward fold's forecasts against those of the others, each of a "
         "model of its own: " +
         format_number(check.between_models, kThree) + "; it takes more to alarm.";
}

std::string rows_fact(const FeatureCheck& check) {
  const std::uint64_t rows = check.counts.current_rows();
  const double effective = check.test.effective_rows;
  return check.test.corrected
             ? "Rows resemble their neighbours: these " + grouped(rows) + " tell as much as " +
                   format_number(effective, {NumberStyle::kNumber, effective < 10.0 ? 1 : 0}) +
                   " that do not (effective rows)."
             : "Effective rows: all " + grouped(rows) + ".";
}

std::string title(drift::PrintedTest test) {
  static const std::array<std::string, 7> kTitles = {
      "Kolmogorov-Smirnov", "Wasserstein",     "Jensen-Shannon", "chi-square",
      "Hellinger",          "total variation", "missing share"};
  return kTitles[static_cast<std::size_t>(test)];
}

/// Empty if the settings ask for none that this feature has.
std::string tests_fact(const DriftReport& report, const FeatureCheck& check) {
  const bool is_number = check.kind == drift::FeatureKind::kNumeric;
  std::vector<std::string> parts;
  for (const auto test : is_number ? report.numeric_tests : report.categorical_tests) {
    const auto result = drift::result_of(check, test);
    if (result.value) {
      const std::string unit = test == drift::PrintedTest::kWasserstein ? " deviations" : "";
      parts.push_back(title(test) + " " + format_number(*result.value, kThree) + unit +
                      (result.p ? " (p " + p_text(*result.p) + " if rows were independent)" : ""));
    }
  }
  return parts.empty() ? "" : "Other tests: " + join(parts, ", ") + ".";
}

std::string categories_fact(const FeatureCheck& check) {
  constexpr std::size_t kMostNames = 8;
  std::vector<std::string> names;
  for (const auto& name : check.new_categories) {
    if (names.size() < kMostNames) {
      names.push_back(shorten(one_line(name), 40));
    }
  }
  const std::size_t more = check.new_categories.size() - names.size();
  return "New categories: " + join(names, ", ") +
         (more > 0 ? " and " + grouped(more) + " more" : "") + ".";
}

BulletList facts(const DriftReport& report, const DriftColumn& column) {
  const auto& check = column.check;
  BulletList out{{psi_fact(check)}};
  if (!check.counts.usable()) {
    return out;
  }
  if (auto text = inside_fact(check); !text.empty()) {
    out.items.emplace_back(std::move(text));
  }
  if (check.between_models > 0.0) {
    out.items.emplace_back(models_fact(check));
  }
  out.items.emplace_back(rows_fact(check));
  if (auto text = tests_fact(report, check); !text.empty()) {
    out.items.emplace_back(std::move(text));
  }
  if (check.out_of_range > 0.0) {
    out.items.emplace_back(format_number(check.out_of_range, kPercent) +
                           " of the rows lie beyond the range of the training data.");
  }
  if (!check.new_categories.empty()) {
    out.items.emplace_back(categories_fact(check));
  }
  if (column.since) {
    out.items.emplace_back("Off since " + to_display(*column.since) + ".");
  }
  return out;
}

void add_alarm(const DriftReport& report, const DriftColumn& column, Document& document) {
  const auto& check = column.check;
  document.add(Heading{3, shorten(one_line(check.name), 96)});
  auto bins = bins_spark(column);
  if (!bins.values.empty()) {
    bins.large = true;
    document.add(Paragraph{
        spark("shares of the bins, the reference behind, now in front", std::move(bins))});
  }
  document.add(facts(report, column));
  Details numbers{"Bins and quantiles of " + short_name(check), {}};
  if (check.counts.usable()) {
    numbers.blocks.push_back(Block{bins_table(column)});
  }
  if (column.profile != nullptr && column.profile->moments.n > 0) {
    numbers.blocks.push_back(Block{quantiles_table(column)});
  }
  if (!numbers.blocks.empty()) {
    document.add(std::move(numbers));
  }
}

}  // namespace

void add_alarms(const DriftReport& report, Document& document) {
  std::vector<const DriftColumn*> alarmed;
  for (const auto* column : {&report.prediction, &report.target}) {
    if (*column && is_alarm((*column)->check.verdict)) {
      alarmed.push_back(&**column);
    }
  }
  std::size_t features = 0;
  for (const auto* column : by_urgency(report)) {
    if (is_alarm(column->check.verdict) && features++ < kMostDetails) {
      alarmed.push_back(column);
    }
  }
  if (alarmed.empty()) {
    return;
  }
  document.add(Heading{2, "What moved, in numbers"});
  if (features > kMostDetails) {
    document.add(Paragraph{"The first " + grouped(kMostDetails) + " of " + grouped(features) +
                           " features that moved; the JSON has all."});
  }
  for (const auto* column : alarmed) {
    add_alarm(report, *column, document);
  }
}

}  // namespace mlpipe::report
