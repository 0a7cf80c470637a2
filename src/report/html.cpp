// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/report/render.hpp"
#include "mlpipe/report/svg_chart.hpp"

#include "chart_text.hpp"
#include "escape.hpp"
#include "html_style.hpp"
#include "spark.hpp"

namespace mlpipe::report {
namespace {

constexpr double kWideChart = 860.0;
constexpr double kNarrowChart = 358.0;  // a 390 px phone less its margins
constexpr std::size_t kManyColumns = 11;

std::string escape(std::string_view text) {
  return escape_html(one_line(text));
}

std::string element(const std::string& tag, const std::string& body) {
  return "<" + tag + ">" + body + "</" + tag.substr(0, tag.find(' ')) + ">";
}

bool is_date(std::string_view text) {
  for (std::size_t i = 0; i < 10; ++i) {
    const bool is_digit = i < text.size() && text[i] >= '0' && text[i] <= '9';
    const bool is_dash = i < text.size() && text[i] == '-';
    if (i == 4 || i == 7 ? !is_dash : !is_digit) {
      return false;
    }
  }
  return true;
}

/// Escaped, with dates marked: a line must not break at their hyphens.
std::string running_text(std::string_view text) {
  const std::string escaped = escape(text);
  std::string out;
  for (std::size_t at = 0; at < escaped.size();) {
    const auto rest = std::string_view(escaped).substr(at);
    const bool begins_word = at == 0 || escaped[at - 1] == ' ' || escaped[at - 1] == '(';
    if (begins_word && is_date(rest)) {
      out += element("time", escaped.substr(at, 10));
      at += 10;
    } else {
      out += escaped[at++];
    }
  }
  return out;
}

std::string inline_text(const Text& text) {
  std::string out;
  for (const auto& span : text.spans) {
    const std::string body = span.mark == Mark::kCode ? escape(span.text) : running_text(span.text);
    switch (span.mark) {
      case Mark::kPlain:
        out += body;
        break;
      case Mark::kBold:
        out += element("strong", body);
        break;
      case Mark::kCode:
        out += element("code", body);
        break;
      case Mark::kLink:
        // Any scheme or host would lead out of the file, or be "javascript:".
        if (!link_scheme(span.target).empty()) {
          out += body + (span.target == span.text ? "" : " (" + escape(span.target) + ")");
        } else {
          out += element("a href=\"" + escape(span.target) + "\"", body);
        }
        break;
      case Mark::kSpark:
        out += spark_svg(span.bars, span.text);
        break;
    }
  }
  return out;
}

/// Short cells (dates, periods, names) do not wrap: a wide table scrolls, a long text breaks.
std::string cell_class(const Column& column, std::size_t width) {
  constexpr std::size_t kShort = 26;
  const std::string css = std::string(column.align == Align::kRight    ? "r"
                                      : column.align == Align::kCenter ? "c"
                                                                       : "") +
                          (column.align != Align::kRight && width <= kShort ? " k" : "");
  return css.empty() ? "" : " class=\"" + css.substr(css.front() == ' ' ? 1 : 0) + "\"";
}

class HtmlRenderer {
 public:
  std::string page(const Document& document);

 private:
  std::string blocks(const std::vector<Block>& blocks);
  std::string render(const Heading& heading);
  std::string render(const Paragraph& paragraph) {
    return "<p>" + inline_text(paragraph.text) + "</p>\n";
  }
  std::string render(const BulletList& list);
  std::string render(const CodeBlock& block) {
    return "<pre tabindex=\"0\"><code>" + escape_html(clean_lines(block.text)) + "</code></pre>\n";
  }
  std::string render(const Table& table);
  std::string render(const KeyValues& list);
  std::string render(const Highlights& highlights);
  std::string render(const Figure& figure);
  std::string render(const Callout& callout);
  std::string render(const Details& details);

  int sections_ = 0;
  std::string section_title_;
};

std::string section_id(int number) {
  return "section-" + std::to_string(number);
}

std::string HtmlRenderer::render(const Heading& heading) {
  const std::string level = std::to_string(std::clamp(heading.level, 2, 6));
  std::string id;
  if (heading.level <= 2) {
    id = " id=\"" + section_id(++sections_) + "\"";
    section_title_ = heading.text;
  }
  return "<h" + level + id + ">" + escape(heading.text) + "</h" + level + ">\n";
}

std::string HtmlRenderer::render(const BulletList& list) {
  std::string out = "<ul>\n";
  for (const auto& item : list.items) {
    out += "<li>" + inline_text(item) + "</li>\n";
  }
  return out + "</ul>\n";
}

std::string HtmlRenderer::render(const Table& table) {
  if (table.columns.empty()) {
    return "";
  }
  const std::string label = table.caption.empty() ? section_title_ : table.caption;
  // Focusable, so that a wide table can be scrolled with the keyboard.
  std::string out =
      std::string("<div class=\"scroll") + (table.columns.size() >= kManyColumns ? " broad" : "") +
      "\" role=\"region\" tabindex=\"0\" aria-label=\"Table: " + escape(label) + "\">\n<table>\n";
  out += table.caption.empty() ? "" : "<caption>" + escape(table.caption) + "</caption>\n";
  out += "<thead><tr>";
  for (const auto& column : table.columns) {
    out += "<th scope=\"col\"" + cell_class(column, text_width(column.name)) + ">" +
           escape(column.name) + "</th>";
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Text cell = i < row.size() ? row[i] : Text();
      out += i == 0 ? "<th scope=\"row\"" : "<td";
      out += cell_class(table.columns[i], text_width(plain(cell))) + ">" + inline_text(cell);
      out += i == 0 ? "</th>" : "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n</div>\n";
}

std::string HtmlRenderer::render(const KeyValues& list) {
  std::string out = "<dl>\n";
  for (const auto& [key, value] : list.entries) {
    out += "<dt>" + escape(key) + "</dt><dd>" + inline_text(value) + "</dd>\n";
  }
  return out + "</dl>\n";
}

std::string HtmlRenderer::render(const Highlights& highlights) {
  std::string out = "<ul class=\"tiles\">\n";
  for (const auto& item : highlights.items) {
    out += "<li><span class=\"label\">" + escape(item.label) + "</span><span class=\"value\">" +
           escape(item.value) + "</span><span class=\"detail\">" + escape(item.detail) +
           "</span></li>\n";
  }
  return out + "</ul>\n";
}

std::string HtmlRenderer::render(const Figure& figure) {
  std::string out = "<figure>\n<figcaption>" + escape(figure.caption);
  if (!figure.description.empty()) {
    out += "<span>" + escape(figure.description) + "</span>";
  }
  out += "</figcaption>\n<div class=\"wide\">" + to_svg(figure, kWideChart) +
         "</div>\n<div class=\"narrow\">" + to_svg(figure, kNarrowChart) + "</div>\n</figure>\n";
  // Bars carry their values and curves have too many; these leave numbers to be asked for.
  if (std::holds_alternative<CalibrationChart>(figure.chart) ||
      std::holds_alternative<Histogram>(figure.chart) ||
      std::holds_alternative<ParallelChart>(figure.chart)) {
    out += render(Details{figure.caption + ", in numbers", {Block{summarise(figure.chart).table}}});
  }
  return out;
}

std::string HtmlRenderer::render(const Callout& callout) {
  const std::string kind = callout.kind == CalloutKind::kWarning ? " warning"
                           : callout.kind == CalloutKind::kGood  ? " good"
                                                                 : "";
  // What stands above every section is the document's verdict.
  std::string out =
      "<div class=\"callout" + kind + (sections_ == 0 ? " verdict" : "") + "\" role=\"note\">\n";
  out += callout.title.empty() ? "" : "<p class=\"title\">" + escape(callout.title) + "</p>\n";
  for (const auto& paragraph : callout.paragraphs) {
    out += "<p>" + inline_text(paragraph) + "</p>\n";
  }
  return out + "</div>\n";
}

std::string HtmlRenderer::render(const Details& details) {
  return "<details>\n<summary>" + escape(details.summary) + "</summary>\n" +
         blocks(details.blocks) + "</details>\n";
}

std::string HtmlRenderer::blocks(const std::vector<Block>& blocks) {
  std::string out;
  for (const auto& block : blocks) {
    out += std::visit([this](const auto& content) { return render(content); }, block.content);
  }
  return out;
}

std::string navigation(const Document& document) {
  std::string links;
  int section = 0;
  for (const auto& block : document.blocks) {
    const auto* heading = std::get_if<Heading>(&block.content);
    if (heading != nullptr && heading->level <= 2) {
      links += "<a href=\"#" + section_id(++section) + "\">" + escape(heading->text) + "</a>\n";
    }
  }
  return section < 4 ? "" : "<nav aria-label=\"Sections\">\n" + links + "</nav>\n";
}

std::string HtmlRenderer::page(const Document& document) {
  section_title_ = document.title;
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      // Should an escape ever fail, the browser still runs and loads nothing.
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n";
  out += "<title>" + escape(document.title) + "</title>\n<style>";
  out += kPageStyle;
  out += light_chart_style();
  out += dark_chart_style();
  out += "</style>\n</head>\n<body>\n<main>\n<h1>" + escape(document.title) + "</h1>\n";
  if (!document.subtitle.empty()) {
    out += "<p class=\"subtitle\">" + running_text(document.subtitle) + "</p>\n";
  }
  out += navigation(document);
  return out + blocks(document.blocks) + "</main>\n</body>\n</html>\n";
}

}  // namespace

std::string to_html(const Document& document) {
  return HtmlRenderer().page(document);
}

}  // namespace mlpipe::report
