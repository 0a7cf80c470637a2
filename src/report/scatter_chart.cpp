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

constexpr std::array<const char*, 3> kShapes = {"dots", "crosses", "boxes"};

bool has_dots(const ScatterChart& chart) {
  return std::any_of(chart.groups.begin(), chart.groups.end(), [](const DotGroup& group) {
    return std::any_of(group.dots.begin(), group.dots.end(),
                       [](const Dot& dot) { return std::isfinite(dot.x) && std::isfinite(dot.y); });
  });
}

/// Path data of one mark, some 3 px in each direction.
std::string shape_at(std::size_t kind, Point at) {
  if (kind == 0) {
    return "M" + px(at.x) + "," + px(at.y) + "h.01";  // the round cap is the dot
  }
  const std::string corner = "M" + px(at.x - 2.5) + "," + px(at.y - 2.5);
  return corner + (kind == 1 ? "l5,5m0-5l-5,5" : "h5v5h-5z");
}

double half_pixel(double value) {
  return std::round(2.0 * value) / 2.0;
}

/// A plot's axes as pixels.
struct Plane {
  const ScatterChart& chart;
  Box plot;

  /// @param index  of the dot in its group: decides where in its category it stands
  [[nodiscard]] Point at(const Dot& dot, std::size_t index) const {
    double x = share_on(chart.x, dot.x);
    if (!chart.x.categories.empty()) {
      constexpr double kGolden = 0.6180339887498949;
      const double turn = kGolden * static_cast<double>(index);
      x += 0.6 * (turn - std::floor(turn) - 0.5) / static_cast<double>(chart.x.categories.size());
    }
    return {half_pixel(plot.left + x * plot.width),
            half_pixel(plot.bottom() - share_on(chart.y, dot.y) * plot.height)};
  }
};

/// Marks in the same half pixel are drawn once.
void draw_group(SvgCanvas& canvas, const Plane& plane, std::size_t kind) {
  const auto& dots = plane.chart.groups[kind].dots;
  std::set<std::pair<double, double>> drawn;
  std::string d;
  for (std::size_t i = 0; i < dots.size(); ++i) {
    const Point at = plane.at(dots[i], i);
    if (std::isfinite(at.x) && std::isfinite(at.y) && drawn.insert({at.x, at.y}).second) {
      d += shape_at(kind % kShapes.size(), at);
    }
  }
  if (!d.empty()) {
    canvas.path(d, kShapes[kind % kShapes.size()]);
  }
}

void draw_steps(SvgCanvas& canvas, const Plane& plane) {
  std::string d;
  for (const auto& dot : plane.chart.steps) {
    const Point at = plane.at(dot, 0);
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
    const Point at = plane.at(dot, 0);
    if (std::isfinite(at.x) && std::isfinite(at.y)) {
      canvas.circle(at, 4.0, "mark",
                    plane.chart.x.title + " " + value_text(plane.chart.x, dot.x) + ": " +
                        value_text(plane.chart.y, dot.y));
    }
  }
}

/// Labels that would run into their neighbour are cut.
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
    const double middle = std::clamp(x, half, std::max(width - half, half));
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
    draw_group(canvas, plane, kind);
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

/// Shape or line, and name. @return the height taken
double draw_legend(SvgCanvas* canvas, const ScatterChart& chart, double width) {
  constexpr double kLine = 18.0;
  std::vector<std::string> names;
  for (const auto& group : chart.groups) {
    names.push_back(group.name);
  }
  if (!chart.steps.empty()) {
    names.push_back(chart.steps_name);
  }
  Point at{0.0, 14.0};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double needed = 24.0 + label_width(names[i]) + 18.0;
    if (at.x > 0.0 && at.x + needed > width) {
      at = {0.0, at.y + kLine};
    }
    if (canvas != nullptr) {
      const bool is_dot = i < chart.groups.size();
      const Point key{at.x + 9.0, at.y - 4.0};
      canvas->path(
          is_dot ? shape_at(i % kShapes.size(), key) : "M" + px(at.x) + "," + px(key.y) + "h18",
          is_dot ? kShapes[i % kShapes.size()] : "steps");
      canvas->text({at.x + 24.0, at.y}, names[i], "start", "ink");
    }
    at.x += needed;
  }
  return names.empty() ? 0.0 : at.y + 8.0;
}

}  // namespace

std::string draw(const ScatterChart& chart, const Figure& figure, double width) {
  if (!has_dots(chart)) {
    return draw_empty(figure, width);
  }
  const auto y_ticks = ticks_of(chart.y, 6);
  const double room = room_for(y_ticks);
  const double title_y = draw_legend(nullptr, chart, width) + 14.0;
  const Plane plane{chart, {room, title_y + 12.0, width - room - 14.0, 220.0}};
  SvgCanvas canvas(width, plane.plot.bottom() + 46.0, figure);
  draw_legend(&canvas, chart, width);
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
  constexpr double kLeastWidth = 150.0;
  constexpr double kGap = 18.0;
  constexpr double kPlotHeight = 120.0;
  constexpr double kRowHeight = kPlotHeight + 56.0;
  const auto y_ticks = ticks_of(panels.front()->y, 4);
  const double room = room_for(y_ticks);
  const auto fit = static_cast<std::size_t>((width - room + kGap) / (kLeastWidth + kGap));
  const std::size_t columns = std::clamp<std::size_t>(fit, 1, 4);
  const double panel_width = (width - room - 8.0 + kGap) / static_cast<double>(columns) - kGap;
  const std::size_t rows = (panels.size() + columns - 1) / columns;
  const double top = draw_legend(nullptr, *panels.front(), width) + 14.0;
  SvgCanvas canvas(width, top + 10.0 + kRowHeight * static_cast<double>(rows), figure);
  draw_legend(&canvas, *panels.front(), width);
  canvas.text({0.0, top}, panels.front()->y.title, "start");
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const auto column = static_cast<double>(i % columns);
    const auto row = static_cast<double>(i / columns);
    const Plane plane{*panels[i],
                      {room + column * (panel_width + kGap), top + 32.0 + row * kRowHeight,
                       panel_width, kPlotHeight}};
    const auto letters = static_cast<std::size_t>(panel_width / 6.7);
    canvas.text({plane.plot.left, plane.plot.top - 8.0},
                shorten(one_line(panels[i]->x.title), letters), "start", "ink");
    draw_y_axis(canvas, plane, y_ticks, i % columns == 0);
    draw_x_axis(canvas, plane, width);
    draw_contents(canvas, plane);
  }
  return std::move(canvas).finish();
}

}  // namespace mlpipe::report
