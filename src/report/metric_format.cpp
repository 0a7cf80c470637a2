// SPDX-License-Identifier: MIT
#include "mlpipe/report/metric_format.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/core/text.hpp"

namespace mlpipe::report {
namespace {

constexpr std::array<std::string_view, 5> kPeople{"Brier", "Calmar", "Matthews", "Sharpe",
                                                  "Sortino"};

constexpr std::string_view kPoints = " pp";

NumberFormat format_of(const std::string& metric) {
  return metric_format(metrics::find_metric(metric));
}

/// Percentage points, else as the metric itself.
std::string distance(const std::string& metric, double value,
                     std::string (*print)(double, const NumberFormat&)) {
  NumberFormat format = format_of(metric);
  if (format.style != NumberStyle::kPercent) {
    return print(value, format);
  }
  format.style = NumberStyle::kNumber;
  return print(100.0 * value, format) + std::string(kPoints);
}

}  // namespace

NumberFormat metric_format(const metrics::Metric& metric) {
  if (metric.unit == "rows" || metric.unit == "bars" || metric.unit == "trades") {
    return {NumberStyle::kCount, 0};
  }
  if (metric.name == "log_loss" || metric.name == "brier" || metric.unit == "target") {
    return {NumberStyle::kNumber, metric.unit == "target" ? 6 : 4};
  }
  const bool share =
      metric.unit == "fraction" && metric.name != "roc_auc" && metric.name != "macro_auc";
  return share ? NumberFormat{NumberStyle::kPercent, 1} : NumberFormat{NumberStyle::kNumber, 3};
}

std::string metric_text(const std::string& metric, std::optional<double> value) {
  return value ? format_number(*value, format_of(metric)) : "n/a";
}

std::string distance_text(const std::string& metric, std::optional<double> value) {
  return value ? distance(metric, *value, &format_number) : "n/a";
}

std::string change_text(const std::string& metric, std::optional<double> change) {
  return change ? distance(metric, *change, &format_signed) : "n/a";
}

std::string interval_text(const std::string& metric, double low, double high) {
  std::string from = change_text(metric, low);
  if (from.ends_with(kPoints)) {
    from.resize(from.size() - kPoints.size());
  }
  return from + " to " + change_text(metric, high);
}

std::string metric_title(const std::string& metric) {
  return std::string(metrics::find_metric(metric).title);
}

std::string in_sentence(std::string_view title) {
  const std::string_view word = title.substr(0, title.find_first_of(" ,"));
  const bool is_acronym =
      std::any_of(word.begin() + (word.empty() ? 0 : 1), word.end(),
                  [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  if (is_acronym || std::find(kPeople.begin(), kPeople.end(), word) != kPeople.end()) {
    return std::string(title);
  }
  return lower(title.substr(0, 1)) +
         std::string(title.substr(std::min<std::size_t>(1, title.size())));
}

}  // namespace mlpipe::report
