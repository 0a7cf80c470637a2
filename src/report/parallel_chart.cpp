// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>

#include "axis.hpp"
#include "escape.hpp"
#include "svg_canvas.hpp"

namespace mlpipe::report {
namespace {

/// Axes stand upright side by side, or lie one below the other where names need the width.
struct Frame {
  Box plot;
  bool upright = true;
  double pitch = 0.0;       ///< from axis to axis
  double right_room = 0.0;  ///< behind the last upright one

  [[nodiscard]] Point at(std::size_t axis, double share) const {
    const double along = static_cast<double>(axis) * pitch;
    return upright ? Point{plot.left + along, plot.bottom() - share * plot.height}
                   : Point{plot.left + share * plot.width, plot.top + along};
  }
};

/// A pixel will do for a line, and saves a third of the bytes.
std::string rounded(Point at) {
  return px(std::round(at.x)) + "," + px(std::round(at.y));
}

std::string path_of(const ParallelChart& chart, const std::vector<double>& line,
                    const Frame& frame) {
  std::string d;
  bool pen_down = false;
  for (std::size_t i = 0; i < chart.axes.size(); ++i) {
    const double share = i < line.size() ? share_on(chart.axes[i], line[i]) : std::nan("");
    if (std::isfinite(share)) {
      d += (pen_down ? "L" : "M") + rounded(frame.at(i, share));
    }
    pen_down = std::isfinite(share);
  }
  return d;
}

struct Layer {
  const char* css;
  std::string name;
  std::size_t end;  ///< lines before it, from the end of the layer above
};

std::vector<Layer> layers_of(const ParallelChart& chart) {
  const std::size_t n = chart.lines.size();
  const std::size_t tenth = std::max<std::size_t>((n + 9) / 10, 1);
  const std::size_t half = std::max((n + 1) / 2, tenth);
  return {{"first", "best " + chart.item, 1},
          {"tenth", "best tenth", tenth},
          {"half", "best half", half},
          {"rest", "others", n}};
}

void draw_legend(SvgCanvas& canvas, const std::vector<Layer>& layers) {
  double x = 0.0;
  for (const auto& layer : layers) {
    canvas.path("M" + px(x) + ",10h14", layer.css);
    canvas.text({x + 19.0, 14.0}, layer.name, "start", "ink");
    x += 19.0 + label_width(layer.name) + 10.0;
  }
}

std::size_t letters_in(double room) {
  constexpr double kLetter = 6.7;
  return static_cast<std::size_t>(std::max((room - 6.0) / kLetter, 3.0));
}

/// The ends of a range, or the categories.
void draw_upright_axis(SvgCanvas& canvas, const Axis& axis, const Frame& frame, std::size_t index) {
  canvas.line(frame.at(index, 0.0), frame.at(index, 1.0), "axis");
  const Point top = frame.at(index, 1.0);
  const bool is_last =
      frame.plot.left + static_cast<double>(index + 1) * frame.pitch > frame.plot.right() + 1.0;
  const char* anchor = index == 0 ? "start" : is_last ? "end" : "middle";
  const double shift = index == 0 ? -frame.plot.left : is_last ? frame.right_room : 0.0;
  canvas.text({top.x + shift, frame.plot.top - (index % 2 == 0 ? 36.0 : 20.0)},
              one_line(axis.title), anchor, "ink");
  if (axis.categories.empty()) {
    canvas.text({top.x + shift, frame.plot.top - 5.0}, value_text(axis, axis.high), anchor);
    canvas.text({top.x + shift, frame.plot.bottom() + 15.0}, value_text(axis, axis.low), anchor);
    return;
  }
  const auto fit = letters_in(is_last ? frame.right_room : frame.pitch);
  for (const auto& tick : ticks_of(axis, 12)) {
    const Point at = frame.at(index, share_on(axis, tick.at));
    canvas.text({at.x + 5.0, at.y + 4.0}, shorten(one_line(tick.label), fit), "start", "halo");
  }
}

void draw_lying_axis(SvgCanvas& canvas, const Axis& axis, const Frame& frame, std::size_t index) {
  const Point left = frame.at(index, 0.0);
  const Point right = frame.at(index, 1.0);
  canvas.line(left, right, "axis");
  canvas.text({left.x, left.y - 6.0}, one_line(axis.title), "start", "ink halo");
  if (axis.categories.empty()) {
    canvas.text({left.x, left.y + 14.0}, value_text(axis, axis.low), "start", "halo");
    canvas.text({right.x, right.y + 14.0}, value_text(axis, axis.high), "end", "halo");
    return;
  }
  const auto ticks = ticks_of(axis, 6);
  const double pitch = frame.plot.width / static_cast<double>(ticks.size());
  const auto fit = letters_in(pitch);
  for (const auto& tick : ticks) {
    canvas.text({frame.at(index, share_on(axis, tick.at)).x, left.y + 14.0},
                shorten(one_line(tick.label), fit), "middle", "halo");
  }
}

Frame frame_for(const ParallelChart& chart, double width) {
  constexpr double kLeft = 20.0;
  constexpr double kMostRoom = 84.0;
  const auto gaps = static_cast<double>(chart.axes.size() - 1);
  double longest = 0.0;
  for (const auto& axis : chart.axes) {
    longest = std::max(longest, label_width(one_line(axis.title)));
  }
  double room = kLeft;
  for (const auto& category : chart.axes.back().categories) {
    room = std::clamp(label_width(one_line(category)) + 8.0, room, kMostRoom);
  }
  const double pitch = (width - kLeft - room) / gaps;
  // Titles stand in two rows, so that each has room for two.
  if (longest < 2.0 * pitch - 8.0 && pitch > 56.0) {
    return {{kLeft, 74.0, width - kLeft - room, 250.0}, true, pitch, room};
  }
  constexpr double kLyingPitch = 52.0;
  return {{4.0, 52.0, width - 8.0, kLyingPitch * gaps}, false, kLyingPitch, 0.0};
}

}  // namespace

std::string draw(const ParallelChart& chart, const Figure& figure, double width) {
  if (chart.axes.size() < 2 || chart.lines.empty()) {
    return draw_empty(figure, width);
  }
  const Frame frame = frame_for(chart, width);
  SvgCanvas canvas(width, frame.plot.bottom() + 24.0, figure);
  const auto layers = layers_of(chart);
  draw_legend(canvas, layers);
  for (std::size_t i = layers.size(); i-- > 0;) {  // the best on top
    std::string d;
    const std::size_t begin = i == 0 ? 0 : layers[i - 1].end;
    for (std::size_t at = std::min(layers[i].end, chart.lines.size()); at-- > begin;) {
      d += path_of(chart, chart.lines[at], frame);
    }
    if (!d.empty()) {
      canvas.path(d, layers[i].css);
    }
  }
  for (std::size_t i = 0; i < chart.axes.size(); ++i) {
    if (frame.upright) {
      draw_upright_axis(canvas, chart.axes[i], frame, i);
    } else {
      draw_lying_axis(canvas, chart.axes[i], frame, i);
    }
  }
  return std::move(canvas).finish();
}

}  // namespace mlpipe::report
