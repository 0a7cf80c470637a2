// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>

#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/consequences.hpp"
#include "mlpipe/report/period.hpp"

#include "axis.hpp"
#include "drift_sections.hpp"
#include "escape.hpp"

namespace mlpipe::report {
namespace {

using drift::BinMode;
using drift::Verdict;

constexpr std::size_t kMostBars = 20;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// What is beyond the first bars becomes the last one.
std::vector<double> shares(const std::vector<std::uint64_t>& counts, bool has_missing) {
  std::uint64_t rows = 0;
  for (const std::uint64_t count : counts) {
    rows += count;
  }
  std::vector<double> out;
  const std::size_t bins = counts.size() - (has_missing ? 1 : 0);
  for (std::size_t i = 0; i < bins; ++i) {
    const double share =
        rows == 0 ? 0.0 : static_cast<double>(counts[i]) / static_cast<double>(rows);
    if (i < kMostBars) {
      out.push_back(share);
    } else {
      out.back() += share;
    }
  }
  if (has_missing) {
    out.push_back(kNaN);
    out.push_back(rows == 0 ? 0.0 : static_cast<double>(counts.back()) / static_cast<double>(rows));
  }
  return out;
}

/// Every count but that of the missing rows is of a bin of the plan.
bool has_missing_bin(const DriftColumn& column) {
  return column.profile != nullptr &&
         column.check.counts.reference.size() > column.profile->plan.size();
}

std::string quantile_bin(const std::vector<double>& edges, std::size_t i) {
  const auto edge = [&](std::size_t k) { return value_text(Axis{}, edges[k]); };
  return i == 0              ? "up to " + edge(0)
         : i == edges.size() ? "above " + edge(i - 1)
                             : edge(i - 1) + " to " + edge(i);
}

std::string bin_name(const drift::BinPlan& plan, std::size_t i) {
  if (plan.mode == BinMode::kQuantiles && !plan.points.empty()) {
    return quantile_bin(plan.points, i);
  }
  if (plan.mode == BinMode::kValues && i < plan.points.size()) {
    return value_text(Axis{}, plan.points[i]);
  }
  if (plan.mode == BinMode::kCategories && i < plan.categories.size()) {
    return plan.categories[i];
  }
  return "everything else";
}

}  // namespace

std::string short_name(const drift::FeatureCheck& check) {
  constexpr std::size_t kLetters = 48;
  return shorten(one_line(check.name), kLetters);
}

Text verdict_text(Verdict verdict) {
  const std::string& word = drift::to_string(verdict);
  return is_alarm(verdict) ? bold(word) : Text(word);
}

std::string psi_text(const drift::FeatureCheck& check, double value) {
  return check.counts.usable() ? format_number(value, {NumberStyle::kNumber, 3}) : "n/a";
}

std::string direction_text(const drift::FeatureCheck& check) {
  std::vector<std::string> words;
  if (check.swapped_with) {
    words.push_back("swapped with " + shorten(one_line(*check.swapped_with), 48));
  }
  if (check.unit_factor) {
    words.push_back("another unit: x " + value_text(Axis{}, *check.unit_factor));
  }
  words.insert(words.end(), check.directions.begin(), check.directions.end());
  return join(words, ", ");
}

Spark bins_spark(const DriftColumn& column) {
  if (column.check.counts.reference.empty()) {
    return {};
  }
  const bool has_missing = has_missing_bin(column);
  return {.values = shares(column.check.counts.current, has_missing),
          .before = shares(column.check.counts.reference, has_missing)};
}

Spark history_spark(const DriftColumn& column, const drift::DecideOptions& options) {
  constexpr std::size_t kMostChecks = 12;
  const auto& all = column.history;
  const auto begin = all.end() - static_cast<std::ptrdiff_t>(std::min(all.size(), kMostChecks));
  Spark out{.values = {begin, all.end()}, .before = {}, .top = 2.0 * options.critical};
  for (double& value : out.values) {
    value = value > out.top ? out.top : value;  // one that is far off would press all others flat
  }
  return out;
}

std::vector<std::string> bin_names(const DriftColumn& column) {
  std::vector<std::string> out;
  const std::size_t size = column.check.counts.reference.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (column.profile == nullptr) {
      out.push_back("bin " + std::to_string(i + 1));
    } else {
      out.push_back(i < column.profile->plan.size() ? bin_name(column.profile->plan, i)
                                                    : "missing");
    }
  }
  return out;
}

std::optional<std::size_t> importance_rank(const DriftReport& report, const DriftColumn& column) {
  return report.reference != nullptr && column.check.gain > 0.0
             ? std::optional(drift::gain_rank(*report.reference, column.check.gain))
             : std::nullopt;
}

std::uint64_t reference_rows(const DriftReport& report) {
  std::uint64_t most = 0;
  if (report.reference != nullptr) {
    for (const auto& feature : report.reference->features) {
      most = std::max(most, feature.counts.rows);
    }
  }
  return most;
}

std::string span_text(const std::optional<Timestamp>& first, const std::optional<Timestamp>& last) {
  return first && last ? period_text(*first, *last) : "";
}

}  // namespace mlpipe::report
