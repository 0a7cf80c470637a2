// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cctype>

#include "mlpipe/report/render.hpp"

#include "chart_text.hpp"
#include "escape.hpp"
#include "spark.hpp"

namespace mlpipe::report {
namespace {

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// "&amp;" would be read as "&", while "S&P 500" may stay as it is.
bool begins_reference(std::string_view rest) {
  std::size_t at = 1;
  while (at < rest.size() && (is_alnum(rest[at]) || rest[at] == '#')) {
    ++at;
  }
  return at > 1 && at < rest.size() && rest[at] == ';';
}

std::string escape_character(std::string_view rest) {
  const char c = rest.front();
  constexpr std::string_view kSpecial = "\\`*_[]|~";
  if (c == '<') {
    return "&lt;";
  }
  if (c == '>') {
    return "&gt;";
  }
  if (c == '&' && begins_reference(rest)) {
    return "&amp;";
  }
  if (c == '$') {
    return "<span>$</span>";  // GitHub reads $...$ as mathematics and ignores a backslash there
  }
  // GitHub makes links of addresses and of names after an @, wherever they stand.
  const bool is_address = c == ':' && rest.substr(0, 3) == "://";
  if (c == '@' && rest.size() > 1 && is_alnum(rest[1])) {
    return "<span>@</span>";
  }
  if (c == '#' && rest.size() > 1 && rest[1] >= '0' && rest[1] <= '9') {
    return "<span>#</span>";  // of an issue, which would then tell that it was mentioned
  }
  return (kSpecial.find(c) != std::string_view::npos || is_address ? "\\" : "") + std::string(1, c);
}

std::string escape(std::string_view text) {
  const std::string line = one_line(text);
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    out += escape_character(std::string_view(line).substr(i));
  }
  return out;
}

/// What would start a list, a heading or a rule at the beginning of a line is disarmed.
std::string at_line_start(std::string text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    ++digits;
  }
  if (digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')')) {
    return text.insert(digits, "\\");
  }
  const bool is_marker =
      !text.empty() && std::string_view("#+-=").find(text.front()) != std::string_view::npos;
  return is_marker ? "\\" + text : text;
}

enum class Place { kLine, kCell };

/// Inside a table a pipe ends the cell even within code, so it is escaped there.
std::string code_span(std::string_view text, Place place) {
  std::string line = one_line(text);
  std::size_t longest = 0;
  std::size_t run = 0;
  std::string body;
  for (const char c : line) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    body += c == '|' && place == Place::kCell ? "\\|" : std::string(1, c);
  }
  if (body.empty()) {
    return "";
  }
  const bool needs_pad = body.front() == '`' || body.back() == '`';
  const std::string fence(longest + 1, '`');
  return fence + (needs_pad ? " " : "") + body + (needs_pad ? " " : "") + fence;
}

/// Not every renderer of Markdown refuses "javascript:".
bool may_link(std::string_view target) {
  const std::string scheme = link_scheme(target);
  return scheme.empty() || scheme == "https" || scheme == "http";
}

std::string link_target(std::string_view target) {
  constexpr std::string_view kSafe = "-._~/#?=&%:@+,;!";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : target) {
    if (is_alnum(c) || kSafe.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += std::string("%") + kHex[byte >> 4U] + kHex[byte & 15U];
    }
  }
  return out;
}

std::string inline_text(const Text& text, Place place) {
  std::string out;
  for (const auto& span : text.spans) {
    switch (span.mark) {
      case Mark::kPlain:
        out += escape(span.text);
        break;
      case Mark::kBold:
        out += span.text.empty() ? "" : "**" + escape(span.text) + "**";
        break;
      case Mark::kCode:
        out += code_span(span.text, place);
        break;
      case Mark::kLink:
        out += may_link(span.target)
                   ? "[" + escape(span.text) + "](" + link_target(span.target) + ")"
                   : escape(span.text) + " (" + escape(span.target) + ")";
        break;
      case Mark::kSpark:
        out += spark_text(span.bars);
        break;
    }
  }
  return out;
}

std::string table_row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const auto& cell : cells) {
    out += " " + cell + (cell.empty() ? "|" : " |");
  }
  return out + "\n";
}

std::string render_table(const Table& table) {
  if (table.columns.empty()) {
    return "";
  }
  std::vector<std::string> names;
  std::vector<std::string> rules;
  for (const auto& column : table.columns) {
    names.push_back(escape(column.name));
    rules.emplace_back(column.align == Align::kRight    ? "--:"
                       : column.align == Align::kCenter ? ":-:"
                                                        : "---");
  }
  std::string out = table.caption.empty() ? "" : "**" + escape(table.caption) + "**\n\n";
  out += table_row(names) + table_row(rules);
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      cells.push_back(i < row.size() ? inline_text(row[i], Place::kCell) : "");
    }
    out += table_row(cells);
  }
  return out + "\n";
}

std::string render_code(const std::string& text, const char* language) {
  const std::string lines = clean_lines(text);
  std::string fence = "```";
  while (lines.find(fence) != std::string::npos) {
    fence += "`";
  }
  return fence + language + "\n" + lines + "\n" + fence + "\n\n";
}

std::string render_blocks(const std::vector<Block>& blocks);

std::string render(const Heading& heading) {
  return std::string(static_cast<std::size_t>(std::clamp(heading.level, 2, 6)), '#') + " " +
         escape(heading.text) + "\n\n";
}

std::string render(const Paragraph& paragraph) {
  return at_line_start(inline_text(paragraph.text, Place::kLine)) + "\n\n";
}

std::string render(const BulletList& list) {
  std::string out;
  for (const auto& item : list.items) {
    out += "- " + at_line_start(inline_text(item, Place::kLine)) + "\n";
  }
  return out + "\n";
}

std::string render(const CodeBlock& block) {
  return render_code(block.text, "sh");
}

std::string render(const Table& table) {
  return render_table(table);
}

std::string render(const KeyValues& list) {
  return render_table(as_table(list));
}

std::string render(const Highlights& highlights) {
  Table table;
  std::vector<Text> values;
  std::vector<Text> details;
  for (const auto& item : highlights.items) {
    table.columns.push_back({item.label, Align::kCenter});
    values.push_back(bold(item.value));
    details.emplace_back(item.detail);
  }
  table.rows = {values, details};
  return render_table(table);
}

std::string render(const Figure& figure) {
  const auto summary = summarise(figure.chart);
  std::string out = "**" + escape(figure.caption) + "**\n\n";
  if (!figure.description.empty()) {
    out += at_line_start(escape(figure.description)) + "\n\n";
  }
  std::string lines;
  for (const auto& line : summary.sparklines) {
    lines += (lines.empty() ? "" : "\n") + line;
  }
  return out + (lines.empty() ? "" : render_code(lines, "text")) + render_table(summary.table);
}

std::string render(const Callout& callout) {
  const char* kind = callout.kind == CalloutKind::kWarning ? "WARNING"
                     : callout.kind == CalloutKind::kGood  ? "TIP"
                                                           : "NOTE";
  std::string out = std::string("> [!") + kind + "]\n";
  out += callout.title.empty() ? "" : "> **" + escape(callout.title) + "**\n";
  for (const auto& paragraph : callout.paragraphs) {
    out += ">\n> " + at_line_start(inline_text(paragraph, Place::kLine)) + "\n";
  }
  return out + "\n";
}

std::string render(const Details& details) {
  return "<details>\n<summary>" + escape_html(one_line(details.summary)) + "</summary>\n\n" +
         render_blocks(details.blocks) + "</details>\n\n";
}

std::string render_blocks(const std::vector<Block>& blocks) {
  std::string out;
  for (const auto& block : blocks) {
    out += std::visit([](const auto& content) { return render(content); }, block.content);
  }
  return out;
}

}  // namespace

std::string markdown_line(std::string_view text) {
  return at_line_start(escape(text));
}

std::string to_markdown(const std::vector<Block>& blocks) {
  return render_blocks(blocks);
}

std::string to_markdown(const Document& document) {
  std::string out = "# " + escape(document.title) + "\n\n";
  if (!document.subtitle.empty()) {
    out += at_line_start(escape(document.subtitle)) + "\n\n";
  }
  out += render_blocks(document.blocks);
  out.pop_back();  // the blank line after the last block
  return out;
}

}  // namespace mlpipe::report
