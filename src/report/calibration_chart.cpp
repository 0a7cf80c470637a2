// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "svg_canvas.hpp"
#include "ticks.hpp"

namespace mlpipe::report {
namespace {

bool is_drawn(const CalibrationBin& bin) {
  return bin.count > 0.0 && std::isfinite(bin.predicted) && std::isfinite(bin.observed);
}

/// The square that holds all bins: market forecasts huddle around 0.5, and on [0, 1] they would be
/// one blot.
std::pair<double, double> limits(const CalibrationChart& chart) {
  double low = 1.0;
  double high = 0.0;
  for (const auto& bin : chart.bins) {
    if (is_drawn(bin)) {
      low = std::min({low, bin.predicted, bin.observed});
      high = std::max({high, bin.predicted, bin.observed});
    }
  }
  return {low, high};
}

std::string bin_text(const CalibrationBin& bin) {
  return "forecast " + format_number(bin.predicted, {NumberStyle::kPercent, 1}) + ", observed " +
         format_number(bin.observed, {NumberStyle::kPercent, 1}) + ", " +
         format_number(bin.count, {NumberStyle::kCount, 0}) + " rows";
}

}  // namespace

std::string draw(const CalibrationChart& chart, const Figure& figure, double width) {
  const auto [low, high] = limits(chart);
  if (!(low <= high)) {
    return draw_empty(figure, width);
  }
  const auto ticks = linear_ticks(low, high, 7, NumberStyle::kPercent);
  const double room = label_width(ticks.back().label) + 14.0;
  width = std::min(width, 420.0);
  const double side = width - room - 16.0;
  const Box plot{room, 28.0, side, side};
  constexpr double kCountHeight = 44.0;
  SvgCanvas canvas(width, plot.bottom() + kCountHeight + 58.0, figure);
  const AxisMap x(ticks.front().at, ticks.back().at, plot.left, plot.right(), Scale::kLinear);
  const AxisMap y(ticks.front().at, ticks.back().at, plot.bottom(), plot.top, Scale::kLinear);
  canvas.text({0.0, 14.0}, "observed share of " + chart.event, "start");
  for (const auto& tick : ticks) {
    canvas.line({plot.left, y(tick.at)}, {plot.right(), y(tick.at)}, "grid");
    canvas.text({plot.left - 6.0, y(tick.at) + 4.0}, tick.label, "end");
    canvas.text({x(tick.at), plot.bottom() + 18.0}, tick.label, "middle");
  }
  canvas.line({plot.left, plot.bottom()}, {plot.right(), plot.top}, "reference");

  std::string d;
  double most = 0.0;
  for (const auto& bin : chart.bins) {
    if (is_drawn(bin)) {
      d += (d.empty() ? "M" : "L") + px(x(bin.predicted)) + "," + px(y(bin.observed));
      most = std::max(most, bin.count);
    }
  }
  canvas.path(d, "s1");
  const double count_bottom = plot.bottom() + 28.0 + kCountHeight;
  for (const auto& bin : chart.bins) {
    if (is_drawn(bin)) {
      canvas.circle({x(bin.predicted), y(bin.observed)}, 4.0, "dot", bin_text(bin));
      const double height = kCountHeight * bin.count / most;
      canvas.rect({x(bin.predicted) - 4.0, count_bottom - height, 8.0, height}, "faint",
                  bin_text(bin));
    }
  }
  canvas.line({plot.left, count_bottom}, {plot.right(), count_bottom}, "axis");
  canvas.text({plot.left, count_bottom + 18.0},
              "forecast probability of " + chart.event + "; bars: rows in the bin", "start");
  return std::move(canvas).finish();
}

}  // namespace mlpipe::report
