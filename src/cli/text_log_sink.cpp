// SPDX-License-Identifier: MIT
#include "cli/log_sink.hpp"

namespace mlpipe::cli {
namespace {

struct Style {
  const char* prefix;
  const char* color;
};

Style style_of(LogLevel level) {
  switch (level) {
    case LogLevel::kTrace:
      return {"trace: ", "\x1b[2m"};
    case LogLevel::kDebug:
      return {"debug: ", "\x1b[2m"};
    case LogLevel::kInfo:
      return {"", ""};
    case LogLevel::kWarn:
      return {"warning: ", "\x1b[33m"};
    case LogLevel::kError:
      return {"error: ", "\x1b[1;31m"};
  }
  return {"", ""};
}

}  // namespace

void TextLogSink::write(const LogRecord& record) {
  const Style style = style_of(record.level);
  const bool paint = color_ && *style.color != '\0';
  std::string text =
      std::string(paint ? style.color : "") + style.prefix + (paint ? "\x1b[0m" : "");
  for (const char c : record.message) {
    text += c;
    // Further lines belong to the first: several problems of one file, for example.
    text += c == '\n' ? "  " : "";
  }
  console_.line(text);
}

}  // namespace mlpipe::cli
