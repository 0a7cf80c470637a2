// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

/// A coordinate, rounded to 0.01 and as short as that can be written.
[[nodiscard]] std::string px(double value);

/// Width of a label at the charts' 12 px, roughly: the renderer's font is not known here.
[[nodiscard]] double label_width(std::string_view label);

struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Box {
  double left = 0.0;
  double top = 0.0;
  double width = 0.0;
  double height = 0.0;
  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
};

/// Collects the elements of one <svg>. Class names are ours; texts are escaped.
class SvgCanvas {
 public:
  SvgCanvas(double width, double height, const Figure& figure);

  void line(Point from, Point to, std::string_view css);
  void rect(const Box& box, std::string_view css, const std::string& tooltip = "");
  void circle(Point centre, double radius, std::string_view css, const std::string& tooltip = "");
  /// @param d  path data
  void path(const std::string& d, std::string_view css);
  /// @param anchor  "start", "middle" or "end"
  void text(Point at, std::string_view label, std::string_view anchor, std::string_view css = "");

  [[nodiscard]] std::string finish() &&;

 private:
  void close(std::string_view element, const std::string& tooltip);

  std::string out_;
};

/// Maps [low, high] to [from, to], through the logarithm on a log axis.
class AxisMap {
 public:
  AxisMap(double low, double high, double from, double to, Scale scale);
  [[nodiscard]] double operator()(double value) const;

 private:
  double low_;
  double high_;
  double from_;
  double to_;
  Scale scale_;
};

/// One drawing for each kind of chart.
[[nodiscard]] std::string draw(const LineChart& chart, const Figure& figure, double width);
[[nodiscard]] std::string draw(const BarChart& chart, const Figure& figure, double width);
[[nodiscard]] std::string draw(const CalibrationChart& chart, const Figure& figure, double width);
[[nodiscard]] std::string draw(const Histogram& chart, const Figure& figure, double width);
[[nodiscard]] std::string draw(const FoldBars& chart, const Figure& figure, double width);
[[nodiscard]] std::string draw(const ScatterChart& chart, const Figure& figure, double width);
[[nodiscard]] std::string draw(const ScatterPanels& chart, const Figure& figure, double width);
[[nodiscard]] std::string draw(const ParallelChart& chart, const Figure& figure, double width);

/// What stands where a chart has nothing to show.
[[nodiscard]] std::string draw_empty(const Figure& figure, double width);

}  // namespace mlpipe::report
