// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>

#include "axis.hpp"
#include "chart_text.hpp"
#include "escape.hpp"

namespace mlpipe::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kSparkWidth = 60;

std::vector<double> heights(const std::vector<Dot>& dots) {
  std::vector<double> out;
  for (const auto& dot : dots) {
    out.push_back(dot.y);
  }
  return out;
}

/// A step holds until the next, so that sparklines of lines and dots run side by side.
std::vector<double> step_heights(const ScatterChart& chart) {
  std::vector<double> out(kSparkWidth, kNaN);
  for (std::size_t i = 0, at = 0; i < kSparkWidth; ++i) {
    const double x = value_at(chart.x, (static_cast<double>(i) + 1.0) / kSparkWidth);
    while (at < chart.steps.size() && chart.steps[at].x <= x) {
      ++at;
    }
    out[i] = at == 0 ? kNaN : chart.steps[at - 1].y;
  }
  return out;
}

/// Mean y of the first group in each category, or in each eighth of the axis; NaN where it has no
/// dot.
std::vector<double> means_along(const ScatterChart& chart) {
  constexpr std::size_t kParts = 8;
  const std::size_t parts = chart.x.categories.empty() ? kParts : chart.x.categories.size();
  std::vector<double> sums(parts, 0.0);
  std::vector<double> counts(parts, 0.0);
  for (const auto& dot : chart.groups.empty() ? std::vector<Dot>() : chart.groups.front().dots) {
    const double share = share_on(chart.x, dot.x);
    if (std::isfinite(share) && std::isfinite(dot.y)) {
      const auto part =
          std::min(static_cast<std::size_t>(share * static_cast<double>(parts)), parts - 1);
      sums[part] += dot.y;
      counts[part] += 1.0;
    }
  }
  for (std::size_t i = 0; i < parts; ++i) {
    sums[i] = counts[i] > 0.0 ? sums[i] / counts[i] : kNaN;
  }
  return sums;
}

/// "0.01 to 0.3", or the categories met.
std::string span_text(const Axis& axis, const std::vector<std::vector<double>>& lines,
                      std::size_t index, std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < std::min(count, lines.size()); ++i) {
    if (index < lines[i].size() && std::isfinite(lines[i][index])) {
      values.push_back(lines[i][index]);
    }
  }
  if (values.empty()) {
    return "";
  }
  std::sort(values.begin(), values.end());
  if (axis.categories.empty()) {
    const std::string low = value_text(axis, values.front());
    const std::string high = value_text(axis, values.back());
    return low == high ? low : low + " to " + high;
  }
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::string out;
  for (const double value : values) {
    out += (out.empty() ? "" : ", ") + value_text(axis, value);
  }
  return out;
}

}  // namespace

FigureSummary summarise_chart(const ScatterChart& chart) {
  FigureSummary out;
  out.table.columns = {{chart.y.title, Align::kLeft},
                       {"points", Align::kRight},
                       {"lowest", Align::kRight},
                       {"highest", Align::kRight}};
  for (const auto& group : chart.groups) {
    double low = kNaN;
    double high = kNaN;
    for (const auto& dot : group.dots) {
      low = std::isfinite(dot.y) ? std::fmin(low, dot.y) : low;
      high = std::isfinite(dot.y) ? std::fmax(high, dot.y) : high;
    }
    out.table.rows.push_back(
        {group.name,
         format_number(static_cast<double>(group.dots.size()), {NumberStyle::kCount, 0}),
         format_number(low, chart.y.format), format_number(high, chart.y.format)});
  }
  std::size_t width = text_width(one_line(chart.steps_name));
  for (const auto& group : chart.groups) {
    width = std::max(width, text_width(one_line(group.name)));
  }
  const auto add = [&](const std::string& name, const std::vector<double>& values) {
    const std::string line = one_line(name);
    out.sparklines.push_back(line + std::string(width - text_width(line) + 2, ' ') +
                             sparkline(values, kSparkWidth, chart.y.low, chart.y.high));
  };
  if (!chart.groups.empty() && !chart.groups.front().dots.empty()) {
    add(chart.groups.front().name, heights(chart.groups.front().dots));
  }
  if (!chart.steps.empty()) {
    add(chart.steps_name, step_heights(chart));
  }
  return out;
}

FigureSummary summarise_chart(const ScatterPanels& chart) {
  FigureSummary out;
  if (chart.panels.empty()) {
    return out;
  }
  out.table.columns = {{"", Align::kLeft},
                       {"from", Align::kRight},
                       {"mean " + chart.panels.front().y.title + ", by eighths", Align::kLeft},
                       {"to", Align::kRight}};
  for (const auto& panel : chart.panels) {
    const auto means = means_along(panel);
    double low = kNaN;
    double high = kNaN;
    for (const double mean : means) {
      low = std::fmin(low, mean);
      high = std::fmax(high, mean);
    }
    const bool named = !panel.x.categories.empty();
    out.table.rows.push_back(
        {code(panel.x.title), named ? panel.x.categories.front() : value_text(panel.x, panel.x.low),
         sparkline(means, means.size(), low, high),
         named ? panel.x.categories.back() : value_text(panel.x, panel.x.high)});
  }
  return out;
}

FigureSummary summarise_chart(const ParallelChart& chart) {
  FigureSummary out;
  if (chart.lines.empty()) {
    return out;
  }
  out.table.columns = {{"", Align::kLeft},
                       {"best " + chart.item, Align::kRight},
                       {"best tenth", Align::kRight},
                       {"all shown", Align::kRight}};
  const std::size_t n = chart.lines.size();
  for (std::size_t i = 0; i < chart.axes.size(); ++i) {
    const auto span = [&](std::size_t count) {
      return span_text(chart.axes[i], chart.lines, i, count);
    };
    out.table.rows.push_back({code(chart.axes[i].title), span(1), span((n + 9) / 10), span(n)});
  }
  return out;
}

}  // namespace mlpipe::report
