// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/error.hpp"

#include "cli/args.hpp"
#include "cli/console.hpp"
#include "cli/log_sink.hpp"
#include "cli/progress_sink.hpp"

namespace mlpipe::cli {

/// The sinks of one run and how its end is told, on stderr and, with --json, on stdout.
class Session {
 public:
  Session(const GlobalArgs& global, std::string command, const Clock& clock);

  [[nodiscard]] EventSink& events() { return *fan_out_; }

  /// Tells on stderr what went wrong.
  void tell_failure(const std::string& code, const std::string& message);
  /// The exit status, after telling why.
  [[nodiscard]] int failed(ExitCode exit_code, const std::string& code, const std::string& message);
  /// Tells what a signal has stopped and what is kept.
  void interrupted(int signal);

 private:
  bool json_;
  std::string command_;
  Redactor redactor_;
  Console console_;
  std::unique_ptr<LogSink> log_;
  ProgressSink progress_;
  WhereaboutsSink whereabouts_;
  std::unique_ptr<FanOutSink> fan_out_;
};

}  // namespace mlpipe::cli
