// SPDX-License-Identifier: MIT
#include "chart_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "escape.hpp"

namespace mlpipe::report {
namespace {

constexpr std::size_t kSparkWidth = 60;
constexpr NumberFormat kCount{NumberStyle::kCount, 0};

/// Eighths of a cell make short bars comparable: "####" would round 3 % and 4 % to the same.
std::string horizontal_bar(double share, std::size_t width) {
  constexpr std::array<const char*, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(
      std::lround(std::clamp(share, 0.0, 1.0) * 8.0 * static_cast<double>(width)));
  return repeated("█", eighths / 8) + kEighths[eighths % 8];
}

struct Extremes {
  double first, low, high, last;
};

Extremes extremes(const std::vector<double>& values) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Extremes out{kNaN, kNaN, kNaN, kNaN};
  for (const double value : values) {
    if (std::isfinite(value)) {
      out.first = std::isnan(out.first) ? value : out.first;
      out.low = std::fmin(out.low, value);
      out.high = std::fmax(out.high, value);
      out.last = value;
    }
  }
  return out;
}

/// One line for each curve, all between the same lowest and highest value, so that their heights
/// can be compared.
std::vector<std::string> sparklines_of(const LineChart& chart) {
  std::vector<double> all;
  std::size_t name_width = 0;
  for (const auto& series : chart.series) {
    const auto [first, low, high, last] = extremes(series.values);
    all.insert(all.end(), {low, high});
    name_width = std::max(name_width, text_width(one_line(series.name)));
  }
  auto [first, low, high, last] = extremes(all);
  const bool is_log = chart.scale == Scale::kLog && low > 0.0;
  std::vector<std::string> out;
  for (const auto& series : chart.series) {
    auto values = series.values;
    for (double& value : values) {
      value = is_log ? std::log(value) : value;
    }
    const std::string name = one_line(series.name);
    out.push_back(name + std::string(name_width - text_width(name) + 2, ' ') +
                  sparkline(values, kSparkWidth, is_log ? std::log(low) : low,
                            is_log ? std::log(high) : high));
  }
  return out;
}

FigureSummary summarise_chart(const LineChart& chart) {
  FigureSummary out;
  if (chart.time.empty()) {
    return out;
  }
  out.sparklines = sparklines_of(chart);
  out.table.columns = {{chart.y_title, Align::kLeft},
                       {to_display(chart.time.front()), Align::kRight},
                       {"lowest", Align::kRight},
                       {"highest", Align::kRight},
                       {to_display(chart.time.back()), Align::kRight}};
  for (const auto& series : chart.series) {
    const auto [first, low, high, last] = extremes(series.values);
    std::vector<Text> row{series.name};
    for (const double value : {first, low, high, last}) {
      row.emplace_back(format_number(value, chart.y_format));
    }
    out.table.rows.push_back(std::move(row));
  }
  return out;
}

FigureSummary summarise_chart(const BarChart& chart) {
  FigureSummary out;
  double most = 0.0;
  for (const auto& bar : chart.bars) {
    most = std::fmax(most, std::abs(bar.value));
  }
  out.table.columns = {{"", Align::kLeft}, {chart.value_title, Align::kRight}, {"", Align::kLeft}};
  for (const auto& bar : chart.bars) {
    const double share = most > 0.0 && std::isfinite(bar.value) ? std::abs(bar.value) / most : 0.0;
    out.table.rows.push_back(
        {code(bar.label), format_number(bar.value, chart.format), horizontal_bar(share, 12)});
  }
  return out;
}

FigureSummary summarise_chart(const CalibrationChart& chart) {
  FigureSummary out;
  out.table.columns = {{"forecast of " + chart.event, Align::kRight},
                       {"observed", Align::kRight},
                       {"difference", Align::kRight},
                       {"rows", Align::kRight}};
  for (const auto& bin : chart.bins) {
    out.table.rows.push_back(
        {format_number(bin.predicted, {NumberStyle::kPercent, 1}),
         format_number(bin.observed, {NumberStyle::kPercent, 1}),
         format_signed(bin.observed - bin.predicted, {NumberStyle::kPercent, 1}),
         format_number(bin.count, kCount)});
  }
  return out;
}

FigureSummary summarise_chart(const Histogram& chart) {
  FigureSummary out;
  if (chart.counts.empty() || chart.edges.size() != chart.counts.size() + 1) {
    return out;
  }
  const double most = *std::max_element(chart.counts.begin(), chart.counts.end());
  out.table.columns = {{chart.x_title, Align::kLeft}, {"rows", Align::kRight}, {"", Align::kLeft}};
  for (std::size_t i = 0; i < chart.counts.size(); ++i) {
    out.table.rows.push_back({format_number(chart.edges[i], chart.x_format) + " to " +
                                  format_number(chart.edges[i + 1], chart.x_format),
                              format_number(chart.counts[i], kCount),
                              horizontal_bar(most > 0.0 ? chart.counts[i] / most : 0.0, 12)});
  }
  return out;
}

FigureSummary summarise_chart(const FoldBars& chart) {
  FigureSummary out;
  std::vector<double> values;
  for (const auto& bar : chart.bars) {
    values.push_back(bar.value);
  }
  const auto [first, low, high, last] = extremes(values);
  if (std::isnan(low)) {
    return out;
  }
  const std::string reference =
      chart.reference == 0.0 ? "0" : format_number(chart.reference, chart.format);
  out.sparklines.push_back(
      sparkline(values, kSparkWidth, low, high) + "  " + format_number(low, chart.format) + " to " +
      format_number(high, chart.format) + "; " + chart.reference_name + " " + reference);
  return out;
}

}  // namespace

FigureSummary summarise(const Chart& chart) {
  return std::visit([](const auto& kind) { return summarise_chart(kind); }, chart);
}

}  // namespace mlpipe::report
