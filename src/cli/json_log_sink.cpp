// SPDX-License-Identifier: MIT
#include "mlpipe/core/json_reader.hpp"

#include "cli/log_sink.hpp"

namespace mlpipe::cli {
namespace {

const char* name_of(LogLevel level) {
  switch (level) {
    case LogLevel::kTrace:
      return "trace";
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      return "error";
  }
  return "info";
}

}  // namespace

void JsonLogSink::write(const LogRecord& record) {
  nlohmann::ordered_json line;
  line["@timestamp"] = to_iso8601(clock_.now());
  line["log.level"] = name_of(record.level);
  line["message"] = record.message;
  line["event.action"] = record.action;
  if (!record.outcome.empty()) {
    line["event.outcome"] = record.outcome;
  }
  if (record.duration) {
    line["event.duration"] = record.duration->count();
  }
  for (const auto& [name, value] : record.fields.items()) {
    line[name] = value;
  }
  for (const auto& [name, value] : context_.items()) {
    line[name] = value;
  }
  // Bytes from outside (file names) need not be UTF-8; the line must be.
  console_.line(to_json_line(line));
}

}  // namespace mlpipe::cli
