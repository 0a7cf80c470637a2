// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/redactor.hpp"

#include "cli/args.hpp"
#include "cli/console.hpp"

namespace mlpipe::cli {

/// An event, or the end of a command, as both log formats see it.
struct LogRecord {
  LogLevel level = LogLevel::kInfo;
  std::string action;   ///< dotted: "data.read"
  std::string message;  ///< for people, without a prefix; may have several lines
  std::string outcome;  ///< success, failure, or empty
  std::optional<std::chrono::nanoseconds> duration;
  nlohmann::ordered_json fields;  ///< flat, dotted names; may be null
};

/// The one place that says what each event is called and how loud it is.
[[nodiscard]] LogRecord to_record(const Event& event);

[[nodiscard]] LogRecord without_secrets(const LogRecord& record, const Redactor& redactor);

/// A sink that logs. write() is called for records at or above the level, by any thread; no secret
/// reaches it.
class LogSink : public EventSink {
 public:
  explicit LogSink(LogLevel least, Redactor redactor = {})
      : least_(least), redactor_(std::move(redactor)) {}
  void on(const Event& event) final { log(to_record(event)); }
  void log(const LogRecord& record) {
    if (record.level >= least_) {
      write(without_secrets(record, redactor_));
    }
  }

 protected:
  virtual void write(const LogRecord& record) = 0;

 private:
  LogLevel least_;
  Redactor redactor_;
};

/// Lines for people: the message, with a word before it where it is no plain note.
class TextLogSink final : public LogSink {
 public:
  TextLogSink(Console& console, LogLevel least, bool color, Redactor redactor = {})
      : LogSink(least, std::move(redactor)), console_(console), color_(color) {}

 protected:
  void write(const LogRecord& record) override;

 private:
  Console& console_;
  bool color_;
};

/// One JSON object a line. Names: ECS for the envelope, OpenTelemetry where ECS has none, own ones
/// under "mlpipe.".
class JsonLogSink final : public LogSink {
 public:
  /// @param context  fields of every line, flat
  JsonLogSink(Console& console, LogLevel least, const Clock& clock, nlohmann::ordered_json context,
              Redactor redactor = {})
      : LogSink(least, std::move(redactor)),
        console_(console),
        clock_(clock),
        context_(std::move(context)) {}

 protected:
  void write(const LogRecord& record) override;

 private:
  Console& console_;
  const Clock& clock_;
  nlohmann::ordered_json context_;
};

/// Gives every event to several sinks, in order.
class FanOutSink final : public EventSink {
 public:
  explicit FanOutSink(std::vector<std::reference_wrapper<EventSink>> sinks)
      : sinks_(std::move(sinks)) {}
  void on(const Event& event) override {
    for (EventSink& sink : sinks_) {
      sink.on(event);
    }
  }

 private:
  std::vector<std::reference_wrapper<EventSink>> sinks_;
};

}  // namespace mlpipe::cli
