// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/report/number.hpp"

namespace mlpipe::report {

/// One curve. NaN (and infinity) is a gap.
struct Series {
  std::string name;
  std::vector<double> values;
};

enum class Scale { kLinear, kLog };

/// Curves over a common time axis, in time order. A log scale is used only if all values are above
/// zero; otherwise the chart is drawn linear.
struct LineChart {
  std::vector<Timestamp> time;
  std::vector<Series> series;  ///< values are as many as there are times
  std::string y_title;         ///< with the unit: "growth of 1, log scale"
  NumberFormat y_format = {};
  Scale scale = Scale::kLinear;
  bool filled = false;  ///< the first series is filled towards zero: drawdown
};

struct Bar {
  std::string label;
  double value = 0.0;
};

/// Horizontal bars in the order given, e.g. feature importance.
struct BarChart {
  std::vector<Bar> bars;
  std::string value_title;
  NumberFormat format = {};
};

struct CalibrationBin {
  double predicted = 0.0;  ///< mean forecast in the bin
  double observed = 0.0;   ///< share of rows in which the event came
  double count = 0.0;      ///< rows in the bin
};

/// Forecast probability against observed frequency, with the diagonal of perfect calibration.
struct CalibrationChart {
  std::vector<CalibrationBin> bins;  ///< empty bins may be left out
  std::string event;                 ///< what the probability is of: "up"
};

struct Histogram {
  std::vector<double> edges;   ///< one more than counts, ascending
  std::vector<double> counts;  ///< rows in [edge, next edge)
  std::string x_title;
  NumberFormat x_format = {};
};

/// One vertical bar for each fold, in time order, from the reference line up or down.
struct FoldBars {
  std::vector<Bar> bars;       ///< a NaN value leaves its place empty
  double reference = 0.0;      ///< the value without skill
  std::string reference_name;  ///< "chance", "base rate"
  std::string y_title;
  NumberFormat format = {};
};

/// Where values of one kind lie: a range, or names.
struct Axis {
  std::string title;
  double low = 0.0;  ///< what lies beyond low or high is drawn at the edge
  double high = 1.0;
  Scale scale = Scale::kLinear;              ///< kLog only if low > 0
  std::vector<std::string> categories = {};  ///< not empty: values are indices of these
  NumberFormat format = {};
};

/// Left out where either is NaN or infinite.
struct Dot {
  double x = 0.0;
  double y = 0.0;
};

enum class Shape { kDot, kCross, kBox };

struct DotGroup {
  std::string name;
  std::vector<Dot> dots;
  Shape shape = Shape::kDot;  ///< the colour goes with it
};

/// Groups of points; the first on top.
struct ScatterChart {
  Axis x;  ///< dots of one category are spread a little, so that they do not hide each other
  Axis y;  ///< a range
  std::vector<DotGroup> groups;
  std::vector<Dot> steps;  ///< in order of x: a line of steps, each value holding to the next
  std::string steps_name;
  std::vector<Dot> marked;  ///< set off: the best
};

/// Small scatters side by side over one y axis, with the titles of their x axes on top.
struct ScatterPanels {
  std::vector<ScatterChart> panels;
};

/// An axis for each quantity and a line for each item that crosses them all.
struct ParallelChart {
  std::vector<Axis> axes;
  /// The best first, drawn on top: colours tell the first, its tenth and its half. [axes] each, NaN
  /// where the item has no such quantity.
  std::vector<std::vector<double>> lines;
  std::string item;  ///< "trial"
};

using Chart = std::variant<LineChart, BarChart, CalibrationChart, Histogram, FoldBars, ScatterChart,
                           ScatterPanels, ParallelChart>;

}  // namespace mlpipe::report
