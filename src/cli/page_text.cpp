// SPDX-License-Identifier: MIT
#include "cli/page_text.hpp"

#include <fmt/format.h>

#include "mlpipe/version.hpp"

namespace mlpipe::cli {

std::string roff_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
  }
  return out.rfind('.', 0) == 0 || out.rfind('\'', 0) == 0 ? "\\&" + out : out;
}

std::string roff_bold(const std::string& text) {
  return "\\fB" + roff_text(text) + "\\fR";
}

std::string roff_italic(const std::string& text) {
  return text.empty() ? "" : "\\fI" + roff_text(text) + "\\fR";
}

std::string roff_header(const std::string& title, int section) {
  return fmt::format(
      ".\\\" Made by: mlpipe man\n.TH {} {} \"\" \"mlpipe {}\" \"mlpipe\"\n.nh\n.ad l\n",
      roff_text(title), section, kVersion);
}

std::string roff_entry(const std::string& label, const std::string& text) {
  return ".TP\n" + label + "\n" + roff_text(text) + "\n";
}

std::string markdown_origin() {
  return "<!-- Made from the program by scripts/reference-pages.sh; change src, not this. -->\n\n";
}

std::string markdown_cell(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? "\\|" : std::string(1, c);
  }
  return out;
}

std::string markdown_code(const std::string& text) {
  return text.empty() ? "" : "`" + markdown_cell(text) + "`";
}

}  // namespace mlpipe::cli
