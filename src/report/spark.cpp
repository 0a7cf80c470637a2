// SPDX-License-Identifier: MIT
#include "spark.hpp"

#include <algorithm>
#include <cmath>

#include "chart_text.hpp"
#include "escape.hpp"
#include "svg_canvas.hpp"

namespace mlpipe::report {
namespace {

constexpr double kHeight = 16.0;
constexpr double kStep = 8.0;  // from one bar to the next, in the drawing's units

double top_of(const Spark& bars) {
  double top = bars.top;
  for (const auto* side : {&bars.values, &bars.before}) {
    for (const double value : *side) {
      top = std::isfinite(value) ? std::max(top, value) : top;
    }
  }
  return top;
}

/// Path data of a row of bars, rounded to a tenth: some 15 bytes each. What is above 0 stays
/// visible.
std::string bars_path(const std::vector<double>& values, double top, double inset) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]) || values[i] <= 0.0) {
      continue;
    }
    const double share = std::clamp(values[i] / top, 0.0, 1.0);
    const double height = std::max(0.5, std::round(10.0 * share * kHeight) / 10.0);
    const std::string width = px(kStep - 1.0 - 2.0 * inset);
    out += "M" + px(kStep * static_cast<double>(i) + inset) + " " + px(kHeight) + "v-" +
           px(height) + "h" + width + "v" + px(height) + "z";
  }
  return out;
}

std::string path(const char* css, const std::string& data) {
  return data.empty() ? "" : std::string("<path class=\"") + css + "\" d=\"" + data + "\"/>";
}

}  // namespace

std::string spark_text(const Spark& bars) {
  const double top = top_of(bars);
  const auto side = [&](const std::vector<double>& values) {
    return sparkline(values, values.size(), 0.0, top > 0.0 ? top : 1.0);
  };
  return (bars.before.empty() ? "" : side(bars.before) + " → ") + side(bars.values);
}

std::string spark_svg(const Spark& bars, const std::string& label) {
  const double top = top_of(bars);
  const double scale = bars.large ? 5.0 : 1.0;
  const double width =
      kStep * static_cast<double>(std::max(bars.values.size(), bars.before.size()));
  std::string out = std::string("<svg class=\"spark") + (bars.large ? " large" : "") +
                    "\" viewBox=\"0 0 " + px(width) + " " + px(kHeight) + "\" width=\"" +
                    px(scale * width) + "\" height=\"" + px(scale * kHeight) +
                    "\" role=\"img\" aria-label=\"" + escape_html(one_line(label)) + "\">";
  out += path("then", bars_path(bars.before, top, 0.0));
  out += path("now", bars_path(bars.values, top, bars.before.empty() ? 0.0 : 1.5));
  return out + "</svg>";
}

}  // namespace mlpipe::report
