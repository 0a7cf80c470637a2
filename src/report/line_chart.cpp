// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "svg_canvas.hpp"
#include "ticks.hpp"

namespace mlpipe::report {
namespace {

constexpr std::array<const char*, 4> kSeriesClasses = {"s1", "s2", "s3", "s4"};

const char* series_class(std::size_t index) {
  return kSeriesClasses[index % kSeriesClasses.size()];
}

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

/// Not a gap. What is near the largest double would overflow on the axis.
bool is_drawn(double value) {
  return std::abs(value) < 1e300;
}

Range range_of(const LineChart& chart) {
  Range out;
  for (const auto& series : chart.series) {
    for (const double value : series.values) {
      if (is_drawn(value)) {
        out.low = std::min(out.low, value);
        out.high = std::max(out.high, value);
      }
    }
  }
  if (chart.filled) {
    out.low = std::min(out.low, 0.0);
    out.high = std::max(out.high, 0.0);
  }
  return out;
}

double x_of(Timestamp time) {
  return static_cast<double>(time.time_since_epoch().count());
}

/// One unbroken run of a curve, reduced: of the points in a pixel column only the lowest and the
/// highest stay, in their order.
class CurveReducer {
 public:
  void add(Point at) {
    const double column = std::floor(at.x);
    if (column != column_ || count_ == 0) {
      flush();
      column_ = column;
      low_ = high_ = at;
      low_index_ = high_index_ = 0;
    } else if (at.y > low_.y) {  // y grows downwards
      low_ = at;
      low_index_ = count_;
    } else if (at.y < high_.y) {
      high_ = at;
      high_index_ = count_;
    }
    last_ = at;
    ++count_;
  }

  /// The run so far; begins a new one.
  std::vector<Point> finish() {
    const bool has_points = count_ > 0;
    flush();
    if (has_points && (points_.back().x != last_.x || points_.back().y != last_.y)) {
      points_.push_back(last_);
    }
    return std::exchange(points_, {});
  }

 private:
  void flush() {
    if (count_ == 0) {
      return;
    }
    points_.push_back(low_index_ < high_index_ ? low_ : high_);
    if (low_index_ != high_index_) {
      points_.push_back(low_index_ < high_index_ ? high_ : low_);
    }
    count_ = 0;
  }

  std::vector<Point> points_;
  Point low_, high_, last_;
  std::size_t low_index_ = 0, high_index_ = 0, count_ = 0;
  double column_ = 0.0;
};

std::string path_of(const std::vector<Point>& points) {
  std::string d;
  for (std::size_t i = 0; i < points.size(); ++i) {
    d += (i == 0 ? "M" : (i == 1 ? "L" : " ")) + px(points[i].x) + "," + px(points[i].y);
  }
  // A lone point is drawn by the round cap of a line without length.
  return points.size() == 1 ? d + "h0.01" : d;
}

void draw_curve(SvgCanvas& canvas, const std::vector<Point>& run, std::string_view css,
                std::optional<double> floor_y) {
  if (run.empty()) {
    return;
  }
  const std::string d = path_of(run);
  if (floor_y) {
    canvas.path(d + "V" + px(*floor_y) + "H" + px(run.front().x) + "Z", "area");
  }
  canvas.path(d, css);
}

void draw_series(SvgCanvas& canvas, const LineChart& chart, std::size_t index, const AxisMap& x,
                 const AxisMap& y) {
  const auto& values = chart.series[index].values;
  const auto floor_y =
      chart.filled && index == 0 ? std::optional<double>(y(0.0)) : std::optional<double>();
  CurveReducer reducer;
  const std::size_t n = std::min(values.size(), chart.time.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (is_drawn(values[i])) {
      reducer.add({x(x_of(chart.time[i])), y(values[i])});
    } else {
      draw_curve(canvas, reducer.finish(), series_class(index), floor_y);
    }
  }
  draw_curve(canvas, reducer.finish(), series_class(index), floor_y);
}

constexpr double kLegendLine = 18.0;

/// Where the names of the curves stand: on one line, or on several where they need it.
std::vector<Point> legend_places(const LineChart& chart, double width) {
  std::vector<Point> places;
  Point at{0.0, 14.0};
  for (const auto& series : chart.series) {
    const double needed = 28.0 + label_width(series.name) + 18.0;
    if (at.x > 0.0 && at.x + needed > width) {
      at = {0.0, at.y + kLegendLine};
    }
    places.push_back(at);
    at.x += needed;
  }
  return places;
}

void draw_legend(SvgCanvas& canvas, const LineChart& chart, const std::vector<Point>& places) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Point at = places[i];
    canvas.path("M" + px(at.x) + "," + px(at.y - 4.0) + "h22",
                std::string(series_class(i)) + " key");
    canvas.text({at.x + 28.0, at.y}, chart.series[i].name, "start", "ink");
  }
}

}  // namespace

std::string draw(const LineChart& chart, const Figure& figure, double width) {
  Range range = range_of(chart);
  if (chart.time.empty() || !(range.low <= range.high)) {
    return draw_empty(figure, width);
  }
  const bool is_log = chart.scale == Scale::kLog && range.low > 0.0 && range.low < range.high;
  const Scale scale = is_log ? Scale::kLog : Scale::kLinear;
  const NumberStyle style = chart.y_format.style;
  const double plot_height = chart.filled ? 120.0 : 220.0;
  const int most = chart.filled ? 5 : 7;
  const auto y_ticks = is_log ? log_ticks(range.low, range.high, most, style)
                              : linear_ticks(range.low, range.high, most, style);
  if (!is_log) {
    range = {y_ticks.front().at, y_ticks.back().at};
  }
  double label_room = 0.0;
  for (const auto& tick : y_ticks) {
    label_room = std::max(label_room, label_width(tick.label));
  }

  const auto legend = legend_places(chart, width);
  const double title_y = legend.back().y + 20.0;
  const Box plot{label_room + 8.0, title_y + 12.0, width - label_room - 22.0, plot_height};
  SvgCanvas canvas(width, plot.bottom() + 28.0, figure);
  draw_legend(canvas, chart, legend);
  canvas.text({0.0, title_y}, chart.y_title, "start");
  const AxisMap x(x_of(chart.time.front()), x_of(chart.time.back()), plot.left, plot.right(),
                  Scale::kLinear);
  const AxisMap y(range.low, range.high, plot.bottom(), plot.top, scale);
  for (const auto& tick : y_ticks) {
    canvas.line({plot.left, y(tick.at)}, {plot.right(), y(tick.at)}, "grid");
    canvas.text({plot.left - 6.0, y(tick.at) + 4.0}, tick.label, "end");
  }
  canvas.line({plot.left, plot.bottom()}, {plot.right(), plot.bottom()}, "axis");
  const int most_times = std::max(2, static_cast<int>(plot.width / 68.0));
  for (const auto& tick : time_ticks(chart.time.front(), chart.time.back(), most_times)) {
    canvas.line({x(tick.at), plot.bottom()}, {x(tick.at), plot.bottom() + 5.0}, "axis");
    const double half = 0.5 * label_width(tick.label);
    canvas.text({std::clamp(x(tick.at), half, width - half), plot.bottom() + 19.0}, tick.label,
                "middle");
  }
  for (std::size_t i = chart.series.size(); i-- > 0;) {  // the first one on top
    draw_series(canvas, chart, i, x, y);
  }
  return std::move(canvas).finish();
}

}  // namespace mlpipe::report
