// SPDX-License-Identifier: MIT
#include "svg_canvas.hpp"

#include <cmath>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/svg_chart.hpp"

#include "escape.hpp"

namespace mlpipe::report {

std::string px(double value) {
  std::string text = fixed(value, 2);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') {
    text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

double label_width(std::string_view label) {
  return 6.7 * static_cast<double>(text_width(label));
}

SvgCanvas::SvgCanvas(double width, double height, const Figure& figure) {
  const std::string label =
      figure.description.empty() ? figure.caption : figure.caption + ". " + figure.description;
  out_ = "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " +
         px(width) + " " + px(height) + "\" width=\"" + px(width) + "\" height=\"" + px(height) +
         "\" aria-label=\"" + escape_html(one_line(label)) + "\">\n";
}

void SvgCanvas::line(Point from, Point to, std::string_view css) {
  out_ += "<line class=\"" + std::string(css) + "\" x1=\"" + px(from.x) + "\" y1=\"" + px(from.y) +
          "\" x2=\"" + px(to.x) + "\" y2=\"" + px(to.y) + "\"/>\n";
}

void SvgCanvas::close(std::string_view element, const std::string& tooltip) {
  if (tooltip.empty()) {
    out_ += "/>\n";
  } else {
    out_ +=
        "><title>" + escape_html(one_line(tooltip)) + "</title></" + std::string(element) + ">\n";
  }
}

void SvgCanvas::rect(const Box& box, std::string_view css, const std::string& tooltip) {
  out_ += "<rect class=\"" + std::string(css) + "\" x=\"" + px(box.left) + "\" y=\"" + px(box.top) +
          "\" width=\"" + px(box.width) + "\" height=\"" + px(box.height) + "\"";
  close("rect", tooltip);
}

void SvgCanvas::circle(Point centre, double radius, std::string_view css,
                       const std::string& tooltip) {
  out_ += "<circle class=\"" + std::string(css) + "\" cx=\"" + px(centre.x) + "\" cy=\"" +
          px(centre.y) + "\" r=\"" + px(radius) + "\"";
  close("circle", tooltip);
}

void SvgCanvas::path(const std::string& d, std::string_view css) {
  out_ += "<path class=\"" + std::string(css) + "\" d=\"" + d + "\"/>\n";
}

void SvgCanvas::text(Point at, std::string_view label, std::string_view anchor,
                     std::string_view css) {
  out_ += "<text x=\"" + px(at.x) + "\" y=\"" + px(at.y) + "\"";
  if (anchor != "start") {
    out_ += " text-anchor=\"" + std::string(anchor) + "\"";
  }
  if (!css.empty()) {
    out_ += " class=\"" + std::string(css) + "\"";
  }
  out_ += ">" + escape_html(one_line(label)) + "</text>\n";
}

std::string SvgCanvas::finish() && {
  return std::move(out_) + "</svg>\n";
}

AxisMap::AxisMap(double low, double high, double from, double to, Scale scale)
    : low_(scale == Scale::kLog ? std::log(low) : low),
      high_(scale == Scale::kLog ? std::log(high) : high),
      from_(from),
      to_(to),
      scale_(scale) {}

double AxisMap::operator()(double value) const {
  const double at = scale_ == Scale::kLog ? std::log(value) : value;
  return high_ > low_ ? from_ + (at - low_) / (high_ - low_) * (to_ - from_) : 0.5 * (from_ + to_);
}

std::string draw_empty(const Figure& figure, double width) {
  SvgCanvas canvas(width, 60.0, figure);
  canvas.text({0.5 * width, 34.0}, "nothing to draw: no defined value", "middle", "soft");
  return std::move(canvas).finish();
}

std::string to_svg(const Figure& figure, double width) {
  return std::visit([&](const auto& chart) { return draw(chart, figure, width); }, figure.chart);
}

std::string_view light_chart_style() {
  // Blue, vermilion, green, purple of Okabe and Ito.
  return R"(.chart{--s1:#0072b2;--s2:#c25200;--s3:#007a5a;--s4:#a34d82;--ink:#22262b;--soft:#5f6871;
--grid:#e3e6ea;--axis:#9aa3ac;font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;
max-width:100%;height:auto;display:block}
.chart text{fill:var(--soft)}.chart .ink{fill:var(--ink)}
.chart .grid{stroke:var(--grid)}.chart .axis{stroke:var(--axis)}
.chart .reference{stroke:var(--soft);stroke-dasharray:4 3}
.chart path{fill:none;stroke-width:1.6;stroke-linejoin:round}
.chart .s1{stroke:var(--s1)}.chart .s2{stroke:var(--s2);stroke-dasharray:5 2}
.chart .s3{stroke:var(--s3);stroke-dasharray:2 2}.chart .s4{stroke:var(--s4);
stroke-dasharray:8 2 2 2}
.chart .key{stroke-width:2.4}
.chart path.area{fill:var(--s1);fill-opacity:.18;stroke:none}
.chart .bar{fill:var(--s1)}.chart .below{fill:var(--s2)}.chart .faint{fill:var(--s1);
fill-opacity:.3}
.chart .dot{fill:var(--s1)}
.chart path.dots{stroke:var(--s1);stroke-width:5;stroke-linecap:round;stroke-opacity:.6}
.chart path.crosses{stroke:var(--soft);stroke-width:1.1}
.chart path.boxes{stroke:var(--s4);stroke-width:1.1}
.chart path.steps{stroke:var(--s2);stroke-width:2}
.chart .mark{fill:var(--s2);stroke:var(--paper,#fff);stroke-width:1.2}
.chart .halo{paint-order:stroke;stroke:var(--paper,#fff);stroke-width:3}
.chart path.rest{stroke:var(--axis);stroke-width:1;stroke-opacity:.35}
.chart path.half{stroke:var(--s1);stroke-width:1;stroke-opacity:.4}
.chart path.tenth{stroke:var(--s1)}.chart path.first{stroke:var(--s2);stroke-width:2.6}
)";
}

std::string_view dark_chart_style() {
  // Lighter ones of the same hues.
  return R"(@media (prefers-color-scheme:dark){.chart{--s1:#56b4e9;--s2:#f0a04b;--s3:#35c49f;--s4:#dba0c4;
--ink:#e6e9ec;--soft:#a3abb3;--grid:#2c3238;--axis:#69727b}}
)";
}

}  // namespace mlpipe::report
