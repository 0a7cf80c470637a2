// SPDX-License-Identifier: MIT
#include "escape.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"

namespace mlpipe::report {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// C1 controls (a terminal may obey them) and the characters that reverse text.
bool is_hostile(std::string_view rest) {
  const auto byte = [&](std::size_t i) {
    return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U;
  };
  const bool is_c1 = byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0;
  const bool is_bidi =
      byte(0) == 0xE2 && ((byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE) ||
                          (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9));
  return is_c1 || is_bidi;
}

std::string without_hostile(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 1;
    while (at + length < text.size() && is_continuation(text[at + length])) {
      ++length;
    }
    out += is_hostile(text.substr(at)) ? std::string_view("\xEF\xBF\xBD") : text.substr(at, length);
    at += length;
  }
  return out;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string blanks(text);
  for (char& c : blanks) {
    if (c == '\n' || c == '\t' || c == '\r') {
      c = ' ';
    }
  }
  const std::string quoted = quote(blanks, blanks.size());
  return without_hostile(std::string_view(quoted).substr(1, quoted.size() - 2));
}

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

std::size_t text_width(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    width += is_continuation(c) ? 0 : 1;
  }
  return width;
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
