// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "axis.hpp"
#include "escape.hpp"
#include "svg_canvas.hpp"

namespace mlpipe::report {
namespace {

const char* class_of(Shape shape) {
  constexpr std::array<const char*, 3> kClasses = {"dots", "crosses", "boxes"};
  return kClasses[static_cast<std::size_t>(shape)];
}

constexpr double kPanelGap = 18.0;

bool has_dots(const ScatterChart& chart) {
  return std::any_of(chart.groups.begin(), chart.groups.end(), [](const DotGroup& group) {
    return std::any_of(group.dots.begin(), group.dots.end(),
                       [](const Dot& dot) { return std::isfinite(dot.x) && std::isfinite(dot.y); });
  });
}

/// Path data of one mark, some 3 px in each direction.
std::string shape_at(Shape shape, Point at) {
  if (shape == Shape::kDot) {
    return "M" + px(at.x) + "," + px(at.y) + "h.01";  // the round cap is the dot
  }
  const std::string corner = "M" + px(at.x - 2.5) + "," + px(at.y - 2.5);
  return corner + (shape == Shape::kCross ? "l5,5m0-5l-5,5" : "h5v5h-5z");
}

double half_pixel(double value) {
  return std::round(2.0 * value) / 2.0;
}

/// A plot's axes as pixels.
struct Plane {
  const ScatterChart& chart;
  Box plot;

  /// @param spread  from -0.5 to 0.5: where in its category the dot stands
  [[nodiscard]] Point at(const Dot& dot, double spread = 0.0) const {
    double x = share_on(chart.x, dot.x);
    if (!chart.x.categories.empty()) {
      x += 0.6 * spread / static_cast<double>(chart.x.categories.size());
    }
    return {half_pixel(plot.left + x * plot.width),
            half_pixel(plot.bottom() - share_on(chart.y, dot.y) * plot.height)};
  }
};

/// Evenly over -0.5 to 0.5, neighbours far apart, without chance.
double spread_of(std::size_t index) {
  constexpr double kGolden = 0.6180339887498949;
  const double turns = kGolden * static_cast<double>(index);
  return turns - std::floor(turns) - 0.5;
}

/// Marks in the same half pixel are drawn once.
void draw_group(SvgCanvas& canvas, const Plane& plane, const DotGroup& group) {
  std::set<std::pair<double, double>> drawn;
  std::string d;
  for (std::size_t i = 0; i < group.dots.size(); ++i) {
    const Point at = plane.at(group.dots[i], spread_of(i));
    if (std::isfinite(at.x) && std::isfinite(at.y) && drawn.insert({at.x, at.y}).second) {
      d += shape_at(group.shape, at);
    }
  }
  if (!d.empty()) {
    canvas.path(d, class_of(group.shape));
  }
}

void draw_steps(SvgCanvas& canvas, const Plane& plane) {
  std::string d;
  for (const auto& dot : plane.chart.steps) {
    const Point at = plane.at(dot);
    if (std::isfinite(at.x) && std::isfinite(at.y)) {
      d += d.empty() ? "M" + px(at.x) + "," + px(at.y) : "H" + px(at.x) + "V" + px(at.y);
    }
  }
  if (!d.empty()) {
    canvas.path(d + "H" + px(plane.plot.right()), "steps");
  }
}

void draw_marks(SvgCanvas& canvas, const Plane& plane) {
  for (const auto& dot : plane.chart.marked) {
    const Point at = plane.at(dot);
    if (std::isfinite(at.x) && std::isfinite(at.y)) {
      canvas.circle(at, 4.0, "mark",
                    plane.chart.x.title + " " + value_text(plane.chart.x, dot.x) + ": " +
                        value_text(plane.chart.y, dot.y));
    }
  }
}

/// Labels keep off those of the next panel; one that would run into its neighbour is left out.
void draw_x_axis(SvgCanvas& canvas, const Plane& plane, double width) {
  const Box& plot = plane.plot;
  canvas.line({plot.left, plot.bottom()}, {plot.right(), plot.bottom()}, "axis");
  const auto ticks = ticks_of(plane.chart.x, std::max(2, static_cast<int>(plot.width / 62.0)));
  const double pitch = plot.width / static_cast<double>(std::max<std::size_t>(ticks.size(), 1));
  const auto fit = static_cast<std::size_t>(std::max(pitch / 6.7, 4.0));
  double taken = -1e9;
  for (const auto& tick : ticks) {
    const double x = plot.left + share_on(plane.chart.x, tick.at) * plot.width;
    const std::string label = shorten(one_line(tick.label), fit);
    const double half = 0.5 * label_width(label);
    constexpr double kOver = 0.5 * kPanelGap - 3.0;
    const double low = std::max(plot.left - kOver, 0.0) + half;
    const double high = std::min(plot.right() + kOver, width) - half;
    const double middle = std::clamp(x, low, std::max(low, high));
    canvas.line({x, plot.bottom()}, {x, plot.bottom() + 4.0}, "axis");
    if (middle - half > taken) {
      canvas.text({middle, plot.bottom() + 17.0}, label, "middle");
      taken = middle + half + 4.0;
    }
  }
}

void draw_y_axis(SvgCanvas& canvas, const Plane& plane, const std::vector<Tick>& ticks,
                 bool with_labels) {
  for (const auto& tick : ticks) {
    const double y = plane.plot.bottom() - share_on(plane.chart.y, tick.at) * plane.plot.height;
    canvas.line({plane.plot.left, y}, {plane.plot.right(), y}, "grid");
    if (with_labels) {
      canvas.text({plane.plot.left - 6.0, y + 4.0}, tick.label, "end");
    }
  }
}

void draw_contents(SvgCanvas& canvas, const Plane& plane) {
  for (std::size_t kind = plane.chart.groups.size(); kind-- > 0;) {  // the first one on top
    draw_group(canvas, plane, plane.chart.groups[kind]);
  }
  draw_steps(canvas, plane);
  draw_marks(canvas, plane);
}

double room_for(const std::vector<Tick>& ticks) {
  double room = 0.0;
  for (const auto& tick : ticks) {
    room = std::max(room, label_width(tick.label));
  }
  return room + 8.0;
}

/// A line of the legend's names; as many lines as they need.
std::vector<Point> legend_places(const ScatterChart& chart, double width) {
  constexpr double kLine = 18.0;
  std::vector<Point> places;
  Point at{0.0, 14.0};
  const auto place = [&](const std::string& name) {
    const double needed = 24.0 + label_width(name) + 18.0;
    if (at.x > 0.0 && at.x + needed > width) {
      at = {0.0, at.y + kLine};
    }
    places.push_back(at);
    at.x += needed;
  };
  for (const auto& group : chart.groups) {
    place(group.name);
  }
  if (!chart.steps.empty()) {
    place(chart.steps_name);
  }
  return places;
}

/// Shape or line, and name.
void draw_legend(SvgCanvas& canvas, const ScatterChart& chart, const std::vector<Point>& places) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Point at = places[i];
    const bool is_line = i == chart.groups.size();
    if (is_line) {
      canvas.path("M" + px(at.x) + "," + px(at.y - 4.0) + "h18", "steps");
    } else {
      const Shape shape = chart.groups[i].shape;
      canvas.path(shape_at(shape, {at.x + 9.0, at.y - 4.0}), class_of(shape));
    }
    canvas.text({at.x + 24.0, at.y}, is_line ? chart.steps_name : chart.groups[i].name, "start",
                "ink");
  }
}

std::size_t columns_for(double width) {
  constexpr double kLeastPitch = 168.0;
  const auto fit = static_cast<std::size_t>(std::max(width + kPanelGap, 0.0) / kLeastPitch);
  return std::clamp<std::size_t>(fit, 1, 4);
}

void draw_panel(SvgCanvas& canvas, const Plane& plane, const std::vector<Tick>& y_ticks,
                bool with_labels, double width) {
  const auto letters = static_cast<std::size_t>(plane.plot.width / 6.7);
  canvas.text({plane.plot.left, plane.plot.top - 8.0},
              shorten(one_line(plane.chart.x.title), letters), "start", "ink");
  draw_y_axis(canvas, plane, y_ticks, with_labels);
  draw_x_axis(canvas, plane, width);
  draw_contents(canvas, plane);
}

}  // namespace

std::string draw(const ScatterChart& chart, const Figure& figure, double width) {
  if (!has_dots(chart)) {
    return draw_empty(figure, width);
  }
  const auto y_ticks = ticks_of(chart.y, 6);
  const double room = room_for(y_ticks);
  const auto legend = legend_places(chart, width);
  const double title_y = legend.back().y + 22.0;
  const Plane plane{chart, {room, title_y + 12.0, width - room - 14.0, 220.0}};
  SvgCanvas canvas(width, plane.plot.bottom() + 46.0, figure);
  draw_legend(canvas, chart, legend);
  canvas.text({0.0, title_y}, chart.y.title, "start");
  draw_y_axis(canvas, plane, y_ticks, true);
  draw_x_axis(canvas, plane, width);
  canvas.text({plane.plot.left + 0.5 * plane.plot.width, plane.plot.bottom() + 38.0}, chart.x.title,
              "middle");
  draw_contents(canvas, plane);
  return std::move(canvas).finish();
}

std::string draw(const ScatterPanels& chart, const Figure& figure, double width) {
  std::vector<const ScatterChart*> panels;
  for (const auto& panel : chart.panels) {
    if (has_dots(panel)) {
      panels.push_back(&panel);
    }
  }
  if (panels.empty()) {
    return draw_empty(figure, width);
  }
  constexpr double kPlotHeight = 120.0;
  constexpr double kRowHeight = kPlotHeight + 56.0;
  const auto y_ticks = ticks_of(panels.front()->y, 5);
  const double room = room_for(y_ticks);
  const std::size_t columns = columns_for(width - room);
  const double pitch = (width - room + kPanelGap - 8.0) / static_cast<double>(columns);
  const std::size_t rows = (panels.size() + columns - 1) / columns;
  const auto legend = legend_places(*panels.front(), width);
  const double top = legend.back().y + 22.0;
  SvgCanvas canvas(width, top + 10.0 + kRowHeight * static_cast<double>(rows), figure);
  draw_legend(canvas, *panels.front(), legend);
  canvas.text({0.0, top}, panels.front()->y.title, "start");
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const double left = room + static_cast<double>(i % columns) * pitch;
    const double plot_top = top + 32.0 + static_cast<double>(i / columns) * kRowHeight;
    const Plane plane{*panels[i], {left, plot_top, pitch - kPanelGap, kPlotHeight}};
    draw_panel(canvas, plane, y_ticks, i % columns == 0, width);
  }
  return std::move(canvas).finish();
}

}  // namespace mlpipe::report
