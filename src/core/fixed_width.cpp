// SPDX-License-Identifier: MIT
#include "mlpipe/core/fixed_width.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "mlpipe/core/text.hpp"

namespace mlpipe {
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

std::vector<double> resample(const std::vector<double>& values, std::size_t width) {
  if (values.size() <= width) {
    return values;
  }
  std::vector<double> out(width, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t begin = i * values.size() / width;
    const std::size_t end = (i + 1) * values.size() / width;
    for (std::size_t at = begin; at < end; ++at) {
      out[i] = std::isfinite(values[at]) ? values[at] : out[i];
    }
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

std::size_t text_width(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    width += is_continuation(c) ? 0 : 1;
  }
  return width;
}

std::string text_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], text_width(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) {
        line += std::string(widths[i] - text_width(row[i]) + 2, ' ');
      }
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string sparkline(const std::vector<double>& values, std::size_t width, double low,
                      double high) {
  constexpr std::array<const char*, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string out;
  for (const double value : resample(values, width)) {
    if (!std::isfinite(value)) {
      out += " ";
      continue;
    }
    const double share = high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 0.5;
    out += kBlocks[std::min<std::size_t>(static_cast<std::size_t>(share * 8.0), 7)];
  }
  return out;
}

}  // namespace mlpipe
