// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/report/render.hpp"

#include "chart_text.hpp"
#include "escape.hpp"
#include "spark.hpp"

namespace mlpipe::report {
namespace {

constexpr std::size_t kWrapWidth = 88;

std::string flat(const Text& text) {
  std::string out;
  for (const auto& span : text.spans) {
    out += span.mark == Mark::kSpark ? spark_text(span.bars) : one_line(span.text);
    if (span.mark == Mark::kLink && span.target != span.text) {
      out += " (" + one_line(span.target) + ")";
    }
  }
  return out;
}

/// Breaks at blanks; the first line begins with `first`, the others with as many blanks.
std::string wrapped(const std::string& text, const std::string& first) {
  const std::string indent(text_width(first), ' ');
  std::string out;
  std::string line = first;
  bool line_is_empty = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(' ', at);
    if (begin == std::string::npos) {
      break;
    }
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!line_is_empty && text_width(line) + 1 + text_width(word) > kWrapWidth) {
      out += line + "\n";
      line = indent;
      line_is_empty = true;
    }
    line += (line_is_empty ? "" : " ") + word;
    line_is_empty = false;
    at = end;
  }
  return out + line + "\n";
}

std::string padded(const std::string& text, std::size_t width, Align align) {
  const std::size_t missing = width - std::min(text_width(text), width);
  const std::size_t left = align == Align::kRight    ? missing
                           : align == Align::kCenter ? missing / 2
                                                     : 0;
  return std::string(left, ' ') + text + std::string(missing - left, ' ');
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string render_table(const Table& table) {
  std::vector<std::vector<std::string>> lines(1);
  std::vector<std::size_t> widths;
  for (const auto& column : table.columns) {
    lines[0].push_back(one_line(column.name));
    widths.push_back(text_width(lines[0].back()));
  }
  for (const auto& row : table.rows) {
    lines.emplace_back();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      lines.back().push_back(i < row.size() ? flat(row[i]) : "");
      widths[i] = std::max(widths[i], text_width(lines.back().back()));
    }
  }
  const bool has_names = std::any_of(lines[0].begin(), lines[0].end(),
                                     [](const std::string& name) { return !name.empty(); });
  std::string out = table.caption.empty() ? "" : one_line(table.caption) + "\n";
  for (std::size_t r = has_names ? 0 : 1; r < lines.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      line += (i == 0 ? "  " : "   ") + padded(lines[r][i], widths[i], table.columns[i].align);
    }
    out += without_trailing_blanks(line);
    if (r == 0) {
      std::string rule;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        rule += (i == 0 ? "  " : "   ") + std::string(widths[i], '-');
      }
      out += without_trailing_blanks(rule);
    }
  }
  return out.empty() ? "" : out + "\n";
}

std::string render_blocks(const std::vector<Block>& blocks);

std::string underlined(const std::string& text, char rule) {
  return text + "\n" + std::string(text_width(text), rule) + "\n\n";
}

std::string render(const Heading& heading) {
  return underlined(one_line(heading.text), heading.level <= 2 ? '-' : '.');
}

std::string render(const Paragraph& paragraph) {
  return wrapped(flat(paragraph.text), "") + "\n";
}

std::string render(const BulletList& list) {
  std::string out;
  for (const auto& item : list.items) {
    out += wrapped(flat(item), "  - ");
  }
  return out + "\n";
}

std::string render(const CodeBlock& block) {
  std::string out = "    ";
  for (const char c : clean_lines(block.text)) {
    out += c == '\n' ? std::string("\n    ") : std::string(1, c);
  }
  return out + "\n\n";
}

std::string render(const Table& table) {
  return render_table(table);
}

std::string render(const KeyValues& list) {
  return render_table(as_table(list));
}

std::string render(const Highlights& highlights) {
  Table table;
  table.columns = {{"", Align::kLeft}, {"", Align::kRight}, {"", Align::kLeft}};
  for (const auto& item : highlights.items) {
    table.rows.push_back({item.label, item.value, item.detail});
  }
  return render_table(table);
}

std::string render(const Figure& figure) {
  const auto summary = summarise(figure.chart);
  std::string out = one_line(figure.caption) + "\n";
  for (const auto& line : summary.sparklines) {
    out += "  " + line + "\n";
  }
  return out + "\n" + render_table(summary.table);
}

std::string render(const Callout& callout) {
  const std::string mark = callout.kind == CalloutKind::kWarning ? "! " : "* ";
  std::string out = callout.title.empty() ? "" : wrapped(one_line(callout.title), mark);
  for (const auto& paragraph : callout.paragraphs) {
    out += wrapped(flat(paragraph), "  ");
  }
  return out + "\n";
}

std::string render(const Details& details) {
  return one_line(details.summary) + ":\n\n" + render_blocks(details.blocks);
}

std::string render_blocks(const std::vector<Block>& blocks) {
  std::string out;
  for (const auto& block : blocks) {
    out += std::visit([](const auto& content) { return render(content); }, block.content);
  }
  return out;
}

}  // namespace

std::string to_text(const Document& document) {
  std::string out = underlined(one_line(document.title), '=');
  if (!document.subtitle.empty()) {
    out += wrapped(one_line(document.subtitle), "") + "\n";
  }
  out += render_blocks(document.blocks);
  out.pop_back();
  return out;
}

}  // namespace mlpipe::report
