// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "escape.hpp"
#include "svg_canvas.hpp"
#include "ticks.hpp"

namespace mlpipe::report {
namespace {

/// Room for the labels of the y axis at the left of a plot.
double room_for(const std::vector<Tick>& ticks) {
  double room = 0.0;
  for (const auto& tick : ticks) {
    room = std::max(room, label_width(tick.label));
  }
  return room + 8.0;
}

void draw_y_axis(SvgCanvas& canvas, const std::vector<Tick>& ticks, const AxisMap& y,
                 const Box& plot) {
  for (const auto& tick : ticks) {
    canvas.line({plot.left, y(tick.at)}, {plot.right(), y(tick.at)}, "grid");
    canvas.text({plot.left - 6.0, y(tick.at) + 4.0}, tick.label, "end");
  }
}

}  // namespace

std::string draw(const BarChart& chart, const Figure& figure, double width) {
  double low = 0.0;
  double high = 0.0;
  double label_room = 0.0;
  double value_room = 0.0;
  for (const auto& bar : chart.bars) {
    if (std::isfinite(bar.value)) {
      low = std::min(low, bar.value);
      high = std::max(high, bar.value);
    }
    label_room = std::max(label_room, label_width(bar.label));
    value_room = std::max(value_room, label_width(format_number(bar.value, chart.format)));
  }
  if (chart.bars.empty() || low == high) {
    return draw_empty(figure, width);
  }
  constexpr double kPitch = 22.0;
  label_room = std::min(label_room, 0.42 * width);
  const Box plot{label_room + 8.0, 24.0, width - label_room - value_room - 18.0,
                 kPitch * static_cast<double>(chart.bars.size())};
  SvgCanvas canvas(width, plot.bottom() + 8.0, figure);
  const AxisMap x(low, high, plot.left, plot.right(), Scale::kLinear);
  canvas.text({plot.left, 14.0}, chart.value_title, "start");
  double top = plot.top;
  for (const auto& bar : chart.bars) {
    const std::string value = format_number(bar.value, chart.format);
    const auto fit = static_cast<std::size_t>(label_room / 6.7);
    canvas.text({plot.left - 8.0, top + 15.0},
                shorten(one_line(bar.label), std::max<std::size_t>(fit, 4)), "end", "ink");
    const double at = std::isfinite(bar.value) ? x(bar.value) : x(0.0);
    canvas.rect({std::min(at, x(0.0)), top + 3.0, std::abs(at - x(0.0)), kPitch - 6.0},
                bar.value < 0.0 ? "below" : "bar", bar.label + ": " + value);
    canvas.text({std::max(at, x(0.0)) + 6.0, top + 15.0}, value, "start");
    top += kPitch;
  }
  canvas.line({x(0.0), plot.top}, {x(0.0), plot.bottom()}, "axis");
  return std::move(canvas).finish();
}

std::string draw(const Histogram& chart, const Figure& figure, double width) {
  const std::size_t n = chart.counts.size();
  const double most = n == 0 ? 0.0 : *std::max_element(chart.counts.begin(), chart.counts.end());
  if (n == 0 || chart.edges.size() != n + 1 || !(most > 0.0) ||
      !(chart.edges.front() < chart.edges.back())) {
    return draw_empty(figure, width);
  }
  const auto y_ticks = linear_ticks(0.0, most, 5, NumberStyle::kCount);
  const double room = room_for(y_ticks);
  const Box plot{room, 28.0, width - room - 20.0, 150.0};
  SvgCanvas canvas(width, plot.bottom() + 44.0, figure);
  const AxisMap x(chart.edges.front(), chart.edges.back(), plot.left, plot.right(), Scale::kLinear);
  const AxisMap y(0.0, y_ticks.back().at, plot.bottom(), plot.top, Scale::kLinear);
  canvas.text({0.0, 14.0}, "rows", "start");
  draw_y_axis(canvas, y_ticks, y, plot);
  for (std::size_t i = 0; i < n; ++i) {
    const double left = x(chart.edges[i]);
    const double top = y(chart.counts[i]);
    canvas.rect(
        {left + 0.5, top, std::max(x(chart.edges[i + 1]) - left - 1.0, 0.5), plot.bottom() - top},
        "bar",
        format_number(chart.edges[i], chart.x_format) + " to " +
            format_number(chart.edges[i + 1], chart.x_format) + ": " +
            format_number(chart.counts[i], {NumberStyle::kCount, 0}) + " rows");
  }
  canvas.line({plot.left, plot.bottom()}, {plot.right(), plot.bottom()}, "axis");
  const int most_ticks = std::max(3, static_cast<int>(plot.width / 70.0));
  for (const auto& tick :
       linear_ticks(chart.edges.front(), chart.edges.back(), most_ticks, chart.x_format.style)) {
    if (tick.at >= chart.edges.front() && tick.at <= chart.edges.back()) {
      canvas.text({x(tick.at), plot.bottom() + 18.0}, tick.label, "middle");
    }
  }
  canvas.text({plot.left + 0.5 * plot.width, plot.bottom() + 37.0}, chart.x_title, "middle");
  return std::move(canvas).finish();
}

std::string draw(const FoldBars& chart, const Figure& figure, double width) {
  double low = chart.reference;
  double high = chart.reference;
  for (const auto& bar : chart.bars) {
    if (std::isfinite(bar.value)) {
      low = std::min(low, bar.value);
      high = std::max(high, bar.value);
    }
  }
  if (chart.bars.empty() || !(low < high)) {
    return draw_empty(figure, width);
  }
  const auto y_ticks = linear_ticks(low, high, 6, chart.format.style);
  const double room = room_for(y_ticks);
  const Box plot{room, 28.0, width - room - 12.0, 150.0};
  SvgCanvas canvas(width, plot.bottom() + 26.0, figure);
  const AxisMap y(y_ticks.front().at, y_ticks.back().at, plot.bottom(), plot.top, Scale::kLinear);
  canvas.text({0.0, 14.0}, chart.y_title, "start");
  draw_y_axis(canvas, y_ticks, y, plot);
  const double pitch = plot.width / static_cast<double>(chart.bars.size());
  const auto every = static_cast<std::size_t>(std::ceil(34.0 / pitch));
  const double base = y(chart.reference);
  for (std::size_t i = 0; i < chart.bars.size(); ++i) {
    const double left = plot.left + pitch * static_cast<double>(i);
    if (std::isfinite(chart.bars[i].value)) {
      const double at = y(chart.bars[i].value);
      canvas.rect({left + 0.14 * pitch, std::min(at, base), 0.72 * pitch, std::abs(at - base)},
                  chart.bars[i].value < chart.reference ? "below" : "bar",
                  chart.bars[i].label + ": " + format_number(chart.bars[i].value, chart.format));
    }
    if (i % every == 0) {
      canvas.text({left + 0.5 * pitch, plot.bottom() + 18.0}, std::to_string(i + 1), "middle");
    }
  }
  canvas.line({plot.left, base}, {plot.right(), base}, "reference");
  const std::string value =
      chart.reference == 0.0 ? "" : " " + format_number(chart.reference, chart.format);
  canvas.text({plot.right(), 14.0}, "dashed: " + chart.reference_name + value, "end");
  return std::move(canvas).finish();
}

}  // namespace mlpipe::report
