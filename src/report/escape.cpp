// SPDX-License-Identifier: MIT
#include "escape.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"

namespace mlpipe::report {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

std::string clean_lines(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out += (begin == 0 ? "" : "\n") + one_line(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string link_scheme(std::string_view target) {
  if (target.substr(0, 2) == "//") {
    return "//";
  }
  const std::string_view head = target.substr(0, target.find_first_of("/#?"));
  const std::size_t colon = head.find(':');
  return colon == std::string_view::npos ? "" : lower(head.substr(0, colon));
}

std::string shorten(std::string_view text, std::size_t width) {
  if (text_width(text) <= width) {
    return std::string(text);
  }
  std::size_t at = 0;
  for (std::size_t kept = 0; kept + 1 < width; ++kept) {
    ++at;
    while (at < text.size() && is_continuation(text[at])) {
      ++at;
    }
  }
  return std::string(text.substr(0, at)) + "\xE2\x80\xA6";
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    out += text;
  }
  return out;
}

}  // namespace mlpipe::report
