// SPDX-License-Identifier: MIT
#include "mlpipe/report/pictures.hpp"

#include <map>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/svg_chart.hpp"

#include "escape.hpp"
#include "svg_canvas.hpp"

namespace mlpipe::report {
namespace {

constexpr double kWidth = 860.0;
constexpr double kMargin = 16.0;
constexpr double kCaption = 40.0;

/// Letters and digits of ASCII in small letters; whatever is between them becomes one '_'.
std::string to_stem(const std::string& caption) {
  std::string out;
  for (const char c : lower(caption)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      out += c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  while (out.ends_with('_')) {
    out.pop_back();
  }
  return out.empty() ? "figure" : out;
}

/// A drawing with its caption above and a margin around it.
std::string whole_file(const Figure& figure) {
  const std::string drawing = to_svg(figure, kWidth);
  // Each kind of chart chooses its height, and tells it in its start tag alone.
  const std::string key = "height=\"";
  const double height = std::stod(drawing.substr(drawing.find(key) + key.size()));
  const std::string size = "width=\"" + px(kWidth + 2 * kMargin) + "\" height=\"" +
                           px(height + kMargin + kCaption) + "\"";
  return "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" " + size + ">\n<style>" +
         std::string(light_chart_style()) + "</style>\n<rect " + size + " fill=\"#fff\"/>\n" +
         "<text class=\"ink\" style=\"font-size:15px\" x=\"" + px(kMargin) + "\" y=\"26\">" +
         escape_html(one_line(figure.caption)) + "</text>\n<g transform=\"translate(" +
         px(kMargin) + " " + px(kCaption) + ")\">\n" + drawing + "</g>\n</svg>\n";
}

class Collector {
 public:
  void add(const std::vector<Block>& blocks) {
    for (const auto& block : blocks) {
      if (const auto* figure = std::get_if<Figure>(&block.content)) {
        add(*figure);
      } else if (const auto* details = std::get_if<Details>(&block.content)) {
        add(details->blocks);
      }
    }
  }
  std::vector<Picture> take() && { return std::move(pictures_); }

 private:
  void add(const Figure& figure) {
    const std::string stem = to_stem(figure.caption);
    const int count = ++seen_[stem];
    const std::string number = count > 1 ? "_" + std::to_string(count) : "";
    pictures_.push_back({stem + number + ".svg", whole_file(figure)});
  }

  std::map<std::string, int> seen_;
  std::vector<Picture> pictures_;
};

}  // namespace

std::vector<Picture> pictures(const Document& document) {
  Collector collector;
  collector.add(document.blocks);
  return std::move(collector).take();
}

}  // namespace mlpipe::report
